"""
Connection settings: stack config `ontap:clusters`, a map of cluster aliases, each overridden by the environment.

    pulumi config set --path ontap:clusters.east.host east.example.com
    pulumi config set --path ontap:clusters.east.username admin
    pulumi config set --secret --path ontap:clusters.east.password

The environment variable of a setting is `ONTAP_<ALIAS>_<SETTING>`, in capitals, with `_` for any other character of
the alias: ONTAP_EAST_PASSWORD. It is read at each call, so that a rotated password reaches `refresh` and `destroy`
too, for which the engine uses the config of the last `up`.
"""

import difflib
import ipaddress
import json
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, SecretStr, ValidationError, model_validator

from ontap_peering import messages
from ontap_peering.errors import ConfigurationError, OfflineError

CONFIG_KEY = "ontap:clusters"
_HOST_VARIABLE = re.compile("ONTAP_([A-Z0-9_]+)_HOST")
SECRETS = ("password", "token", "client_key")
"""What to set with `--secret`."""
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
_Model = TypeVar("_Model", bound=_Presence)


class Profiles:
    """The settings of all clusters a stack may reach, as configured; looked up by alias, environment included."""

    def __init__(self, configured: Any) -> None:
        self._is_map = isinstance(configured, Mapping)
        clusters = configured if isinstance(configured, Mapping) else {}
        self._no_maps = {alias for alias, settings in clusters.items() if not isinstance(settings, dict)}
        self._configured = _by_alias({alias: each for alias, each in clusters.items() if alias not in self._no_maps})
        self._aliases: dict[str, list[str]] = {}
        for alias in self._configured:
            self._aliases.setdefault(variable(alias, ""), []).append(alias)

    @classmethod
    def from_config(cls, text: str | None) -> Self:
        """
        From the JSON text that the engine makes of a structured config value; None means no cluster at all.

        Text that is no map is an error only once a cluster is looked up that the environment does not describe.
        """
        try:
            return cls(json.loads(text) if text else {})
        except ValueError:
            return cls(None)

    def aliases(self) -> Sequence[str]:
        """Those in the stack config, and those that only the environment has, in lower case."""
        known = {variable(alias, "host") for alias in self._configured}
        found = {
            match[1].lower() for name in os.environ if name not in known and (match := _HOST_VARIABLE.fullmatch(name))
        }
        return sorted({*self._configured, *found})

    def has(self, alias: str) -> bool:
        return alias in self._configured or any(variable(alias, each) in os.environ for each in ("host", "offline"))

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
        if self.is_offline(alias):
            raise OfflineError(
                messages.cluster_offline(alias, setting_path(alias, "offline"), variable(alias, "offline"))
            )
        settings = self._settings(alias)
        if "host" not in settings and (alias in self._no_maps or not self._is_map):
            path = f"{CONFIG_KEY}.{alias}" if self._is_map else CONFIG_KEY
            raise ConfigurationError(messages.not_a_map(alias, path, _command(alias, "host", settings)))
        if alias not in self._configured and "host" not in settings:
            command = _command(alias, "host", settings)
            raise ConfigurationError(
                messages.cluster_not_configured(alias, self._configured, command, variable(alias, "host"))
            )
        return self._validated(alias, Profile)

    def _settings(self, alias: str) -> dict[str, Any]:
        configured = {name: value for name, value in self._configured.get(alias, {}).items() if not _is_blank(value)}
        return {**configured, **_from_environment(alias)}

    def _validated(self, alias: str, model: type[_Model]) -> _Model:
        settings = self._settings(alias)
        try:
            return model.model_validate(settings)
        except ValidationError as error:
            raise ConfigurationError(_problem(alias, error, settings, _from_environment(alias))) from None


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


def _from_environment(alias: str) -> dict[str, str]:
    found = {name: os.environ.get(variable(alias, name), "") for name in SETTINGS}
    return {name: value for name, value in found.items() if not _is_blank(value)}


def _problem(alias: str, error: ValidationError, settings: Mapping[str, Any], overriding: Mapping[str, str]) -> str:
    """The first problem in one line, an unknown setting before others, as they may follow from it."""
    details = error.errors(include_url=False, include_input=False)
    detail = min(details, key=lambda each: each["type"] != "extra_forbidden")
    setting = str(detail["loc"][0]) if detail["loc"] else _missing_partner(settings)
    if detail["type"] == "extra_forbidden":
        near = "".join(difflib.get_close_matches(setting, SETTINGS, n=1))
        path = setting_path(alias, setting)
        return messages.no_such_setting(path, near, SETTINGS, f"pulumi config rm --path {shlex.quote(path)}")
    problem = _PROBLEMS.get(detail["type"], detail["msg"].removeprefix("Value error, "))
    if setting in overriding:
        return messages.bad_variable(variable(alias, setting), problem)
    path = setting_path(alias, setting) if detail["loc"] else f"{CONFIG_KEY}.{alias}"
    return messages.bad_setting(path, problem, _command(alias, setting, settings), variable(alias, setting))


def _missing_partner(settings: Mapping[str, Any]) -> str:
    return next((partner for name, partner in _PARTNERS.items() if name in settings), "password")


def setting_path(alias: str, setting: str) -> str:
    """The key of a setting in the stack config."""
    is_plain = re.fullmatch(r"[A-Za-z0-9_.-]+", alias)
    return f"{CONFIG_KEY}.{alias}.{setting}" if is_plain else f"{CONFIG_KEY}[{json.dumps(alias)}].{setting}"


def _command(alias: str, setting: str, settings: Mapping[str, Any]) -> str:
    """What sets it in the stack config. The engine asks for a secret; it takes `true` for text only if told so."""
    path = shlex.quote(setting_path(alias, setting))
    if setting in SECRETS:
        return f"pulumi config set --secret --path {path}"
    kind = "--type string " if isinstance(settings.get(setting), bool) else ""
    return f"pulumi config set {kind}--path {path} <{setting}>"
