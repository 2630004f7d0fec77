"""
Connection settings: stack config `ontap:clusters`, a map of cluster aliases, each overridden by the environment.

    pulumi config set --path ontap:clusters.east.host east.example.com
    pulumi config set --path ontap:clusters.east.username admin
    pulumi config set --secret --path ontap:clusters.east.password

The environment variable of a setting is `ONTAP_<ALIAS>_<SETTING>`, in capitals, with `_` for any other character of
the alias: ONTAP_EAST_PASSWORD. It is read at each call, so that a rotated password reaches `refresh` and `destroy`
too, for which the engine uses the config of the last `up`.
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, ValidationError, model_validator

from ontap_peering import messages
from ontap_peering.errors import ConfigurationError

CONFIG_KEY = "ontap:clusters"
_HOST_VARIABLE = re.compile("ONTAP_([A-Z0-9_]+)_HOST")


def _bare_host(value: str) -> str:
    if not re.fullmatch(r"[^/@\s]+", value):
        raise ValueError(messages.bad_host())
    return value


class Profile(BaseModel):
    """
    How to reach one cluster: `host` (optionally `host:port`), one kind of credentials, and which CA to trust.

    `uuid` says which cluster it is; any other that answers is refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: Annotated[str, AfterValidator(_bare_host)]
    username: str | None = None
    password: SecretStr | None = None
    token: SecretStr | None = None
    client_cert: str | None = None
    client_key: str | None = None
    ca_file: str | None = None
    uuid: Annotated[str, AfterValidator(str.lower)] | None = None
    verify_tls: bool = True

    @model_validator(mode="after")
    def _one_kind_of_credentials(self) -> Self:
        basic = self.username is not None and self.password is not None
        certificate = self.client_cert is not None and self.client_key is not None
        if not (basic or certificate or self.token is not None):
            raise ValueError(messages.credentials_incomplete())
        return self


class Profiles:
    """The settings of all clusters a stack may reach, as configured; looked up by alias, environment included."""

    def __init__(self, configured: Mapping[str, Any]) -> None:
        self._configured = configured

    @classmethod
    def from_config(cls, text: str | None) -> Self:
        """From the JSON text that the engine makes of a structured config value; None means no cluster at all."""
        try:
            configured = json.loads(text) if text else {}
        except ValueError:
            configured = None
        if not isinstance(configured, dict) or not all(isinstance(item, dict) for item in configured.values()):
            raise ConfigurationError(messages.clusters_not_a_map(CONFIG_KEY))
        return cls(configured)

    def aliases(self) -> Sequence[str]:
        """Those in the stack config, and those that only the environment has, in lower case."""
        known = {variable(alias, "host") for alias in self._configured}
        found = {
            match[1].lower() for name in os.environ if name not in known and (match := _HOST_VARIABLE.fullmatch(name))
        }
        return sorted({*self._configured, *found})

    def has(self, alias: str) -> bool:
        return alias in self._configured or variable(alias, "host") in os.environ

    def find(self, alias: str) -> Profile:
        """The profile of a cluster. Raises ConfigurationError with the one line that says what to set."""
        settings = {name: value for name, value in self._configured.get(alias, {}).items() if value not in (None, "")}
        settings.update(_from_environment(alias))
        if "host" not in settings:
            raise ConfigurationError(
                messages.cluster_not_configured(alias, CONFIG_KEY, self._configured, variable(alias, "host"))
            )
        try:
            return Profile.model_validate(settings)
        except ValidationError as error:
            detail = error.errors(include_url=False, include_input=False)[0]
            path = ".".join([CONFIG_KEY, alias, *(str(part) for part in detail["loc"])])
            problem = str(detail["msg"]).removeprefix("Value error, ").replace("Input should be", "must be")
            setting = str(detail["loc"][0]) if detail["loc"] else "password"
            kind = "" if detail["loc"] else "--secret "
            command = f"pulumi config set {kind}--path {CONFIG_KEY}.{alias}.{setting}"
            raise ConfigurationError(messages.bad_setting(path, problem, command, variable(alias, setting))) from None


def variable(alias: str, setting: str) -> str:
    """The name of the environment variable of a setting."""
    return f"ONTAP_{re.sub('[^A-Za-z0-9]', '_', alias)}_{setting}".upper()


def _from_environment(alias: str) -> dict[str, str]:
    found = {name: os.environ.get(variable(alias, name)) for name in Profile.model_fields}
    return {name: value for name, value in found.items() if value}
