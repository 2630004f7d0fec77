"""What the commands of `ontap-peering` say besides what checks saw."""

from collections.abc import Iterable, Mapping


def bad_typed_duration() -> str:
    return "must be a number with s, m or h: 90s, 10m, 1h"


def no_such_alias(cluster: str, known: Iterable[str]) -> str:
    return f"{cluster}: no such cluster is configured; there are: {', '.join(known)}"


def waiting_for(waited: int, count: int, subject: str, side: str | None, seen: str) -> str:
    where = f"{subject}: {side}" if side and side != subject else subject
    more = f" (and {count - 1} more)" if count > 1 else ""
    return f"waiting ({waited} s) for {where}: {seen}{more}"


def status_headline(cluster_count: int, count: int, totals: str, now: str) -> str:
    return (
        f"{cluster_count} {'cluster' if cluster_count == 1 else 'clusters'}, "
        f"{count} {'relationship' if count == 1 else 'relationships'}: {totals}; observed at {now}"
    )


def doctor_headline(totals: str, now: str) -> str:
    return f"{totals}; observed at {now}"


def nothing_to_explain(term: str, known: Iterable[str]) -> str:
    hint = ", ".join(known)
    meant = (
        f"did you mean {hint}?"
        if hint
        else "docs/errors.md has the codes, docs/checks.md the checks, docs/states.md the words"
    )
    return f"{term}: no code, check, policy or word of sync; {meant}"


def incomplete_check(kind: str, name: str) -> str:
    return f"check {kind} lacks {name}"


def nothing_to_compare() -> str:
    return "nothing to compare the clusters with: select a stack in a Pulumi project, or give --fleet fleet.yaml"


def drift_headline(numbers: Mapping[str, int], now: str) -> str:
    words = {
        "drift": "not as declared",
        "could not look": "could not be looked at",
        "paused": "paused",
        "none": "as declared",
    }
    said = [f"{numbers[does]} {word}" for does, word in words.items() if numbers.get(does)]
    return f"{', '.join(said) or 'nothing is declared'}; observed at {now}"


def not_as_declared(inputs: Iterable[str]) -> str:
    return f"{', '.join(inputs)}: not as declared"


def state_not_understood() -> str:
    return "this version does not understand what the state has of it; run `pulumi preview --refresh`"


def only_looked_at(cluster: str) -> str:
    return f"{cluster}: it is only looked at"


def no_such_check(path: str, check: str, near: str) -> str:
    hint = f"did you mean {near}?" if near else "docs/checks.md has them"
    return f"{path}: checks.skip: there is no check {check!r}; {hint}"
