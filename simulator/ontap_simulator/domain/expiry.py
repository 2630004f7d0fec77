"""When an offer ends: the input forms of `authentication.expiry_time` and their limits."""

import re
from datetime import datetime, timedelta, tzinfo

from ontap_simulator.domain.errors import Code, OntapError

TARGET = "authentication.expiry_time"
DEFAULT_SPAN = timedelta(hours=1)
MAX_SPAN = timedelta(days=7)
_WEEKS = re.compile(r"P(?P<weeks>\d{1,6})W", re.ASCII)
_DURATION = re.compile(
    r"P(?:(?P<days>\d{1,6})D)?(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,6})S)?)?",
    re.ASCII,
)
_NAIVE_FORM = "%m/%d/%Y %H:%M:%S"


def expiry_from(text: str | None, now: datetime, zone: tzinfo) -> datetime:
    """
    The instant at which an offer made now with `expiry_time` = `text` ends, one hour ahead when not given.

    Takes an ISO 8601 duration `PnDTnHnMnS` or `PnW`, an ISO 8601 instant, or `MM/DD/YYYY HH:MM:SS` in the time
    zone of the cluster (section Create and its second example). Raises OntapError 262197, 4653229, 4655058.
    """
    if text is None:
        return now + DEFAULT_SPAN
    expires_at = _instant(text, now, zone)
    if expires_at is None:
        raise OntapError(Code.INVALID_VALUE, TARGET, f'"{text}"')
    if expires_at <= now:
        raise OntapError(Code.EXPIRY_IN_PAST, TARGET)
    if expires_at > now + MAX_SPAN:
        raise OntapError(Code.EXPIRY_TOO_FAR, TARGET)
    return expires_at


def _instant(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    span = _span(text)
    if span is not None:
        return now + min(span, 2 * MAX_SPAN)
    for parse in (datetime.fromisoformat, lambda given: datetime.strptime(given, _NAIVE_FORM)):  # noqa: DTZ007
        try:
            instant = parse(text)
        except ValueError:
            continue
        return instant if instant.tzinfo is not None else instant.replace(tzinfo=zone)
    return None


def _span(text: str) -> timedelta | None:
    match = _WEEKS.fullmatch(text) or _DURATION.fullmatch(text)
    if match is None:
        return None
    parts = {unit: int(count) for unit, count in match.groupdict().items() if count is not None}
    return timedelta(**parts) if parts else None
