"""The input forms of an expiry time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.expiry import expiry_from

NOW = datetime(2021, 5, 25, 12, tzinfo=UTC)
NEW_YORK_IN_MAY = timezone(timedelta(hours=-4))


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        (None, timedelta(hours=1)),
        ("PT2H", timedelta(hours=2)),
        ("P1DT2H3M4S", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("P1W", timedelta(weeks=1)),
        ("P7D", timedelta(days=7)),
        ("PT90M", timedelta(minutes=90)),
        ("2021-05-25T12:34:56Z", timedelta(minutes=34, seconds=56)),
        ("2021-05-25T08:34:56-04:00", timedelta(minutes=34, seconds=56)),
        ("05/25/2021 09:00:00", timedelta(hours=1)),
    ],
)
@pytest.mark.covers("expiry as duration, weeks, instant or text of the cluster's time zone")
def test_an_expiry_is_a_duration_or_an_instant(text: str | None, ahead: timedelta) -> None:
    assert expiry_from(text, NOW, NEW_YORK_IN_MAY) == NOW + ahead


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("P1WT1S", Code.INVALID_VALUE),
        ("P", Code.INVALID_VALUE),
        ("PT", Code.INVALID_VALUE),
        ("P1DT", Code.INVALID_VALUE),
        ("2H", Code.INVALID_VALUE),
        ("", Code.INVALID_VALUE),
        ("P999999W", Code.EXPIRY_TOO_FAR),
        ("P2W", Code.EXPIRY_TOO_FAR),
        ("PT0S", Code.EXPIRY_IN_PAST),
        ("05/25/2021 07:59:59", Code.EXPIRY_IN_PAST),
    ],
)
def test_a_wrong_expiry_is_refused_with_its_code(text: str, code: Code) -> None:
    with pytest.raises(OntapError) as refusal:
        expiry_from(text, NOW, NEW_YORK_IN_MAY)
    assert refusal.value.code is code
