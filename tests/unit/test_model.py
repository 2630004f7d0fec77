"""Values in one spelling, whatever the program writes, the cluster reports or the machine's time zone is."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ontap_peering import messages
from ontap_peering.peer.model import DesiredPeer, duration, instant, instant_text, underscored

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NAMED = {"cluster": "east", "key": "key", "generate_passphrase": True}


@pytest.fixture
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that is not in UTC."""
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_elsewhere")
def test_instants_are_in_utc_wherever_the_machine_is() -> None:
    for text in ("2026-01-01T12:00:00Z", "2026-01-01T17:30:00+05:30"):
        assert instant(text) == NOON
        assert instant(text).tzinfo is UTC
        assert instant_text(instant(text)) == "2026-01-01T12:00:00Z"
    assert instant_text(NOON.astimezone()) == "2026-01-01T12:00:00Z"


def test_an_instant_without_an_offset_says_so() -> None:
    with pytest.raises(ValueError, match=messages.no_utc_offset()):
        instant("2026-01-01T12:00:00")


def test_a_duration_is_a_span_or_its_iso_text() -> None:
    assert duration(timedelta(hours=2)) == duration("PT2H") == timedelta(hours=2)
    for wrong in (7200, "7200", "PT", None):
        with pytest.raises(ValueError, match="must be an ISO 8601 duration"):
            duration(wrong)


def test_a_name_has_at_most_44_characters() -> None:
    assert DesiredPeer.model_validate({**NAMED, "name": "n" * 44}).name == "n" * 44
    with pytest.raises(ValueError, match="at most 44 characters"):
        DesiredPeer.model_validate({**NAMED, "name": "n" * 45})


def test_only_strings_are_respelled() -> None:
    assert [underscored(value) for value in ("tls-psk", None, 7)] == ["tls_psk", None, 7]
