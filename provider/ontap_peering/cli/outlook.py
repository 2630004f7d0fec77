"""What `up` would do to a fleet, from one look at each of its clusters; none is asked for what is paused alone."""

from collections.abc import Iterable
from datetime import UTC, datetime

from ontap_peering.checks.facts import known
from ontap_peering.cli.collecting import Collector
from ontap_peering.cli.exit_codes import ExitCode
from ontap_peering.config import Profiles
from ontap_peering.fleet.fleet import Fleet
from ontap_peering.fleet.outlook import Prospect, Seen, prospects


def outlook(fleet: Fleet, profiles: Profiles) -> list[Prospect]:
    """By the clusters' own clocks. What a cluster hides that cannot be looked at is "not known"."""
    aliases = {alias for each in fleet.relationships.values() if each.paused is None for alias in each.clusters}
    facts = Collector(profiles).facts(sorted(aliases), "relationships")
    hidden = {alias: each.obstacle.line for alias, each in facts.items() if each.obstacle}
    seen = {
        alias: Seen(known(each.identity), known(each.peers), each.addresses)
        for alias, each in facts.items()
        if alias not in hidden
    }
    return prospects(fleet, seen, hidden, max((each.now for each in facts.values()), default=datetime.now(UTC)))


def exit_code(found: Iterable[Prospect]) -> ExitCode:
    return ExitCode.NOT_SEEN if any(each.does == "not known" for each in found) else ExitCode.AS_IT_SHOULD_BE
