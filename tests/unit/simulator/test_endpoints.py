"""What a module of the simulated API's endpoints has to export."""

import sys
from pathlib import Path

import pytest

from ontap_simulator.api import endpoints
from ontap_simulator.api.endpoints import Route, all_routes
from ontap_simulator.api.message import ApiReply
from ontap_simulator.api.query.fields import FieldTable

NODES = """
from ontap_simulator.api.endpoints import read_only
from ontap_simulator.api.query.fields import FieldTable

ROUTES = read_only("/api/cluster/nodes", "node", FieldTable(("uuid",), ()), lambda request: [])
"""


def test_a_module_in_the_folder_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nodes.py").write_text(NODES)
    monkeypatch.setattr(endpoints, "__path__", [*endpoints.__path__, str(tmp_path)])
    try:
        paths = [route.path for route in all_routes()]
    finally:
        sys.modules.pop(f"{endpoints.__name__}.nodes", None)
    assert {"/api/cluster/nodes", "/api/cluster/nodes/{uuid}", "/api/cluster"} <= set(paths)


def test_a_method_that_writes_needs_its_reply_described() -> None:
    handlers = {"GET": lambda _: ApiReply(), "POST": lambda _: ApiReply()}
    with pytest.raises(ValueError, match="/api/x: add the reply of POST to its definitions"):
        Route("/api/x", "x", FieldTable(("uuid",), ()), handlers)
