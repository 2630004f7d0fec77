"""The review of previews, purely: secrets, markup of others, what is not known, and which pull request did what."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from ontap_peering import messages
from ontap_peering.kinds import PEER, PEERING
from ontap_peering.review.markdown import comment, escaped
from ontap_peering.review.preview import SECRET, UNKNOWN, parsed, readable
from ontap_peering.review.report import Review, reviewed
from ontap_peering.review.safety import Scope, Words
from support.previews import PREVIEWS

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SIGNATURE = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
PLANTED = "canary-4f1d7a60"
LONG_AGO = "2026-11-20T12:00:00Z"
OFFERED = {
    "cluster": "east",
    "key": "offer-1234567",
    "generate_passphrase": True,
    "uuid": "11",
    "name": "offer-1234567",
    "authentication": {"state": "ok", "in_use": "ok"},
    "encryption": {"state": "tls_psk", "proposed": "tls_psk"},
    "status": {"state": "available"},
    "remote": {"name": "west", "ip_addresses": ["10.2.0.11"]},
    "ipspace": {"name": "Default"},
    "passphrase": SECRET,
}
"""The outputs of a ClusterPeer."""


def document(name: str = "pull-request") -> Any:
    return json.loads((PREVIEWS / name / "test.json").read_text(encoding="utf-8"))


def review(found: Any, scope: Scope | None = None) -> Review:
    return reviewed([parsed("prod", json.dumps(found))], NOW, {"test": scope} if scope else {})


def step(op: str, kind: str, name: str, old: Any = None, new: Any = None, **more: Any) -> dict[str, Any]:
    """One of a preview; a state is its inputs, or its inputs and outputs."""

    def state(found: Any) -> dict[str, Any] | None:
        inputs, outputs = found if isinstance(found, tuple) else (found, {})
        return None if found is None else {"inputs": inputs, "outputs": outputs}

    urn = f"urn:pulumi:prod::peering::{kind}::{name}"
    return {"op": op, "urn": urn, "oldState": state(old), "newState": state(new), **more}


def states(found: Any) -> list[dict[str, Any]]:
    return [state for each in found["steps"] for name in ("oldState", "newState") if (state := each.get(name))]


def test_no_secret_is_shown_whatever_the_engine_was_told_to_show() -> None:
    found = document()
    for state in states(found):
        state.setdefault("inputs", {})["rotation"] = {**SIGNATURE, "plaintext": json.dumps(PLANTED)}
        state["inputs"]["passphrase"] = PLANTED
        state.setdefault("outputs", {})["passphrase"] = PLANTED
    peer = {name: OFFERED[name] for name in ("cluster", "key", "name")} | {"passphrase": PLANTED}
    given = {**peer, "generate_passphrase": False, "remote": {"ip_addresses": ["10.2.0.11"]}}
    outputs = {**OFFERED, "generate_passphrase": False, "passphrase": f"{PLANTED}-old"}
    keys = {"detailedDiff": {"passphrase": {"kind": "update"}}}
    found["steps"].append(step("update", PEER, "accept", (given, outputs), given, **keys))
    made = review(found)
    assert PLANTED not in comment(made)
    assert PLANTED not in str(made)
    assert messages.passphrase_changes() in comment(made)


@pytest.mark.parametrize("value", [SECRET, UNKNOWN, [SECRET], 7, None, {"a": UNKNOWN}])
@pytest.mark.parametrize("name", ["clusters", "sides", "encryption", "key", "sync"])
@pytest.mark.parametrize("part", ["inputs", "outputs"])
def test_a_state_that_cannot_be_read_is_still_a_row(part: str, name: str, value: Any) -> None:
    found = document()
    for state in states(found):
        if state["type"] == PEERING:
            state.setdefault(part, {})[name] = value
    made = review(found)
    assert {"ams--fra", "ams--sin"} <= {row.resource for row in (*made.changes, *made.drift)}
    assert UNKNOWN not in comment(made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a | b", r"a \| b"),
        ("`x` *y* _z_ ~q~", r"\`x\` \*y\* \_z\_ \~q\~"),
        ("<img src=x onerror=1>", "&lt;img src=x onerror=1&gt;"),
        ("&lt;", "&amp;lt;"),
        ("cc @octocat", "cc @&#8203;octocat"),
        ("fixes #12 and !7", "fixes #&#8203;12 and !&#8203;7"),
        ("gh-12--ams and &3", "gh-&#8203;12--ams and &amp;&#8203;3"),
        ("[a](b)", r"\[a\](b)"),
        ("https://evil.example", "https&#8203;://evil.example"),
        ("a\nb\r\n| c", r"a b \| c"),
        ("--> <!--", "--&gt; &lt;!&#8203;--"),
        ("east--west (peering of east and west): up", "east--west (peering of east and west): up"),
    ],
)
def test_what_others_wrote_is_text_and_never_markup(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_markup_in_names_values_and_messages_stays_text() -> None:
    found = document()
    evil = "x|`<b>@octocat"
    for each in found["steps"]:
        each["urn"] = each["urn"].replace("ams--fra", evil)
        for state in filter(None, (each.get("oldState"), each.get("newState"))):
            state.setdefault("inputs", {})["rotation"] = evil
    found["diagnostics"] = [{"severity": "warning", "message": evil}, {"severity": "error", "message": evil}]
    text = comment(review(found))
    assert "<b>" not in text
    assert "@octocat" not in text
    assert "x|" not in text.replace("x\\|", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("error: cannot open /home/ci/work/fleet/fleet.yaml", "cannot open fleet.yaml"),
        ("in 'C:\\work\\fleet\\main.py'", "in 'main.py'"),
        ("east: POST /api/cluster/peers failed", "east: POST /api/cluster/peers failed"),
        ("see https://example.com/a/b", "see https://example.com/a/b"),
        ("file:///home/ci/state is locked", "state is locked"),
        ('bad:\nTraceback (most recent call last):\n  File "/a/b.py", line 6\n    raise X\nX: no', "bad: X: no"),
        ("\x1b[31merror: red\x1b[0m", "red"),
        ("10.1.0.0/24 and n/a", "10.1.0.0/24 and n/a"),
    ],
)
def test_a_message_is_one_line_without_folders_and_frames(text: str, expected: str) -> None:
    assert readable(text) == expected


def scope(**differing: Any) -> Scope:
    names = ("ams--fra", "ams--lon", "ams--mad", "fra--lon", "fra--mad", "lon--mad")
    before = dict.fromkeys(names, "as it was")
    after: dict[str, Any] = {**before, **{name.replace("__", "--"): value for name, value in differing.items()}}
    return Scope(before, {name: value for name, value in after.items() if value is not None})


def test_the_fleet_file_says_what_the_pull_request_may_change() -> None:
    made = review(document(), scope(ams__sin="new", fra__sin="new", lon__sin="new", mad__sin="new"))
    assert {row.relationship for row in made.changes} == {"ams--sin", "fra--sin", "lon--sin", "mad--sin"}
    (rotation,) = (row for row in made.drift if row.relationship == "ams--fra")
    assert rotation.why[-1] == messages.not_of_this_change()


def test_what_no_fleet_file_declares_is_of_the_pull_request() -> None:
    found = document()
    for each in found["steps"]:
        if each["urn"].endswith("::ams--fra"):
            each["urn"] = each["urn"].replace("ontap:index:PeeringMesh$", "")
    made = review(found, scope(ams__sin="new", fra__sin="new", lon__sin="new", mad__sin="new"))
    assert "ams--fra" in {row.relationship for row in made.changes}


def test_a_new_relationship_is_told_with_what_it_is_given() -> None:
    found = document()
    for each in found["steps"]:
        if each["urn"].endswith("::ams--sin"):
            each["newState"]["inputs"]["encryption"] = {"proposed": "none"}
    (row,) = (row for row in review(found).changes if row.relationship == "ams--sin")
    assert row.why == (messages.new_in_program(), messages.input_given("encryption.proposed", "none"))


def test_the_engine_line_that_says_nothing_is_left_out_beside_others() -> None:
    said = [
        "error: fleet.yaml:3: no such key",
        "error: an unhandled error occurred: program exited with non-zero exit code: 1",
    ]
    lines = [{"severity": "error", "message": line} for line in said]
    errors = [parsed("prod", json.dumps({"diagnostics": each})).errors for each in (lines, lines[1:])]
    assert errors == [("fleet.yaml:3: no such key",), (said[1].removeprefix("error: "),)]


def test_stacks_of_several_projects_keep_the_project_in_their_names() -> None:
    texts = [json.dumps(document()), json.dumps(document()).replace("test::peering::", "test::other::")]
    made = reviewed([parsed("prod", text) for text in texts], NOW)
    assert [each.title for each in made.stacks] == ["peering/test", "other/test"]


def test_what_is_in_both_is_told_in_both() -> None:
    found = document()
    for each in found["steps"]:
        if each["op"] == "update" and each["urn"].endswith("ams--lon"):
            each["newState"]["inputs"]["rotation"] = "2026-12"
    made = review(found, scope(ams__lon="rotated", ams__fra="rotated"))
    for rows in (made.changes, made.drift):
        assert [row.relationship for row in rows if row.relationship == "ams--lon"] == ["ams--lon"]


@pytest.mark.parametrize(("most", "is_refused"), [(None, False), (2, False), (1, True), (0, True)])
def test_more_removals_than_the_fleet_allows_need_a_word(most: int | None, *, is_refused: bool) -> None:
    removing = scope(fra__mad=None, lon__mad=None)
    limited = Scope(removing.before, removing.after, most, "a third")
    assert bool(review(document(), limited).refused) is is_refused
    allowed = reviewed([parsed("prod", json.dumps(document()))], NOW, {"test": limited}, Words(["max_removed"]))
    assert not allowed.refused
    assert bool(allowed.allowed) is is_refused


def test_a_removal_that_was_merged_before_does_not_block_the_pull_requests_after_it() -> None:
    later = scope(ams__fra=None)
    made = review(document("removal"), Scope(later.after, later.after, 0, "0"))
    assert "ams--fra" in {row.relationship for row in made.drift}
    assert [line for line in made.refused if "ams--fra" in line] == []
    of_program = review(document("removal"), scope())
    assert [line for line in of_program.refused if "ams--fra" in line] != []


def test_one_side_is_reviewed_as_a_side() -> None:
    inputs = {name: OFFERED[name] for name in ("cluster", "key", "name", "generate_passphrase")}
    found = {"steps": [step("replace", PEER, "offer", (inputs, OFFERED), {**inputs, "ipspace": {"name": "lab"}})]}
    (row,) = review(found).changes
    assert row.interrupts == messages.interruption("replace of one side")
    assert row.why[0] == messages.input_changes("ipspace.name", None, "lab")
    assert review(found).refused


def test_an_offer_that_cannot_be_renewed_as_it_was_declared_is_reviewed_all_the_same() -> None:
    inputs = {name: OFFERED[name] for name in ("cluster", "key", "name", "generate_passphrase")}
    lapsed = {"status": {"state": "unidentified"}, "authentication": {"state": "pending"}, "remote": {}}
    declared = {"expiry_time": LONG_AGO}
    old = ({**inputs, **declared}, {**OFFERED, **lapsed, **declared, "declared": declared})
    steps = [
        step("delete", PEER, "removed", old),
        step("update", PEER, "renewed", old, {**inputs, "expiry_time": "PT2H"}),
        step("update", PEER, "left", old, {**inputs, **declared, "renew_before": "PT5M"}),
    ]
    made = review({"steps": steps})
    assert {row.resource: row.why for row in made.changes} == {
        "removed": (messages.removed_from_program(),),
        "renewed": (messages.input_changes("expiry_time", LONG_AGO, "PT2H"), messages.offer_expired(LONG_AGO)),
    }
    assert made.alarms == (f"left: {messages.expiry_is_spent(messages.offer_expired(LONG_AGO), LONG_AGO)}",)


def test_an_alarm_is_at_the_top() -> None:
    found = document()
    for each in found["steps"]:
        if each["op"] == "update" and each["urn"].endswith("ams--fra"):
            each["oldState"]["outputs"]["sides"]["fra"].update(cluster_uuid="99", cluster_name="another")
    text = comment(review(found))
    head = text.partition(messages.review_changes())[0]
    assert messages.review_alarms() in head
    assert "leads to cluster" in head


def test_a_relationship_that_is_gone_is_made_again_and_not_new() -> None:
    found = document()
    for each in found["steps"]:
        if each["op"] == "update" and each["urn"].endswith("ams--lon"):
            each.update(op="create", oldState=None)
    (row,) = (each for each in review(found).drift if each.relationship == "ams--lon")
    assert (row.change, row.why) == ("created again", (messages.gone_from_clusters(),))


def test_a_relationship_that_could_not_be_looked_at_is_told_apart() -> None:
    found = document()
    for each in found["steps"]:
        if each["op"] == "update" and each["urn"].endswith("ams--fra"):
            each["oldState"]["outputs"]["is_unreached"] = True
            each["newState"]["inputs"].pop("rotation")
    (row,) = (each for each in review(found).drift if each.relationship == "ams--fra")
    assert (row.change, row.why) == ("looked at again", (messages.peering_unreached(),))


def test_pausing_a_relationship_is_what_the_pull_request_does() -> None:
    found = document()
    for each in found["steps"]:
        if each["op"] == "update" and each["urn"].endswith("ams--fra"):
            each["newState"]["inputs"]["paused"] = "CHG-4711"
            each["newState"]["inputs"].pop("rotation")
    (row,) = (each for each in review(found).changes if each.relationship == "ams--fra")
    assert row.why == (messages.input_changes("paused", None, "CHG-4711"), messages.peering_paused("CHG-4711"))


def test_a_change_of_a_state_that_cannot_be_read_has_a_reason_all_the_same() -> None:
    steps = [step("delete", PEERING, "old", {"clusters": 7}), step("create", PEERING, "new", new={"clusters": 7})]
    made = review({"steps": steps})
    why = {row.resource: row.why for row in made.changes}
    assert why == {"old": (messages.removed_from_program(),), "new": (messages.new_in_program(),)}
