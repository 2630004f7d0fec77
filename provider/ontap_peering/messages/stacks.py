"""What happens to the many stacks of a fleet."""

from collections.abc import Iterable, Mapping


def no_stack_matches(pattern: str, known: Iterable[str]) -> str:
    return f"no stack of this project matches {pattern!r} (there are: {', '.join(sorted(known)) or 'none'})"


def stacks_ended(results: Mapping[str, int]) -> str:
    what = "stack" if sum(results.values()) == 1 else "stacks"
    return f"{sum(results.values())} {what}: {', '.join(f'{count} {result}' for result, count in results.items())}"


def waiting_for_lock(stack: str, holder: str, since: str, wait: str) -> str:
    return f"{stack}: locked by {holder} since {since}; waiting for up to {wait}"


def still_locked(stack: str, holder: str, since: str) -> str:
    return (
        f"still locked by {holder} since {since}: if that process no longer runs, delete the lock with "
        f"`pulumi cancel --stack {stack}`, and run this again"
    )


def not_started() -> str:
    return "you interrupted the command before"


def run_ended(stack: str, result: str, seconds: float) -> str:
    return f"{stack}: {result}, {seconds:.0f} s"


def unexplained_failure(stack: str, verb: str) -> str:
    return f"the engine gave no reason: run `pulumi {verb} --stack {stack}` to see what it prints"
