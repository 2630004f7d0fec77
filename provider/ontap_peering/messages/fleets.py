"""What is wrong with a fleet file. The file and the line are put before each."""

from collections.abc import Iterable, Mapping, Sequence


def not_yaml(problem: str) -> str:
    return f"not valid YAML: {problem}"


def tab_in_yaml() -> str:
    return "not valid YAML: there is a tab where YAML allows only blanks"


def nested_too_deeply() -> str:
    return "not valid YAML: nested too deeply"


def empty_fleet() -> str:
    return "is empty; a fleet needs at least its `topology`"


def not_a_fleet() -> str:
    return "must be a map with the key `topology`"


def fleet_unreadable(path: str, problem: str) -> str:
    return f"{path}: cannot read this file: {problem}"


def key_not_text() -> str:
    return "a key must be text"


def fleet_not_text(written: str) -> str:
    return f'YAML does not read {written} as text; put it in quotes: "{written}"'


def key_twice(key: str, line: int) -> str:
    return f"{key}: is here already, in line {line}; keep one of them"


def no_such_key(path: str, near: str, known: Iterable[str]) -> str:
    hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
    return f"{path}: there is no such key; {hint}"


def bad_limit() -> str:
    return 'must be a number of relationships, such as 5, or a share of them, such as "30%"'


def not_one_word() -> str:
    return "must have one of mesh, hub (together with spokes), ring, pairs"


def group_in_ring(name: str) -> str:
    return f"ring: {name} is a group, and its clusters have no order; name them one by one"


def twice_in_ring(name: str) -> str:
    return f"ring: {name} is in it twice"


def twice_in_group(cluster: str, name: str) -> str:
    return f"groups.{name}: {cluster} is in it twice"


def no_pair(name: str) -> str:
    return f"pairs: {name} cannot peer with itself"


def no_relationship(entry: str, cluster: str) -> str:
    return f"{entry}: makes no relationship, since {cluster} is the only cluster in it"


def group_and_cluster(name: str) -> str:
    return f"{name}: is the name of a group and of a cluster; rename the group"


def same_relationship_name(name: str) -> str:
    return f"{name}: two relationships have this name, as an alias has -- in it; rename that cluster"


def settings_disagree(name: str, places: Iterable[str], remedy: str) -> str:
    return f"{name}: {' and '.join(places)} disagree; say in {remedy} which of the two holds"


def named_twice(name: str, settings: Iterable[str], places: Iterable[str]) -> str:
    return (
        f"{name}: {' and '.join(places)} both make this relationship, but with different settings "
        f"({', '.join(settings)}); say the same in both, or leave it out of one"
    )


def nothing_to_pause(name: str, near: str) -> str:
    hint = f"; did you mean {near}?" if near else ""
    return f"paused: there is no cluster or relationship {name}{hint}"


def not_a_fleet_of_mesh(mesh: str) -> str:
    return f'{mesh}: fleet must be a Fleet, as ontap.Fleet.load("fleet.yaml") and ontap.Fleet(topology=...) make it'


def relationships_paused(pauses: Mapping[str, str]) -> str:
    by_reason: dict[str, list[str]] = {}
    for name, reason in pauses.items():
        by_reason.setdefault(reason, []).append(name)
    listed = "; ".join(f"{', '.join(names)} ({reason})" for reason, names in by_reason.items())
    return f"paused, so that nothing is changed there and drift is not looked for: {listed}"


def relationships_of_two_meshes(mesh: str, other: str, names: Sequence[str]) -> str:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return (
        f"{mesh}: {names[0]}{more} also in PeeringMesh {other!r}: two clusters can be peered only once; "
        f"leave each relationship to one of the two"
    )


def not_a_side(cluster: str, near: str) -> str:
    hint = f"; did you mean {near}?" if near else ""
    return f"sides: {cluster} is in no relationship of this entry{hint}"
