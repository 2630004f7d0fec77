"""The example pipelines are valid, pinned, and give each job no more than it needs."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support import ROOT
from support.pipelines import EXAMPLE, github_workflow, gitlab_document, secrets_in

WORKFLOWS = sorted(each.stem for each in (EXAMPLE / "github").glob("*.yaml"))
OWN = sorted((ROOT / ".github" / "workflows").glob("*.yaml"))
WRITERS = {"secrets.ONTAP_USERNAME", "secrets.ONTAP_PASSWORD"}


def checked(schema: str, *paths: Path) -> None:
    tool: list[str | Path] = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", schema]
    done = subprocess.run([*tool, *paths], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflows_of_github_are_valid() -> None:
    paths = [EXAMPLE / "github" / f"{name}.yaml" for name in WORKFLOWS]
    checked("vendor.github-workflows", *paths, *OWN)
    provided = subprocess.run(
        [sys.executable, ROOT / "tools" / "actionlint" / "provide.py"], capture_output=True, text=True, check=False
    )
    if provided.returncode:
        pytest.skip(provided.stderr.strip())
    linted = subprocess.run(
        [provided.stdout.strip(), "-no-color", "-shellcheck=", "-pyflakes=", *paths, *OWN],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_pipeline_of_gitlab_is_valid() -> None:
    checked("vendor.gitlab-ci", EXAMPLE / "gitlab" / ".gitlab-ci.yml")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_action_is_pinned_by_a_commit_with_its_version_beside_it(name: str) -> None:
    text = (EXAMPLE / "github" / f"{name}.yaml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert [each for each in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d.*", each)] == []


def test_only_the_job_that_applies_has_credentials_that_may_write() -> None:
    having = {name for name in WORKFLOWS if WRITERS & set(secrets_in(github_workflow(name)))}
    assert having == {"apply"}


def test_a_job_that_may_write_to_the_forge_has_no_credentials_of_a_cluster_unless_it_reads_them_for_drift() -> None:
    for name in WORKFLOWS:
        for job, settings in github_workflow(name)["jobs"].items():
            may_write = "write" in settings.get("permissions", {}).values()
            logins = {each for each in secrets_in(settings) if "ONTAP" in each}
            assert not (may_write and logins) or (name, job) == ("drift", "drift")


def test_a_newer_review_ends_an_older_one_before_that_writes_over_its_comment() -> None:
    concurrency = github_workflow("review")["concurrency"]
    assert concurrency == {"group": "review-${{ github.event.pull_request.number }}", "cancel-in-progress": True}
    assert gitlab_document()[".of-a-merge-request"]["interruptible"] is True


def test_runs_of_one_stack_follow_each_other_and_none_is_cut_short() -> None:
    job = github_workflow("apply")["jobs"]["apply"]
    assert job["concurrency"] == {"group": "apply-${{ matrix.stack }}", "cancel-in-progress": False}
    assert gitlab_document()["apply"]["resource_group"] == "apply-$STACK"


@pytest.mark.parametrize(
    ("workflow", "job"),
    [("review", "preview"), ("review", "comment"), ("apply", "apply"), ("drift", "drift"), ("rotate", "rotate")],
)
def test_both_forges_run_the_same_steps(workflow: str, job: str) -> None:
    """GitLab's rotation gives git its token first."""
    steps = [step["run"] for step in github_workflow(workflow)["jobs"][job]["steps"] if "run" in step]
    ours, theirs = steps[-1].split(), "\n".join(gitlab_document()[job]["script"]).split()
    assert theirs[-len(ours) :] == ours
    assert len(theirs) == len(ours) or job == "rotate"


def test_every_job_names_the_same_stacks() -> None:
    """A stack that only the matrix names would be previewed, and the comment would not tell of it."""
    found = [*map(github_workflow, WORKFLOWS), gitlab_document()]
    named = list(stacks_in(found))
    assert named == [["prod-eu", "prod-us"]] * 8


def stacks_in(pipeline: Any) -> Iterator[list[str]]:
    """Each list of stacks in it."""
    match pipeline:
        case {"STACKS": str(stacks)}:
            yield stacks.split()
        case {"stack": list(stacks)} | {"STACK": list(stacks)}:
            yield stacks
        case dict():
            for each in pipeline.values():
                yield from stacks_in(each)
        case list():
            for each in pipeline:
                yield from stacks_in(each)
