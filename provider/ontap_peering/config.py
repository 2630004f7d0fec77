"""
Connection settings: stack config `ontap:clusters`, a map of cluster aliases, each overridden by the environment.

    pulumi config set --path ontap:clusters.east.host east.example.com
    pulumi config set --path ontap:clusters.east.username admin
    pulumi config set --secret --path ontap:clusters.east.password

The environment variable of a setting is `ONTAP_<ALIAS>_<SETTING>`, in capitals, with `_` for any other character of
the alias: ONTAP_EAST_PASSWORD. It is read at each run, so that a rotated password reaches `refresh` and `destroy`
too, for which the engine uses the config of the last `up`.

What clusters have in common is said once, in `ontap:defaults`, or in ONTAP_<SETTING>: ONTAP_USERNAME, ONTAP_PASSWORD.
What a cluster has of its own wins, wherever it is said.
"""

import difflib
import ipaddress
import json
import os
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, SecretStr, ValidationError, model_validator

from ontap_peering import messages
from ontap_peering.errors import ConfigurationError, OfflineError
from ontap_peering.sources import STACK, Source, set_command

VARIABLES = "ONTAP_"
_HOST_VARIABLE = re.compile("ONTAP_([A-Z0-9_]+)_HOST")
MAX_HOST_NAME_LENGTH = 253
MAX_PORT = 65535
_PARTNERS = {"username": "password", "password": "username", "client_cert": "client_key", "client_key": "client_cert"}
_PROBLEMS = {"missing": "required", "bool_parsing": "must be true or false", "bool_type": "must be true or false"}


def _text(value: object) -> str:
    """
    Text, or the digits of an integer, which is what `pulumi config set` makes of them.

    A number with a fraction or an exponent, and a truth value, may have been written in another way than it arrives.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(messages.not_text())  # noqa: TRY004 - pydantic collects ValueErrors only
    return str(value)


def _trimmed(value: object) -> str:
    return _text(value).strip()


def _switch(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _host(value: str) -> str:
    """
    `host`, `host:port` or `[IPv6]:port`, as a URL has it.

    An `https://` before it and a `/` after it mean nothing else, and an IPv6 address alone needs no brackets.
    """
    text = re.sub("^https://", "", value, flags=re.IGNORECASE).removesuffix("/")
    if _is_ipv6(text):
        return f"[{text}]"
    parts = re.fullmatch(r"(\[(?P<address>[^\]]+)\]|(?P<name>[^\[\]:/@\\?#%\s]+))(:(?P<port>[0-9]{1,5}))?", text)
    if parts is None or not 0 < int(parts["port"] or 1) <= MAX_PORT:
        raise ValueError(messages.bad_host())
    if not (_is_ipv6(parts["address"]) if parts["address"] else _is_host_name(parts["name"])):
        raise ValueError(messages.bad_host())
    return text


def _is_ipv6(text: str) -> bool:
    try:
        return ipaddress.IPv6Address(text).scope_id is None
    except ValueError:
        return False


def _is_host_name(text: str) -> bool:
    try:
        return len(text.encode("idna")) <= MAX_HOST_NAME_LENGTH
    except UnicodeError:
        return False


Text = Annotated[str, BeforeValidator(_trimmed)]
Secret = Annotated[SecretStr, BeforeValidator(_text)]
Switch = Annotated[bool, BeforeValidator(_switch)]


class _Presence(BaseModel):
    """Whether the cluster may be contacted, whatever else is set."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    offline: Switch = False


class Profile(_Presence):
    """
    How to reach one cluster: `host` (optionally `host:port`), one kind of credentials, and which CA to trust.

    `uuid` says which cluster it is; any other that answers is refused.
    """

    model_config = ConfigDict(extra="forbid")

    host: Annotated[Text, AfterValidator(_host)]
    username: Text | None = None
    password: Secret | None = None
    token: Annotated[SecretStr, BeforeValidator(_trimmed)] | None = None
    client_cert: Text | None = None
    client_key: Text | None = None
    ca_file: Text | None = None
    uuid: Annotated[Text, AfterValidator(str.lower)] | None = None
    verify_tls: Switch = True

    @model_validator(mode="after")
    def _one_kind_of_credentials(self) -> Self:
        basic = self.username is not None and self.password is not None
        certificate = self.client_cert is not None and self.client_key is not None
        if not (basic or certificate or self.token is not None):
            raise ValueError(messages.credentials_incomplete())
        return self


