"""
Outputs that stay known in the preview of an update that cannot change them.

In a preview the engine takes the inputs for the outputs and everything else for unknown, so that each resource that
uses an output seems to change, too. So a read puts these outputs into the inputs, and the next check carries them over.

A read puts aside those that the inputs in the state lack: in the row of a refresh that found nothing new, the engine
shows all that a read adds to the inputs, except what has a name with two underscores.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from ontap_peering.peer.model import PeerState

ADDRESS: Final = "ip_address"
PASSPHRASE: Final = "passphrase"  # noqa: S105 - a name
OUTPUTS_AMONG_INPUTS: Final = (ADDRESS, PASSPHRASE)
ASIDE: Final = "__outputs"
_DECIDES_ADDRESS: Final = ("cluster", "ipspace")
_DECIDES_PASSPHRASE: Final = (*_DECIDES_ADDRESS, "generate_passphrase", "rotation", "in_use", "encryption")


def known_outputs(state: PeerState) -> dict[str, Any]:
    """The outputs that stay known; `passphrase` only if ONTAP generated it."""
    found = {ADDRESS: state.observed.ip_address}
    if state.declared.get("generate_passphrase") is not False and state.passphrase is not None:
        found[PASSPHRASE] = state.passphrase.get_secret_value()
    return {name: value for name, value in found.items() if value}


def put_among(inputs: Collection[str], outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs as a read adds them to inputs with these names in the state."""
    found = {name: value for name, value in outputs.items() if name in inputs}
    aside = {name: value for name, value in outputs.items() if name not in inputs}
    return {**found, ASIDE: aside} if aside else found


def carried_over(olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """Of the outputs among the old inputs, those that the new inputs leave as they are."""
    decides = {ADDRESS: _DECIDES_ADDRESS, PASSPHRASE: _DECIDES_PASSPHRASE}
    return {
        name: value
        for name, value in {**olds.get(ASIDE, {}), **_outputs_in(olds)}.items()
        if all(olds.get(each) == news.get(each) for each in decides[name])
    }


def without_outputs(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs alone."""
    outputs = {*_outputs_in(inputs), ASIDE}
    return {name: value for name, value in inputs.items() if name not in outputs}


def _outputs_in(inputs: Mapping[str, Any]) -> dict[str, Any]:
    names = OUTPUTS_AMONG_INPUTS if inputs.get("generate_passphrase") is True else (ADDRESS,)
    return {name: inputs[name] for name in names if name in inputs}
