"""The pipelines of examples/gitops: their steps run on simulated clusters, a bare repository and a local forge."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ontap_peering import messages
from ontap_peering.review.markdown import escaped
from support.engine import EngineStack, engine_folder
from support.forge import TOKEN, Forge, running_forge
from support.pipelines import EXAMPLE, Script, github_depth, github_job, gitlab_job
from support.world import PEERS, World, running_world

STACKS = ("prod-eu", "prod-us")
RELATIONSHIPS = 3
ROTATED = "2026-11"
"""When the passphrases of the example were rotated last."""
GIT = ("git", "-c", "user.name=tester", "-c", "user.email=tester@localhost")
PASSPHRASE = "the passphrase of both stacks"
LOGINS = ("username", "password", "reader_username", "reader_password")


@dataclass
class Project:
    """The example in a bare repository `origin.git`, with a clone for each job."""

    folder: Path
    world: World = field(repr=False)
    forge: Forge
    environment: Mapping[str, str] = field(repr=False)
    printed: list[str] = field(default_factory=list)
    clones: int = 0

    def clone(self, branch: str = "main") -> Path:
        self.clones += 1
        where = self.folder / f"clone{self.clones}"
        git(self.folder, "clone", "-q", f"--branch={branch}", "origin.git", str(where))
        return where

    def change(self, branch: str, file: str, old: str, new: str) -> None:
        """A commit on a branch of its own, pushed."""
        where = self.clone()
        text = (where / file).read_text()
        assert old in text
        (where / file).write_text(text.replace(old, new))
        git(where, "checkout", "-qb", branch)
        git(where, "commit", "-qam", f"Change {file}")
        git(where, "push", "-q", "origin", branch)

    def merge(self, branch: str) -> None:
        where = self.clone()
        git(where, "merge", "-q", f"origin/{branch}")
        git(where, "push", "-q", "origin", "main")

    def merged(self, branch: str) -> Path:
        """What GitHub checks out for a pull request: a merge, with as little history as the workflow asks for."""
        where = self.clone()
        git(where, "merge", "-q", "--no-ff", "-m", "Merge", f"origin/{branch}")
        git(where, "push", "-q", "--force", "origin", f"HEAD:refs/heads/merged-{branch}")
        self.clones += 1
        found = self.folder / f"clone{self.clones}"
        depth = f"--depth={github_depth('review', 'comment')}"
        origin = f"file://{self.folder / 'origin.git'}"
        git(self.folder, "clone", "-q", depth, f"--branch=merged-{branch}", origin, str(found))
        return found

    def on_github(
        self, workflow: str, job: str, where: Path, of: Mapping[str, str] | None = None, exit_code: int = 0
    ) -> str:
        values = {
            "vars.PULUMI_BACKEND_URL": self.environment["PULUMI_BACKEND_URL"],
            "secrets.PGPASSWORD": "",
            "secrets.PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "secrets.ROTATION_TOKEN": TOKEN,
            "github.token": TOKEN,
            "github.event.pull_request.number": "7",
            "join(github.event.pull_request.labels.*.name)": "",
            **{f"secrets.ONTAP_{name.upper()}": "unused" for name in LOGINS},
            **(of or {}),
        }
        return self.ran(github_job(workflow, job, values), where, self.forge.variables, exit_code)

    def on_gitlab(self, job: str, where: Path, exit_code: int = 0, **variables: str) -> str:
        given = {
            **self.forge.gitlab_variables,
            "CI_MERGE_REQUEST_IID": "7",
            "CI_MERGE_REQUEST_LABELS": "",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "CI_SERVER_URL": f"file://{self.folder}",
            "CI_PROJECT_PATH": "origin",
            **variables,
        }
        return self.ran(gitlab_job(job, given), where, given, exit_code)

    def ran(self, script: Script, where: Path, variables: Mapping[str, str], exit_code: int) -> str:
        done = script.run(where, {**self.environment, **variables})
        self.printed.append(done.stdout)
        assert done.returncode == exit_code, done.stdout
        return done.stdout


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run([*GIT, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Both stacks deployed, by the step of the workflow that deploys."""
    with running_world(clusters=("dr", "ams", "fra", "nyc")) as world, running_forge() as forge:
        stack = EngineStack(tmp_path / "engine", {**world.environment, "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE})
        source = tmp_path / "source"
        shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("__pycache__"))
        for file in (source / "fleets").iterdir():
            file.write_text(file.read_text().replace(ROTATED, "2020-01"))
        git(tmp_path, "init", "-q", "--bare", "--initial-branch=main", "origin.git")
        git(source, "init", "-q", "--initial-branch=main")
        environment = stack.variables()
        for name in STACKS:
            init: list[str | Path] = [
                engine_folder() / "pulumi",
                "stack",
                "init",
                name,
                "--no-select",
                "--non-interactive",
            ]
            subprocess.run(init, cwd=source, env=environment, check=True, capture_output=True)
        git(source, "add", "--all")
        git(source, "commit", "-qm", "Declare the peerings")
        git(source, "push", "-q", str(tmp_path / "origin.git"), "main")
        made = Project(tmp_path, world, forge, environment)
        for name in STACKS:
            made.on_github("apply", "apply", made.clone(), {"matrix.stack": name})
        assert len(world.peers("dr")) == RELATIONSHIPS
        world.forget_journal()
        yield made
        secrets = [PASSPHRASE, TOKEN, *(end["password"] for end in world.endpoints.values())]
        said = "".join([*made.printed, str(forge.kept)])
        assert [secret for secret in secrets if secret in said] == []


def previewed(project: Project, where: Path) -> None:
    for name in STACKS:
        project.on_github("review", "preview", where, {"matrix.stack": name})


def labelled(*labels: str) -> dict[str, str]:
    return {"join(github.event.pull_request.labels.*.name)": ",".join(labels)}


def test_a_pull_request_is_previewed_by_reading_only_and_has_one_comment_even_if_the_preview_fails(
    project: Project,
) -> None:
    project.forge.kept["comments"] += [{"id": number, "body": "an earlier remark"} for number in range(1, 121)]
    project.change("no-fra", "fleets/prod-eu.yaml", "[ams, fra]", "[ams]")
    where = project.merged("no-fra")
    previewed(project, where)
    assert set(project.world.sent()) == {f"{alias} GET" for alias in ("dr", "ams", "fra", "nyc")}
    project.on_github("review", "comment", where, exit_code=8)
    project.on_github("review", "comment", where, labelled("urgent", "allow:removal"))
    comment = project.forge.kept["comments"][-1]
    assert "<!-- ontap-peering:review -->" in comment["body"]
    assert "dr--fra" in comment["body"]

    project.change("typo", "fleets/prod-eu.yaml", "spokes", "spoeks")
    where = project.merged("typo")
    previewed(project, where)
    (where / "previews" / "prod-us.json").unlink()
    project.on_github("review", "comment", where, exit_code=10)
    assert comment["body"].count("spoeks") == 1
    assert f"prod-us: {messages.preview_is_missing()}" in comment["body"]
    assert project.forge.written == ["POST comments", "PATCH comments", "PATCH comments"]


def test_a_pull_request_that_removes_too_many_relationships_needs_a_label_for_that_too(project: Project) -> None:
    """On GitLab the branch is behind, and seems to remove what was merged in the meantime."""
    project.change("regroup", "fleets/prod-eu.yaml", "{hub: dr, spokes: [ams, fra]}", "{pairs: [[ams, fra]]}")
    project.change("nearer", "fleets/prod-us.yaml", "spokes: [nyc]}", "spokes: [nyc]}\n  - {pairs: [[ams, nyc]]}")
    limit = escaped(messages.too_many_removed("prod-eu.yaml", 2, 2, 1, "1"))
    both = ("allow:removal", "allow:max_removed")

    where = project.merged("regroup")
    previewed(project, where)
    for labels in ((), ("allow:removal",), ("allow:max_removed",)):
        project.on_github("review", "comment", where, labelled(*labels), exit_code=8)
    (comment,) = project.forge.kept["comments"]
    assert f"{limit}. If that is intended" not in comment["body"]
    project.on_github("review", "comment", where, exit_code=8)
    assert f"{limit}. If that is intended, give the pull request the label allow:max\\_removed" in comment["body"]
    project.on_github("review", "comment", where, labelled(*both))
    assert limit in comment["body"].partition(messages.review_allowed())[2]

    project.merge("nearer")
    project.on_gitlab("apply", project.clone(), STACK="prod-us")
    where = project.clone("regroup")
    commit = git(where, "rev-parse", "HEAD").strip()
    for name in STACKS:
        project.on_gitlab("preview", where, STACK=name, CI_COMMIT_SHA=commit)
    project.on_gitlab("comment", where, exit_code=8, CI_COMMIT_SHA=commit)
    assert limit in comment["body"]
    assert messages.nothing_changes_in(["prod-us"]) in comment["body"]
    project.on_gitlab("comment", where, CI_COMMIT_SHA=commit, CI_MERGE_REQUEST_LABELS=",".join(both))


def test_drift_is_one_issue_that_is_updated_and_closed_once_it_is_gone(project: Project) -> None:
    where = project.clone()
    project.on_github("drift", "drift", where)
    assert project.forge.written == []
    (peer,) = project.world.peers("nyc")
    project.world.call("nyc", "DELETE", f"{PEERS}/{peer['uuid']}")
    project.world.forget_journal()
    project.on_github("drift", "drift", where)
    project.on_gitlab("drift", where)
    assert project.world.sent("POST", "PATCH", "DELETE") == []
    (issue,) = project.forge.kept["issues"]
    assert "prod-us" in str(issue)
    assert "prod-eu" not in str(issue)
    project.on_github("apply", "apply", where, {"matrix.stack": "prod-us"})
    project.on_github("drift", "drift", where)
    assert project.forge.written == ["POST issues", "PUT issues", "PATCH issues"]
    assert issue["state"] == "closed"


def test_what_is_merged_is_deployed_a_rotation_that_was_proposed_included(project: Project) -> None:
    word = datetime.now(UTC).strftime("%Y-%m")
    project.change("no-fra", "fleets/prod-eu.yaml", "[ams, fra]", "[ams]")
    project.merge("no-fra")
    where = project.clone()
    assert "1 deleted" in project.on_github("apply", "apply", where, {"matrix.stack": "prod-eu"})
    assert project.world.peers("fra") == []
    assert "unchanged" in project.on_gitlab("apply", where, STACK="prod-eu")

    for _ in range(2):
        project.on_github("rotate", "rotate", project.clone())
    (proposed,) = project.forge.kept["pulls"]
    assert (proposed["head"], proposed["base"]) == (f"rotate-{word}", "main")
    project.merge(f"rotate-{word}")
    where = project.clone()
    assert [(where / "fleets" / f"{name}.yaml").read_text().count(f'rotation: "{word}"') for name in STACKS] == [1, 1]
    assert "already" in project.on_github("rotate", "rotate", where)
    project.world.forget_journal()
    project.on_github("apply", "apply", where, {"matrix.stack": "prod-us"})
    assert {"dr PATCH", "nyc PATCH"} == set(project.world.sent("PATCH"))


def test_gitlab_proposes_a_rotation_once_a_month_and_keeps_the_token_out_of_its_files(project: Project) -> None:
    word = datetime.now(UTC).strftime("%Y-%m")
    for _ in range(2):
        where = project.clone()
        git(where, "checkout", "-q", "--detach")
        project.on_gitlab("rotate", where)
        assert TOKEN not in (where / ".git" / "config").read_text()
    (proposed,) = project.forge.kept["pulls"]
    assert project.forge.written == ["POST pulls"]
    assert (proposed["source_branch"], proposed["target_branch"]) == (f"rotate-{word}", "main")
    project.merge(f"rotate-{word}")
    where = project.clone()
    assert "already" in project.on_gitlab("rotate", where)
    project.world.forget_journal()
    for name in STACKS:
        project.on_gitlab("apply", where, STACK=name)
    assert {f"{alias} PATCH" for alias in ("dr", "ams", "fra", "nyc")} == set(project.world.sent("PATCH"))


def test_a_mistaken_call_of_the_forge_is_one_line() -> None:
    told = subprocess.run(
        [sys.executable, EXAMPLE / "ci" / "forge.py", "shout"], capture_output=True, text=True, check=False
    )
    assert told.stderr == "forge.py: there is no command 'shout': use comment, issue, close-issue, propose\n"
