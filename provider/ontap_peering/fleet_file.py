"""Reads a fleet from its file; everything else about fleets is in `ontap_peering.fleet`."""

from os import PathLike
from pathlib import Path

from ontap_peering import messages
from ontap_peering.errors import FleetError
from ontap_peering.fleet.fleet import Fleet, fleet_of_text


def load_fleet(path: str | PathLike[str]) -> Fleet:
    """Raises FleetError, with a line for each mistake."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise FleetError([messages.fleet_unreadable(str(path), error.strerror or type(error).__name__)]) from None
    except UnicodeDecodeError:
        raise FleetError([messages.fleet_unreadable(str(path), "not UTF-8")]) from None
    return fleet_of_text(text, str(path))
