"""The resources for the Pulumi Kubernetes Operator fit its schema: each region has one that deploys, one that looks."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from support import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
SCHEMA = json.loads((Path(__file__).parent / "data" / "pulumi-operator-stack.schema.json").read_text(encoding="utf-8"))
LONGEST_NAME = 42
DOCUMENTS: list[dict[str, Any]] = list(yaml.safe_load_all((FOLDER / "stacks.yaml").read_text(encoding="utf-8")))


def strict(schema: Any) -> Any:
    """As Kubernetes validates what somebody applies: a field that the schema does not have is an error."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: strict(each) for name, each in schema.items()}
    is_open = "additionalProperties" in made or made.get("x-kubernetes-preserve-unknown-fields")
    if isinstance(made.get("properties"), dict) and made.get("type") == "object" and not is_open:
        made["additionalProperties"] = False
    return made


VALIDATOR = Draft202012Validator(strict(SCHEMA["openAPIV3Schema"]))


def problems(document: dict[str, Any]) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(document)]


@pytest.mark.parametrize("name", [each["metadata"]["name"] for each in DOCUMENTS])
def test_each_stack_fits_the_schema_of_the_operator(name: str) -> None:
    (document,) = (each for each in DOCUMENTS if each["metadata"]["name"] == name)
    assert (document["apiVersion"], document["kind"]) == (f"{SCHEMA['group']}/{SCHEMA['version']}", SCHEMA["kind"])
    assert problems(document) == []
    assert len(name) <= LONGEST_NAME


@pytest.mark.parametrize("where", [(), ("workspaceTemplate", "spec"), ("updateTemplate", "spec")])
def test_the_schema_refuses_a_misspelled_field_wherever_it_is(where: tuple[str, ...]) -> None:
    document = copy.deepcopy(DOCUMENTS[0])
    place = document["spec"]
    for name in where:
        place = place[name]
    place["misspelt"] = True
    assert problems(document)


def test_each_region_has_one_resource_that_deploys_and_one_that_looks_with_a_login_that_may_only_read() -> None:
    by_name = {each["metadata"]["name"]: each["spec"] for each in DOCUMENTS}
    regions = [name for name in by_name if not name.endswith("-drift")]
    assert sorted(by_name) == sorted([*regions, *(f"{name}-drift" for name in regions)])
    for region in regions:
        deploys, looks = by_name[region], by_name[f"{region}-drift"]
        assert "preview" not in deploys
        assert deploys["stack"] == looks["stack"]
        assert (looks["preview"], looks["prerequisites"]) == (True, [{"name": region}])
        assert {each["ONTAP_PASSWORD"]["secret"]["name"] for each in (looks["envRefs"],)} == {"ontap-reader"}
        assert looks["updateTemplate"]["spec"]["expectNoChanges"]


def test_no_secret_is_written_down_in_the_resources() -> None:
    for document in DOCUMENTS:
        literal = [name for name, each in document["spec"]["envRefs"].items() if each["type"] == "Literal"]
        assert [name for name in literal if re.search("PASS|TOKEN|SECRET", name)] == []


def test_the_image_is_built_from_what_is_pinned() -> None:
    text = (FOLDER / "Containerfile").read_text(encoding="utf-8")
    base = re.findall(r"^ARG PYTHON=(.*)$", text, re.MULTILINE)
    assert base == re.findall(
        r"^ARG PYTHON=(.*)$", (ROOT / "simulator" / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"${PYTHON}"}
    sources = [word for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE) for word in line.split()[:-1]]
    named = [each for each in sources if not each.startswith(("--", "$"))]
    assert [each for each in named if not (ROOT / each).exists()] == []
