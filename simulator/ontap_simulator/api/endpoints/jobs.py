"""`/api/cluster/jobs/{uuid}`, and the reply that refers to a job."""

from ontap_simulator.api.collection import Record, instance_reply
from ontap_simulator.api.endpoints import Route
from ontap_simulator.api.envelope import instant, link, self_link
from ontap_simulator.api.message import ApiReply, ApiRequest
from ontap_simulator.api.query.fields import FieldTable
from ontap_simulator.domain.errors import Code, OntapError
from ontap_simulator.domain.jobs import Job

PATH = "/api/cluster/jobs"
RESULTS_KEY = "job_results_uuid"
FIELDS = FieldTable(keys=("uuid",), common=("description", "state", "message", "code", "start_time", "end_time"))


def get_job(request: ApiRequest, uuid: str) -> ApiReply:
    job = find_job(request, uuid)
    cluster = request.peering.cluster
    record: Record = {
        "uuid": job.uuid,
        "description": job.description,
        "state": job.state.value,
        "message": job.message,
        "code": job.code,
        "start_time": instant(cluster, job.ended_at),
        "end_time": instant(cluster, job.ended_at),
        "_links": self_link(f"{PATH}/{job.uuid}"),
    }
    return instance_reply(request, FIELDS, record)


def find_job(request: ApiRequest, uuid: str) -> Job:
    """Raises OntapError 4 for a job that never was or is gone."""
    job = request.peering.cluster.jobs.get(uuid, request.peering.fabric.now())
    if job is None:
        raise OntapError(Code.NOT_FOUND, "uuid")
    return job


def accepted(request: ApiRequest, job: Job) -> ApiReply:
    """202 with the job and where its results will be (vendor's API reference)."""
    results = f"{request.path}?{RESULTS_KEY}={job.uuid}"
    links = {**self_link(f"{PATH}/{job.uuid}"), "results": link(results)}
    return ApiReply(202, {"job": {"uuid": job.uuid, "_links": links}}, {"Location": results})


def results_reply(request: ApiRequest, uuid: str) -> ApiReply:
    """What a job made, and what went wrong, if something did (vendor's API reference)."""
    job = find_job(request, uuid)
    body: Record = {"records": list(job.results), "num_records": len(job.results)}
    if job.errors:
        body["errors"] = list(job.errors)
    if job.rollback_errors:
        body["rollback_errors"] = list(job.rollback_errors)
    return ApiReply(body={**body, "_links": self_link(request.href)})


ROUTES = (Route(f"{PATH}/{{uuid}}", "job", FIELDS, {"GET": get_job}),)
