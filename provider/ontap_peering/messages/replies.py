"""What happened to a request, and what a cluster answered."""


def credentials_rejected(cluster: str) -> str:
    return (
        f"{cluster}: the cluster rejected the credentials (HTTP 401): check the user name and password, token "
        f"or client "
        f"certificate in ontap:clusters.{cluster}, or in the environment (ONTAP_<ALIAS>_<SETTING>)"
    )


def refused(call: str, code: str, target: str, meaning: str) -> str:
    return f"{call} refused ({code}){f' [{target}]' if target else ''}: {meaning}"


def busy() -> str:
    return "the cluster is busy; run `pulumi up` again later"


def unreachable(cluster: str, host: str, problem: str, seconds: float) -> str:
    return (
        f"{cluster}: cannot reach {host} ({problem}, tried for {seconds:.0f} s): check "
        f"ontap:clusters.{cluster}.host and "
        f"that the cluster's management address answers"
    )


def certificate_not_trusted(cluster: str, host: str) -> str:
    return (
        f"{cluster}: the TLS certificate of {host} is not trusted: set ontap:clusters.{cluster}.ca_file to the "
        f"certificate "
        f"of the CA that signed it"
    )


def connection_lost(call: str, host: str, seconds: float) -> str:
    return f"{call}: the connection to {host} was lost after {seconds:.0f} s; it may or may not have taken effect"


def reply_cut_short(call: str) -> str:
    return f"{call}: the reply was cut short; it may or may not have taken effect"


def reply_without_uuid(call: str) -> str:
    return f"{call}: the reply holds no uuid; it may or may not have taken effect"


def reply_of_wrong_shape(call: str, where: str) -> str:
    return f"{call}: the reply does not have the documented shape at {where!r}"


def endless_pages(call: str) -> str:
    return f"{call}: the cluster sends one page after another without end"


def cancelled_request(call: str, *, is_write: bool) -> str:
    unknown = "; it may or may not have taken effect" if is_write else ""
    return f"{call}: the run was cancelled before the reply came{unknown}"


def run_cancelled() -> str:
    return "the run was cancelled"


def cancelled_before_start(cluster: str) -> str:
    return f"{cluster}: the run was cancelled before this operation started"


def cancelled_while_busy(cluster: str, name: str) -> str:
    return (
        f"{cluster}: the run was cancelled while the cluster was busy, before peer {name!r} was created; "
        f"the next `pulumi up` creates it"
    )


def own_bug(kind: str, operation: str, switch: str, *, is_shown: bool) -> str:
    where = "its traceback is in the diagnostics" if is_shown else f"set {switch}=1 to see where"
    return f"this is a bug in ontap-peering: {kind} in {operation}; {where}"
