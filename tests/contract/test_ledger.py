"""Each operation that is served has its row in the ledger, `schemas/ontap/features.json`, and the other way round."""

import json
from pathlib import Path

import pytest

from ontap_simulator.api.routing import ROUTES

LEDGER = Path(__file__).parents[2] / "schemas" / "ontap" / "features.json"
SERVED = [f"{method} {route.path.removeprefix('/api')}" for route in ROUTES for method in route.handlers]


def operations_of_the_ledger() -> set[str]:
    """Method and path that the rows begin with; what follows them narrows the row to a form of the request."""
    groups = {group["title"]: group["features"] for group in json.loads(LEDGER.read_text(encoding="utf-8"))["groups"]}
    beginnings = [row["feature"].split()[:2] for row in groups["Operations"]]
    return {" ".join(words) for words in beginnings if words[-1].startswith("/")}


@pytest.mark.parametrize("operation", SERVED)
def test_an_operation_has_a_row_in_the_ledger(operation: str) -> None:
    if operation not in operations_of_the_ledger():
        row = json.dumps({"feature": operation, "evidence": "documented, client or inferred", "source": "where from"})
        pytest.fail(
            f'add {row} to the group "Operations" of schemas/ontap/features.json,'
            f' and @pytest.mark.covers("{operation}") to a test that shows it',
            pytrace=False,
        )


def test_the_ledger_lists_no_operation_that_is_not_served() -> None:
    assert operations_of_the_ledger() <= set(SERVED)