SETTINGS = tuple(Profile.model_fields)
SHARED = tuple(name for name in SETTINGS if name not in ("host", "uuid", "offline"))
"""What clusters can have in common."""
CREDENTIALS = (frozenset({"username", "password"}), frozenset({"client_cert", "client_key"}), frozenset({"token"}))
_Model = TypeVar("_Model", bound=_Presence)


class Profiles:
    """
    The settings of all clusters a stack may reach, as configured; looked up by alias, with the environment of now.

    `shared` are those that clusters have in common, `source` is where they are written.
    """

    def __init__(self, configured: Any, shared: Any = None, source: Source = STACK) -> None:
        self._environment = {name: value for name, value in os.environ.items() if name.startswith(VARIABLES)}
        self._source = source
        self._shared = {} if shared is None else shared
        self._is_map = isinstance(configured, Mapping)
        clusters = configured if isinstance(configured, Mapping) else {}
        self._no_maps = {alias for alias, settings in clusters.items() if not isinstance(settings, dict)}
        self._configured = _by_alias({alias: each for alias, each in clusters.items() if alias not in self._no_maps})
        self._aliases: dict[str, list[str]] = {}
        for alias in self._configured:
            self._aliases.setdefault(variable(alias, ""), []).append(alias)
        self._settings = cache(self._merged)
        self._profile = cache(self._found)

    @classmethod
    def from_config(cls, text: str | None, shared: str | None = None) -> Self:
        """
        From the JSON texts that the engine makes of structured config values; None means nothing at all.

        Text that is no map is an error only once a cluster is looked up that the environment does not describe.
        """
        return cls(_loaded(text), _loaded(shared))

    def aliases(self) -> Sequence[str]:
        """Those in the stack config, and those that only the environment has, in lower case."""
        known = {variable(alias, "host") for alias in self._configured}
        found = {
            match[1].lower()
            for name in self._environment
            if name not in known and (match := _HOST_VARIABLE.fullmatch(name))
        }
        return sorted({*self._configured, *found})

    def has(self, alias: str) -> bool:
        return alias in self._configured or any(
            variable(alias, each) in self._environment for each in ("host", "offline")
        )

    def is_offline(self, alias: str) -> bool:
        """Whether the cluster is not to be contacted. Raises ConfigurationError if that is unclear."""
        namesakes = self._aliases.get(variable(alias, ""), [])
        if alias in namesakes and len(namesakes) > 1:
            raise ConfigurationError(messages.aliases_collide(namesakes, variable(alias, "host")))
        return self._validated(alias, _Presence).offline

    def find(self, alias: str) -> Profile:
        """
        The profile of a cluster.

        Raises ConfigurationError with the one line that says what to set, OfflineError if it is not to be contacted.
        """
        return self._profile(alias)

    def _found(self, alias: str) -> Profile:
        if self.is_offline(alias):
            place = self._source.own(alias, "offline") if self._source.name else ""
            raise OfflineError(messages.cluster_offline(alias, place, variable(alias, "offline")))
        self._check_shared(alias)
        settings = self._settings(alias)
        if "host" not in settings and (alias in self._no_maps or not self._is_map):
            path = self._source.of_cluster(alias) if self._is_map else self._source.clusters
            raise ConfigurationError(messages.not_a_map(alias, path, set_command(self._source.own(alias, "host"))))
        if alias not in self._configured and "host" not in settings:
            how = self._source.how_to_set(self._source.own(alias, "host"), variable(alias, "host"))
            raise ConfigurationError(messages.cluster_not_configured(alias, self.aliases(), how))
        return self._validated(alias, Profile)

    def _merged(self, alias: str) -> Mapping[str, Any]:
        """
        The cluster's own, and what it shares with the others where it has nothing of its own.

        A kind of credentials of its own replaces the shared ones altogether.
        """
        own = {**self._own(alias), **self._from_environment(alias)}
        shared = {**self._shared_config(), **self._shared_environment()}
        kinds = [kind for kind in CREDENTIALS if not kind.isdisjoint(own)]
        replaced = frozenset().union(*CREDENTIALS).difference(*kinds) if kinds else frozenset()
        return {**{name: value for name, value in shared.items() if name not in replaced}, **own}

    def _own(self, alias: str) -> dict[str, Any]:
        return _without_blanks(self._configured.get(alias, {}))

    def _shared_config(self) -> dict[str, Any]:
        shared = self._shared if isinstance(self._shared, Mapping) else {}
        return _without_blanks({name: value for name, value in shared.items() if name in SHARED})

    def _from_environment(self, alias: str) -> dict[str, str]:
        return _without_blanks({name: self._environment.get(variable(alias, name), "") for name in SETTINGS})

    def _shared_environment(self) -> dict[str, str]:
        return _without_blanks({name: self._environment.get(shared_variable(name), "") for name in SHARED})

    def _check_shared(self, alias: str) -> None:
        if not isinstance(self._shared, Mapping):
            command = set_command(self._source.shared("username"))
            raise ConfigurationError(messages.not_a_map(alias, self._source.defaults, command))
        for name in self._shared:
            path = self._source.shared(name)
            how = self._source.how_to_remove(path)
            if name in SETTINGS and name not in SHARED:
                raise ConfigurationError(messages.not_shared(path, self._source.own(alias, name), how))
            if name not in SHARED:
                near = "".join(difflib.get_close_matches(name, SHARED, n=1))
                raise ConfigurationError(messages.no_such_setting(path, near, SHARED, how))

    def _validated(self, alias: str, model: type[_Model]) -> _Model:
        settings = self._settings(alias)
        try:
            return model.model_validate(settings)
        except ValidationError as error:
            raise ConfigurationError(self._problem(alias, error, settings)) from None

    def _problem(self, alias: str, error: ValidationError, settings: Mapping[str, Any]) -> str:
        """The first problem in one line, an unknown setting before others, as they may follow from it."""
        details = error.errors(include_url=False, include_input=False)
        detail = min(details, key=lambda each: each["type"] != "extra_forbidden")
        setting = str(detail["loc"][0]) if detail["loc"] else _missing_partner(settings)
        source, path, its_variable = self._source, self._source.own(alias, setting), variable(alias, setting)
        if detail["type"] == "extra_forbidden":
            near = "".join(difflib.get_close_matches(setting, SETTINGS, n=1))
            return messages.no_such_setting(path, near, SETTINGS, source.how_to_remove(path))
        problem = _PROBLEMS.get(detail["type"], detail["msg"].removeprefix("Value error, "))
        if not detail["loc"]:
            own = source.how_to_set(path, its_variable)
            shared = source.how_to_set(source.shared(setting), shared_variable(setting))
            return messages.no_credentials(source.of_cluster(alias), problem, own, shared)
        if setting not in self._own(alias) and setting not in self._from_environment(alias) and setting in settings:
            path, its_variable = source.shared(setting), shared_variable(setting)
        if not _is_blank(self._environment.get(its_variable)):
            return messages.bad_variable(its_variable, problem, source.name)
        return messages.bad_setting(path, problem, source.how_to_set(path, its_variable, settings.get(setting)))


