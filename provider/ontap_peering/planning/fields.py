"""
The one table of the resource's inputs: what a change of each does, and whether ONTAP ever reports it.

Everything that treats inputs differently from one another asks this table.
"""

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class InputField:
    """
    How one input behaves.

    `on_change`: `update` is a PATCH, `replace` removes the peer and makes it again, `remember` concerns this provider
    only, `nothing` has no effect on a peer that exists. `reported` fields are read back, so that a change made behind
    our back shows. `while_open` fields mean something only until the other cluster accepts.
    """

    name: str
    on_change: Literal["update", "replace", "remember", "nothing"]
    reported: bool = False
    while_open: bool = False
    secret: bool = False


FIELDS: Final = (
    InputField("cluster", "replace"),
    InputField("key", "remember"),
    InputField("name", "update", reported=True),
    InputField("remote", "update", reported=True),
    InputField("passphrase", "update", secret=True),
    InputField("generate_passphrase", "update"),
    InputField("expiry_time", "update", while_open=True),
    InputField("in_use", "update", reported=True),
    InputField("encryption", "update", reported=True),
    InputField("ipspace", "replace", reported=True),
    InputField("initial_allowed_svms", "update", reported=True, while_open=True),
    InputField("peer_applications", "update", reported=True),
    InputField("local_network", "nothing"),
    InputField("renew_before", "remember"),
    InputField("expected_remote", "remember"),
    InputField("adopt", "remember"),
    InputField("wait_for", "remember"),
    InputField("timeout", "remember"),
)
