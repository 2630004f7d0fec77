"""About what `up` would do, for `ontap-peering plan`."""

import json
from collections.abc import Iterable, Mapping
from typing import Any


def neither_side_exists() -> str:
    return "they are not peered yet"


def side_is_changed(cluster: str, inputs: Iterable[str]) -> str:
    return f"{cluster}: {', '.join(inputs)} will be as the fleet file says"


def plan_headline(does: Mapping[Any, int], now: str) -> str:
    words = {
        "create": "to create",
        "change": "to change",
        "refuse": "refused",
        "not known": "not known",
        "paused": "paused",
        "nothing": "as the fleet file says",
    }
    said = [f"{does[what]} {word}" for what, word in words.items() if does.get(what)]
    return f"{', '.join(said) or 'no relationships'}; observed at {now}"


def request_in_words(
    cluster: str, method: str, path: str, fields: Mapping[str, Any], *, has_new_passphrase: bool
) -> str:
    said = [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    said += ["the new passphrase"] if has_new_passphrase else []
    return f"{cluster}: {method} {path} with {', '.join(said)}"


def generated_name(name: str) -> str:
    return f"{name}-<hash of project and stack>"


def picture_title(points: int, edges: int, marked: int) -> str:
    return f"{points} clusters, {edges} relationships, {marked or 'none'} of them to look at"


def picture_left_out(count: int) -> str:
    return f"{count} relationships are left out"
