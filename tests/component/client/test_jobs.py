"""A write that ONTAP does as a job is done when the job is."""

import json
from collections.abc import Iterator

import pytest

from ontap_peering.errors import ApiError, ReplyLostError
from support.core import desired
from support.hostile_replies import Asked, Kind, fixed, raw
from support.siege import Siege

JOB = "11111111-1111-4111-8111-111111111111"
ACCEPTED = json.dumps({"job": {"uuid": JOB}}).encode()


def job(state: str, **more: object) -> Kind:
    return fixed(200, json.dumps({"uuid": JOB, "state": state, **more}))


def done(status: int = 202) -> Kind:
    """The cluster does it, and refers to a job."""

    def pieces(asked: Asked) -> Iterator[bytes]:
        reply = {**asked.json, "job": {"uuid": JOB}}
        yield raw(status, json.dumps(reply).encode())

    return Kind(pieces, acts=True)


def test_a_job_is_followed_until_it_has_succeeded(siege: Siege) -> None:
    siege.script.answer(done(), "POST")
    for number, state in enumerate(("queued", "running", "paused", "success")):
        siege.script.answer(job(state), "GET", number)
    created = siege.client().create(desired())
    assert created.uuid == siege.world.peers("east")[0]["uuid"]
    assert siege.script.log[1:] == [f"GET /api/cluster/jobs/{JOB}?fields=state%2Cmessage%2Ccode"] * 4


@pytest.mark.parametrize("state", ["failure", "error"])
def test_a_failed_job_is_the_failure_of_the_write(siege: Siege, state: str) -> None:
    siege.script.answer(fixed(202, ACCEPTED.decode()), "POST")
    siege.script.answer(job(state, code=4653075, message="ONTAP's own words"), "GET")
    with pytest.raises(ApiError, match=r"^east: create peer 'east-key' refused \(4653075\): ") as refused:
        siege.client().create(desired())
    assert refused.value.code == "4653075"


def test_a_failed_job_that_says_no_more_is_called_failed(siege: Siege) -> None:
    siege.script.answer(fixed(202, ACCEPTED.decode()), "POST")
    siege.script.answer(job("failure"), "GET")
    with pytest.raises(ApiError, match=r"the job failed$"):
        siege.client().create(desired())


@pytest.mark.parametrize("state", ["running", "unheard of", ""])
def test_a_job_whose_end_is_never_seen_may_have_taken_effect(siege: Siege, state: str) -> None:
    siege.script.answer(fixed(202, ACCEPTED.decode()), "POST")
    siege.script.answer(job(state), "GET", times=1000)
    with pytest.raises(ReplyLostError, match="the end of its job cannot be seen"):
        siege.client().create(desired())


def test_a_job_that_vanished_may_have_taken_effect(siege: Siege) -> None:
    siege.script.answer("202 with an unknown job", "POST")
    with pytest.raises(ReplyLostError, match="the end of its job cannot be seen"):
        siege.client().create(desired())


def test_a_job_without_a_record_leaves_it_to_the_caller_to_look(siege: Siege) -> None:
    siege.script.answer(fixed(202, ACCEPTED.decode()), "POST")
    siege.script.answer(job("success"), "GET")
    with pytest.raises(ReplyLostError, match="documented shape at records"):
        siege.client().create(desired())
