"""What the resources share: how a program's arguments become a dynamic resource."""

from collections.abc import Awaitable, Collection, Mapping, Sequence
from typing import Any, Final

import pulumi
from pulumi.dynamic import Resource, ResourceProvider

from ontap_peering.engine.boundary import provider_reference
from ontap_peering.engine.program import await_calls_first, end_when_interrupted, known_or, program_frames_only, untrack
from ontap_peering.peer.accepting import SAID_BY_TOKEN, TOKEN
from ontap_peering.peer.carried import ASIDE, OUTPUTS_AMONG_INPUTS
from ontap_peering.peer.key import resource_key

ROOT_TYPE: Final = "pulumi:pulumi:Stack"
DECLARED: Final = "declared"
DIAGNOSIS: Final = "sync"
UNKNOWN: Final = "unknown"


class PeerResource(Resource):
    """
    A dynamic resource with a `key` of its own, of which only the arguments that are given are inputs.

    A replacement deletes first, whatever the resource options are: no two peers can have one name or one remote.
    """

    def _register(  # noqa: PLR0913 - what makes a resource
        self,
        provider: ResourceProvider,
        resource_name: str,
        arguments: Mapping[str, Any],
        *,
        outputs: Collection[str],
        secrets: Collection[str],
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        """
        Register the resource; its class's constructor calls this as the last.

        `outputs` are its attributes, `secrets` the inputs that are encrypted whatever the program passes. The output
        `declared`, which holds inputs but none of those, is encrypted unless the program passes no other secret.
        The SDK takes the caller of the third `__init__` for the program's line, so this is not one.
        """
        end_when_interrupted()
        given = {name: value for name, value in arguments.items() if value is not None}
        said = set(given)
        if TOKEN in given:  # what a StackReference does not find is None, and would be left out
            given[TOKEN] = pulumi.Output.secret(given[TOKEN]).apply(lambda token: "" if token is None else token)
            said.update(SAID_BY_TOKEN)
        among_inputs = [name for name in OUTPUTS_AMONG_INPUTS if name in outputs]
        always = pulumi.ResourceOptions(
            additional_secret_outputs=[*(name for name in secrets if name in outputs), DECLARED],
            delete_before_replace=True,
            hide_diffs=[ASIDE, *(name for name in among_inputs if name not in said)] if among_inputs else [],
        )
        merged = pulumi.ResourceOptions.merge(opts, always)
        if TOKEN in (merged.ignore_changes or ()):
            merged.ignore_changes = [*(merged.ignore_changes or ()), *SAID_BY_TOKEN]
        declared = [value for name, value in given.items() if name not in secrets]
        inputs = {name: pulumi.Output.secret(value) if name in secrets else value for name, value in given.items()}
        inputs |= {"key": _key(resource_name, merged, declared), **provider_reference(provider)}
        properties = {**dict.fromkeys(outputs), **inputs}
        type_ = f"pulumi-python:{self._resource_type_name}"
        with program_frames_only():
            pulumi.CustomResource.__init__(self, type_, resource_name, properties, merged)
        untrack(self, properties.keys() - set(outputs))
        if DIAGNOSIS in outputs:
            setattr(self, DIAGNOSIS, known_or(getattr(self, DIAGNOSIS), UNKNOWN))
        await_calls_first()


async def _key(resource_name: str, opts: pulumi.ResourceOptions, declared: Sequence[Any]) -> str:
    """
    The resource's key. Awaitable, not an output: a resource that depends on its own component would wait for itself.

    The SDK awaits it before it reads the options, whose secret outputs are known only then.
    """
    secret_outputs = opts.additional_secret_outputs or []
    if not await _has_secret(declared):
        secret_outputs.remove(DECLARED)
    project, stack = pulumi.get_project(), pulumi.get_stack()
    if opts.parent is None:
        return resource_key(project, stack, resource_name)
    types = str(await opts.parent.urn.future()).split("::")[2]
    return resource_key(project, stack, resource_name, "" if types == ROOT_TYPE else types)


async def _has_secret(value: Any) -> bool:
    """Whether a secret is in it, at any depth; what cannot be looked into counts as one."""
    if isinstance(value, pulumi.Output):
        return await value.is_secret()
    if isinstance(value, Awaitable):
        return True
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return any([await _has_secret(item) for item in items])
