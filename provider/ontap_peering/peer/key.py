"""The identity of a resource: the same in every run, so that a run after a crash recognises what it created."""

import hashlib
import re
from typing import Final

from ontap_peering.peer.model import MAX_NAME_LENGTH

_DIGEST_LENGTH: Final = 7


def resource_key(project: str, stack: str, resource_name: str, parent_types: str = "") -> str:
    """
    A readable part and a digest of project, stack and name; fit to be a peer's name. Frozen: states hold it.

    `parent_types` is the chain of types in the URN of the resource's parent, which distinguishes it from a resource of
    the same name elsewhere in the program; empty without a parent.
    """
    parts = [project, stack, resource_name, *([parent_types] if parent_types else [])]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_DIGEST_LENGTH]
    readable = re.sub("[^A-Za-z0-9_-]", "-", resource_name)
    if not readable[:1].isalpha():
        readable = f"peer-{readable}"
    return f"{readable[: MAX_NAME_LENGTH - _DIGEST_LENGTH - 1]}-{digest}"
