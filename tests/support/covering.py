"""A pytest plugin that prints which test covers which feature, for tools/fidelity.py."""

import json

import pytest


def pytest_collection_finish(session: pytest.Session) -> None:
    covering = [
        (item.nodeid, [feature for mark in item.iter_markers("covers") for feature in mark.args])
        for item in session.items
    ]
    print(f"\ncovering: {json.dumps([each for each in covering if each[1]])}")  # noqa: T201 - that is what it is for
