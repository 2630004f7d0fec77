"""What happened to a request, and what a cluster answered."""


def credentials_rejected(cluster: str) -> str:
    return (
        f"{cluster}: the cluster rejected the credentials (HTTP 401): check the user name and password, token or "
        f"client certificate in its connection settings, and in the environment (ONTAP_<ALIAS>_<SETTING>), which "
        f"overrides them"
    )


def refused(call: str, code: str, target: str, meaning: str) -> str:
    return f"{call} refused ({code}){f' [{target}]' if target else ''}: {meaning}"


def busy() -> str:
    return "the cluster is busy; run `pulumi up` again later"


def unreachable(cluster: str, host: str, problem: str, seconds: float) -> str:
    return (
        f"{cluster}: cannot reach {host} ({problem}, tried for {seconds:.0f} s): check its setting `host`, "
        f"and that the cluster's management address answers"
    )


def certificate_not_trusted(cluster: str, host: str) -> str:
    return (
        f"{cluster}: the TLS certificate of {host} is not trusted: set the setting `ca_file` to the "
        f"certificate of the CA that signed it"
    )


def certificate_out_of_date(cluster: str, host: str) -> str:
    return (
        f"{cluster}: the TLS certificate of {host} has expired or is not valid yet: renew it on the cluster, or "
        f"correct this machine's clock"
    )


def certificate_of_another(cluster: str, host: str) -> str:
    return (
        f"{cluster}: the TLS certificate of {host} is for another name: set the setting `host` to a "
        f"name that the certificate has"
    )


def reply_lost(call: str, seen: str) -> str:
    return f"{call}: no valid reply ({seen}); it may or may not have taken effect; the next run looks first"


def after(seen: str, seconds: float) -> str:
    return f"{seen}, after {seconds:.0f} s"


def no_whole_reply(call: str, host: str, seen: str, seconds: float) -> str:
    return (
        f"{call}: no whole reply from {host} ({seen}, tried for {seconds:.0f} s): check that the "
        f"setting `host` leads to the cluster itself, and the network in between"
    )


def no_reply() -> str:
    return "no reply"


def cut_short() -> str:
    return "the reply was cut short"


def incomplete() -> str:
    return "it took too long"


def too_large(limit: int) -> str:
    return f"the reply is larger than {limit // 2**20} MiB"


def unknown_encoding() -> str:
    return "the reply is compressed in an unknown way"


def tls_failed() -> str:
    return "the TLS connection failed"


def bad_proxy(cluster: str) -> str:
    return f"{cluster}: the proxy in the environment (HTTPS_PROXY, ALL_PROXY) must be the URL of an HTTP proxy"


def not_the_cluster(call: str, seen: str) -> str:
    return (
        f"{call}: this is no answer of an ONTAP cluster ({seen}): check that the setting `host` leads to the "
        f"cluster itself, not to a gateway or a login page"
    )


def seen_reply(http_status: int, body: str = "") -> str:
    return f"HTTP status {http_status}{f' with {body}' if body else ''}"


def no_content() -> str:
    return "an empty body"


def a_page() -> str:
    return "a web page"


def not_an_object() -> str:
    return "a body that is not a JSON object"


def only_a_status(http_status: int) -> str:
    return (
        f"HTTP status {http_status} without ONTAP's explanation; check that the setting `host` leads to the cluster "
        f"itself, not to a gateway"
    )


def wrong_shape(where: str) -> str:
    return f"the reply does not have the documented shape{f' at {where}' if where else ''}"


def odd_text(where: str) -> str:
    return f"the reply has control characters or too long a text at {where}"


def repeats_secret(where: str) -> str:
    return f"the reply repeats a secret at {where}"


def another_uuid(uuid: str) -> str:
    return f"it is about peer {uuid}"


def no_passphrase_in_reply() -> str:
    return "it lacks the generated passphrase"


def change_not_shown() -> str:
    return "neither the reply nor the peer shows the new passphrase"


def still_there(call: str, count: int, seen: str) -> str:
    return (
        f"{call}: the peer is still there after {count} attempts ({seen}): check that the setting `host` leads "
        f"to the cluster itself, not to a gateway or a login page"
    )


def answered_as_done() -> str:
    return "answered as done"


def accepted_without_job() -> str:
    return "HTTP status 202 without a job"


def job_without_end() -> str:
    return "HTTP status 202, and the end of its job cannot be seen"


def job_failed() -> str:
    return "the job failed"


def foreign_link(call: str) -> str:
    return (
        f"{call}: the link to the next page leads out of the cluster's API, and was not followed: check that "
        f"the setting `host` leads to the cluster itself"
    )


def no_uuid_in_state(cluster: str) -> str:
    return (
        f"{cluster}: the uuid in the state is not one of a peer; nothing was sent: remove the resource from the state "
        f"with `pulumi state delete`, then import the peer with `ontap-peering import`"
    )


def bad_uuid() -> str:
    return "is not a UUID"


def repeated_uuid() -> str:
    return "has two records of one UUID"


def another_name(call: str, uuid: str, name: str) -> str:
    return f"{call}: nothing was sent, since peer {uuid} is called {name!r}: run `pulumi refresh` and read the preview"


def impossible_year() -> str:
    return "is in an impossible year"


def withheld() -> str:
    return "(withheld: the cluster's message repeats a secret)"


def endless_pages(call: str) -> str:
    return f"{call}: the cluster sends one page after another without end"


def cancelled_request(call: str, *, is_write: bool) -> str:
    unknown = "; it may or may not have taken effect" if is_write else ""
    return f"{call}: the run was cancelled before the reply came{unknown}"


def cancelled_before_request(call: str) -> str:
    return f"{call}: the run was cancelled before this request was sent"


def run_cancelled() -> str:
    return "the run was cancelled"


def cancelled_before_start(cluster: str) -> str:
    return f"{cluster}: the run was cancelled before this operation started"


def cancelled_while_busy(cluster: str, name: str) -> str:
    return (
        f"{cluster}: the run was cancelled before peer {name!r} was created or changed; the next `pulumi up` continues"
    )


def own_bug(kind: str, operation: str, switch: str, *, is_shown: bool) -> str:
    where = "its traceback is in the diagnostics" if is_shown else f"set {switch}=1 to see where"
    return f"this is a bug in ontap-peering: {kind} in {operation}; {where}"