@cache
def shared_variable(setting: str) -> str:
    """The environment variable of what all clusters share; no alias has a setting whose variable it could be."""
    return f"ONTAP_{setting}".upper()


def _loaded(text: str | None) -> Any:
    """What is no JSON is text, and so no map."""
    try:
        return json.loads(text) if text else {}
    except ValueError:
        return text


@cache
def variable(alias: str, setting: str) -> str:
    """The name of the environment variable of a setting."""
    return f"ONTAP_{re.sub('[^A-Za-z0-9]', '_', alias)}_{setting}".upper()


def _by_alias(configured: Mapping[str, Any], parent: str = "") -> dict[str, dict[str, Any]]:
    """The settings of each cluster. `--path` takes a dot of an alias for a level, so a map within one is a cluster."""
    found: dict[str, dict[str, Any]] = {}
    for name, settings in configured.items():
        alias = f"{parent}{name}"
        inner = {key: value for key, value in settings.items() if isinstance(value, dict) and key not in SETTINGS}
        own = {key: value for key, value in settings.items() if key not in inner}
        if own or not inner:
            found.setdefault(alias, {}).update(own)
        for each, more in _by_alias(inner, f"{alias}.").items():
            found.setdefault(each, {}).update(more)
    return found


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _without_blanks(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if not _is_blank(value)}


def _missing_partner(settings: Mapping[str, Any]) -> str:
    return next((partner for name, partner in _PARTNERS.items() if name in settings), "password")
