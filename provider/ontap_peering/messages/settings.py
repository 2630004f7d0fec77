"""What is wrong with the connection settings of a cluster."""

from collections.abc import Iterable


def bad_host() -> str:
    return 'must be a host name or an address, with an optional port: "east.example.com", "[2001:db8::11]:8443"'


def not_text() -> str:
    return "must be text, in quotes if you edit the stack's config file"


def credentials_incomplete() -> str:
    return "give username and password, or client_cert and client_key, or token"


def clusters_not_a_map(key: str) -> str:
    return (
        f"config {key} must be a map of cluster aliases: "
        f"set it with `pulumi config set --path {key}.<alias>.host <host>`"
    )


def cluster_not_configured(cluster: str, known: Iterable[str], command: str, variable: str) -> str:
    return (
        f"{cluster}: no such cluster is configured (known: {', '.join(sorted(known)) or 'none'}): set it with "
        f"`{command}` or the environment variable {variable}"
    )


def aliases_collide(known: Iterable[str], variable: str) -> str:
    return f"{' and '.join(sorted(known))}: these aliases share the environment variable {variable}; rename all but one"


def no_such_setting(path: str, near: str, known: Iterable[str], command: str) -> str:
    hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}."
    return f"{path}: there is no such setting; {hint} Remove it with `{command}`"


def bad_setting(path: str, problem: str, command: str, variable: str) -> str:
    return f"{path}: {problem}; set it with `{command}` or the environment variable {variable}"


def bad_variable(variable: str, problem: str) -> str:
    return f"{variable}: {problem}; correct this environment variable, or unset it to use the stack config"


def tls_not_verified(cluster: str) -> str:
    return f"{cluster}: verify_tls is false: the cluster's TLS certificate is NOT verified"


def file_exists(path: str) -> str:
    return f"{path}: already exists; name another file with --file or --program"


def no_stack_selected() -> str:
    return "no stack is selected here: run `pulumi stack select` first"


def stack_unreadable(problem: str) -> str:
    return f"cannot read the stack: {problem}; run this command in the project's folder"
