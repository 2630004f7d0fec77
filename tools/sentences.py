"""Every sentence of the provider with sample values, in one file that is reviewed as text."""

import inspect
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

from ontap_peering import messages

TARGET: Final = Path(__file__).resolve().parent.parent / "tests" / "unit" / "messages.txt"
SAMPLES: Final[dict[str, Any]] = {
    "alarm": "ALARM: encryption is off",
    "authentication": "pending",
    "body": "a web page",
    "call": "east: create peer 'offer'",
    "candidates": "west (uuid 11), south (uuid 22)",
    "cluster": "east",
    "clusters": ["east", "west"],
    "pattern": "prod-*",
    "peerings": (0, 1, 2),
    "troubled": ["west"],
    "declared": "none",
    "deleted": ["west"],
    "code": "4653075",
    "command": "pulumi config set --path ontap:clusters.east.host <host>",
    "count": 2,
    "expected": "west",
    "far": "west",
    "expiry": "2026-01-01T12:00:00Z",
    "file": "import.json",
    "holder": "ci@runner-7 (pid 4123)",
    "host": "east.example.com",
    "http_status": 302,
    "id_": "east/offer-1234567",
    "key": "ontap:clusters",
    "kind": "KeyError",
    "known": ["south", "north"],
    "length": 44,
    "lifetime": "PT1H",
    "limit": 16 * 2**20,
    "line": "authentication is 'problem'",
    "longest": "P7D",
    "meaning": "the name is in use; choose another one",
    "months": 14,
    "name": "offer",
    "near": ("host", ""),
    "kind_of_address": "IPv6",
    "local": "east",
    "confirmed": "33",
    "ipspace": "lab",
    "minutes": (-120, 3),
    "new": "south",
    "new_uuid": "22",
    "check": "authentication",
    "addresses": ["10.1.0.11", "10.1.0.12"],
    "families": [4],
    "far_families": [6],
    "days": 400,
    "release": "NetApp Release 9.5.0",
    "nodes": ["east-02"],
    "state": "ok",
    "protocol": "tls_psk",
    "rotation": "2025-01",
    "waited": 12,
    "subject": "east--west",
    "side": "east",
    "totals": "1 alarm",
    "now": "2026-01-01T12:00:00Z",
    "cluster_count": (1, 12),
    "number": 12,
    "numbers": {"drift": 2, "none": 188},
    "term": "4653074",
    "old": "west",
    "pauses": {"ams--lab": "CHG-4711", "dr--lab": "CHG-4711", "fra--lon": "moving"},
    "own": ["pulumi config set --secret --path ontap:clusters.east.password", "ONTAP_EAST_PASSWORD"],
    "own_path": "ontap:clusters.east.host",
    "shared": ["pulumi config set --secret --path ontap:defaults.password", "ONTAP_PASSWORD"],
    "open_offers": (0, 2),
    "other": "to-west",
    "resource": "offer",
    "result": "changed",
    "rival": "renamed",
    "shortest": 8,
    "since": "2026-01-01T10:00:00Z",
    "symptom": ("rejected", "lost"),
    "old_uuid": "11",
    "operation": "read",
    "path": "expiry_time",
    "problem": "must be a duration",
    "undo_problem": "east: the cluster is busy",
    "reasons": ["east: cluster 'west' has not accepted yet"],
    "symptoms": ["west: there is no peer 'offer'", "east: authentication is 'problem'"],
    "trouble": ("pending", "problem", "absent", "revoked", "half rotated", "unencrypted"),
    "problems": "name '1st': ...",
    "program": "peers.py",
    "wanted": "none",
    "proposed": "tls_psk",
    "version": 2,
    "reason": "the offer expired",
    "remedy": ("send again", "generate", "ask"),
    "remote": "west",
    "renew_before": "PT10M",
    "seconds": 5.2,
    "seen": "HTTP status 302",
    "serial_number": "1-80-000011",
    "setting": "token",
    "stack": "prod-eu",
    "status": "pending",
    "settings": ["rotation"],
    "places": ["topology.0 (line 7)", "topology.2 (line 9)"],
    "names": ["ams--fra", "ams--lon"],
    "mesh": "emea",
    "written": "no",
    "switch": "ONTAP_PEERING_DEBUG",
    "target": "name",
    "timeout": "PT5M",
    "uuid": "11",
    "value": "'soon'",
    "values": [["flexcache"], ["snapmirror"]],
    "files": ["import.json", "peers.py", "fleet.yaml"],
    "peers": [("east", "offer"), ("west", "to-lon")],
    "alias": "east-2",
    "first": "east",
    "variable": "ONTAP_EAST_HOST",
    "variables": "ONTAP_EAST_<SETTING>",
    "verb": "up",
    "wait": "10m",
    "wait_for": "available",
    "where": "records.0",
    "after": {"proposed": "none"},
    "alarms": 2,
    "before": (None, "2026-11"),
    "counts": ["4 new", "1 changed"],
    "results": {"failed": 1, "changed": 2},
    "drift": 3,
    "does": {"create": 4, "nothing": 6},
    "failed": (0, 1),
    "edges": 66,
    "fields": {"encryption.proposed": "tls_psk"},
    "inputs": ["peer_applications"],
    "keys": ["rotation", "sides"],
    "marked": (0, 3),
    "max_removed": "30%",
    "method": "PATCH",
    "most": 6,
    "points": 12,
    "properties": (["rotation", "sides"], []),
    "relationships": (["ams--fra"], ["ams--fra", "ams--lon", "ams--mad", "fra--lon", "fra--mad"]),
    "of": ("delete", "replace", "replace of one side", "unknown"),
    "resources": ([], ["ams--fra", "ams--lon"]),
    "stacks": (["prod-eu"], ["prod-eu", "prod-us"]),
    "total": 20,
    "warnings": 1,
    "what": ("removal", "replacement"),
    "word": "max_removed",
}


def document() -> str:
    """In the order of the module; a parameter without a sample is a KeyError."""
    return "\n".join(
        part
        for name, sentence in vars(messages).items()
        if inspect.isfunction(sentence)
        for part in _rendered(name, sentence)
    )


def _rendered(name: str, sentence: Callable[..., str]) -> Iterator[str]:
    """The sentence once, or once for each value of a switch, or of a sample that is a tuple."""
    cases = {}
    for parameter in inspect.signature(sentence).parameters.values():
        sample = (False, True) if parameter.annotation is bool else SAMPLES[parameter.name]
        cases[parameter.name] = sample if isinstance(sample, tuple) else (sample,)
    for values in product(*cases.values()):
        chosen = dict(zip(cases, values, strict=True))
        varied = [f" {parameter}={chosen[parameter]}" for parameter, sample in cases.items() if len(sample) > 1]
        yield f"{name}{''.join(varied)}\n    {sentence(**chosen)}\n"
