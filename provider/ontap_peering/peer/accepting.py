"""
The input `token`, which stands for others: what it says takes its place before anything else looks at the inputs.

So the token itself is never stored, and a token that changed is a changed passphrase or changed addresses. One that is
too late is refused here, before any request.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from ontap_peering import messages
from ontap_peering.peer.fields import get
from ontap_peering.peer.model import instant_text, underscored
from ontap_peering.peer.token import Token, decode

TOKEN: Final = "token"  # noqa: S105 - a name
SAID_BY_TOKEN: Final = ("remote", "passphrase", "expected_remote")
_LEFT_TO_OFFER: Final = ("generate_passphrase", "rotation")
_DECIDES_PLACE: Final = ("cluster", "ipspace")


def accepted(
    inputs: Mapping[str, Any], unknown: Collection[str], olds: Mapping[str, Any], now: datetime
) -> tuple[dict[str, Any], list[str]]:
    """
    The inputs with what the token says instead of the token, and a line for each problem with it.

    `olds` are the inputs that were applied last, nothing for a new resource. A token that is not known yet leaves
    unknown what it will say.
    """
    if inputs.get(TOKEN) is None:
        return dict(inputs), []
    others = {name: value for name, value in inputs.items() if name != TOKEN and value is not None}
    problems = [messages.token_says(name) for name in SAID_BY_TOKEN if name in others]
    problems += [messages.token_follows(name) for name in _LEFT_TO_OFFER if name in others]
    text = inputs[TOKEN]
    if TOKEN in unknown:
        return {**others, **dict.fromkeys(SAID_BY_TOKEN, text)}, problems
    if text == {}:
        return dict(inputs), [*problems, messages.not_decrypted(TOKEN)]
    try:
        token = decode(text) if isinstance(text, str) else None
    except ValueError as error:
        return dict(inputs), [*problems, str(error)]
    if token is None:
        return dict(inputs), [*problems, messages.not_a_token()]
    problems += _problems(token, others, olds, now)
    return {**others, **_said(token)}, problems


def _said(token: Token) -> dict[str, Any]:
    said = {
        "remote": {"ip_addresses": list(token.ip_addresses)},
        "passphrase": token.passphrase.get_secret_value(),
        "expected_remote": token.cluster.uuid if token.cluster else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def _problems(token: Token, others: Mapping[str, Any], olds: Mapping[str, Any], now: datetime) -> list[str]:
    """A peer that has this passphrase already needs neither an offer that is open nor a word about encryption."""
    is_new = not olds or any(name in olds and name in others and olds[name] != others[name] for name in _DECIDES_PLACE)
    is_changed = is_new or olds.get("passphrase") != token.passphrase.get_secret_value()
    is_late = token.expiry_time is not None and token.expiry_time <= now
    lines = []
    if is_changed and others.get("adopt") != "existing":
        if is_late and token.expiry_time is not None:
            sentence = messages.token_expired if is_new else messages.new_token_expired
            lines.append(sentence(token.cluster_name, instant_text(token.expiry_time)))
        elif is_new and token.expiry_time is None:
            lines.append(messages.token_used(token.cluster_name))
    declared = underscored(get(others, "encryption.proposed"))
    if is_new and isinstance(declared, str) and token.encryption not in (None, declared):
        lines.append(messages.token_encryption(token.cluster_name, str(token.encryption), declared))
    return lines
