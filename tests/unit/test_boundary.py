"""What leaves the provider's methods, without an engine."""

import sys

import pytest

from ontap_peering.engine.boundary import one_line_errors
from ontap_peering.errors import PeerError

SECRET = "a-secret-in-an-exception"


@one_line_errors
def failing(error: BaseException) -> None:
    raise error


@pytest.fixture(autouse=True)
def _tracebacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "tracebacklimit", 1000, raising=False)


def test_an_error_of_ours_keeps_its_line_and_loses_its_traceback() -> None:
    with pytest.raises(PeerError, match=r"^one line$") as raised:
        failing(PeerError("one line"))
    assert raised.value.__suppress_context__


def test_without_a_call_to_give_details_to_tracebacks_are_limited() -> None:
    with pytest.raises(PeerError):
        failing(PeerError("one line"))
    assert sys.tracebacklimit == 0


@pytest.mark.parametrize("error", [ValueError(SECRET), KeyboardInterrupt(SECRET), SystemExit(SECRET)])
def test_anything_else_is_a_bug_in_one_line_without_its_text(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(PeerError, match=rf"^this is a bug in ontap-peering: {type(error).__name__} in failing;"):
        failing(error)
    assert SECRET not in "".join(capsys.readouterr())
