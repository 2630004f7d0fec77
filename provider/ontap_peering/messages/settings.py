"""What is wrong with the connection settings of a cluster."""

from collections.abc import Iterable


def bad_host() -> str:
    return 'must be a host name or an address, with an optional port: "east.example.com", "[2001:db8::11]:8443"'


def not_text() -> str:
    return "must be text, in quotes if you write it into a file"


def credentials_incomplete() -> str:
    return "give username and password, or client_cert and client_key, or token"


def not_a_map(cluster: str, path: str, command: str) -> str:
    return (
        f"{cluster}: config {path} must be a map: remove it with `pulumi config rm --path {path}`, then use `{command}`"
    )


def in_stack_config(command: str, variable: str) -> str:
    return f"with `{command}` or the environment variable {variable}"


def in_file(path: str, variable: str) -> str:
    return f"in {path} or the environment variable {variable}"


def in_environment(variable: str) -> str:
    return f"as the environment variable {variable}"


def from_stack_config(path: str) -> str:
    return f"with `pulumi config rm --path {path}`"


def from_file(path: str) -> str:
    return f"from {path}"


def cluster_not_configured(cluster: str, known: Iterable[str], how: str) -> str:
    return f"{cluster}: no such cluster is configured (known: {', '.join(sorted(known)) or 'none'}): set its host {how}"


def aliases_collide(known: Iterable[str], variable: str) -> str:
    return f"{' and '.join(sorted(known))}: these aliases share the environment variable {variable}; rename all but one"


def no_such_setting(path: str, near: str, known: Iterable[str], removal: str) -> str:
    hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}."
    return f"{path}: there is no such setting; {hint} Remove it {removal}"


def not_shared(path: str, own_path: str, removal: str) -> str:
    return f"{path}: clusters cannot share this; set {own_path} instead, and remove this one {removal}"


def no_credentials(path: str, problem: str, own: str, shared: str) -> str:
    return f"{path}: {problem}; set what is missing {own}; what all clusters share, {shared}"


def bad_setting(path: str, problem: str, how: str) -> str:
    return f"{path}: {problem}; set it {how}"


def bad_variable(variable: str, problem: str, source: str) -> str:
    """`source`: what else has settings, if anything."""
    unset = f", or unset it to use {source}" if source else ""
    return f"{variable}: {problem}; correct this environment variable{unset}"


def _is_offline(cluster: str, setting: str, variable: str) -> str:
    places = f"{setting} or {variable}" if setting else variable
    return f"{cluster} is offline by its settings ({places})"


def cluster_offline(cluster: str, setting: str, variable: str) -> str:
    return (
        f"{_is_offline(cluster, setting, variable)}, so that nothing is sent to it. Once the cluster is back, remove "
        f"the setting, or set {variable}=false in the environment"
    )


def not_read_offline(cluster: str, setting: str, variable: str) -> str:
    return (
        f"{_is_offline(cluster, setting, variable)}, so that its peers are not read: they stay in the state as they "
        f"were last seen"
    )


def not_deleted_offline(cluster: str, name: str, setting: str, variable: str) -> str:
    return (
        f"{_is_offline(cluster, setting, variable)}, so that its peer {name!r} was not deleted. Once the cluster is "
        f"back, set {variable}=false in the environment and run this again; if it never returns, "
        f"`pulumi state delete URN` removes the peer from the state"
    )


def settings_of_last_up(line: str, variables: str, *, is_deletion: bool) -> str:
    operation, once = ("a deletion", "") if is_deletion else ("a refresh", " or run `pulumi up --refresh=false` once")
    return (
        f"{line}. Without --run-program, {operation} uses the settings that the last `pulumi up` stored: if they have "
        f"changed since, set {variables} in the environment, or, while the program has a ClusterPeer, "
        f"add --run-program (to `pulumi destroy` also --refresh=false){once}"
    )


def unusable_setting(cluster: str, setting: str, problem: str) -> str:
    return f"{cluster}: its setting `{setting}` cannot be used: {problem}"


def bad_token() -> str:
    return "must be visible ASCII characters only, without blanks and line breaks"


def has_control_character() -> str:
    return "must not contain a line break or another control character"


def not_latin_1() -> str:
    return "contains a character outside Latin-1, which cannot be sent to ONTAP"


def has_colon() -> str:
    return "must not contain a colon"


def text_for_path() -> str:
    return "must be the path of a file, not its content"


def no_such_file() -> str:
    return "there is no such file"


def file_unreadable() -> str:
    return "cannot read the file"


def no_certificate() -> str:
    return "the file does not contain a certificate in PEM form"


def key_unusable() -> str:
    return "the certificate and its key cannot be used: they must be in PEM form, belong together, and not be encrypted"


def tls_not_verified(cluster: str) -> str:
    return f"{cluster}: verify_tls is false: the cluster's TLS certificate is NOT verified"


def file_exists(path: str, option: str) -> str:
    return f"{path}: already exists; name another file with {option}"


def no_stack_selected() -> str:
    return "no stack is selected here: run `pulumi stack select` first"


def no_engine() -> str:
    return "there is no `pulumi` on PATH: install Pulumi's engine, or put the folder that has it on PATH"


def stack_unreadable(problem: str) -> str:
    return f"cannot read the stack: {problem}; run this command where `pulumi stack` works, in the project's folder"


def no_clusters() -> str:
    return (
        "no cluster is configured: run this command in a Pulumi project whose stack has ontap:clusters, give "
        "--clusters FILE, or set ONTAP_<ALIAS>_HOST and the other settings in the environment"
    )


def no_clusters_in_file(path: str) -> str:
    return (
        f"{path}: `clusters` is empty: give the connection settings of each cluster there, by its alias, or set "
        f"ONTAP_<ALIAS>_HOST and the other settings in the environment"
    )


def no_yaml(path: str, number: int, problem: str) -> str:
    return f"{path}:{number}: this is not YAML: {problem}"


def not_a_clusters_file(path: str) -> str:
    return (
        f"{path}: must have a map `clusters`, with a map of connection settings for each alias, and may have a map "
        f"`defaults`, with settings that all of them share"
    )
