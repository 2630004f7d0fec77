"""What the resources share: how a program's arguments become a dynamic resource."""

from collections.abc import Awaitable, Iterable, Mapping
from typing import Any, Final

import pulumi
from pulumi.dynamic import Resource, ResourceProvider

from ontap_peering.engine.program import end_when_interrupted
from ontap_peering.peer.carried import OUTPUTS_AMONG_INPUTS
from ontap_peering.peer.key import resource_key

ROOT_TYPE: Final = "pulumi:pulumi:Stack"


class PeerResource(Resource):
    """
    A dynamic resource with a `key` of its own, of which only the arguments that are given are inputs.

    `secrets` are the inputs that are encrypted whatever the program passes. A replacement deletes first, whatever the
    resource options are: no two peers can have one name or one remote.
    """

    def __init__(  # noqa: PLR0913 - what makes a resource
        self,
        provider: ResourceProvider,
        resource_name: str,
        arguments: Mapping[str, Any],
        *,
        outputs: Iterable[str],
        secrets: Iterable[str],
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        end_when_interrupted()
        secret = {name for name in secrets if arguments.get(name) is not None}
        inputs = {name: pulumi.Output.secret(value) if name in secret else value for name, value in arguments.items()}
        inputs["key"] = _key(resource_name, opts.parent if opts else None)
        always = pulumi.ResourceOptions(
            additional_secret_outputs=[*secrets, "declared"],
            delete_before_replace=True,
            hide_diffs=[name for name in OUTPUTS_AMONG_INPUTS if arguments.get(name) is None],
        )
        properties = {**dict.fromkeys(outputs), **inputs}
        super().__init__(provider, resource_name, properties, pulumi.ResourceOptions.merge(opts, always))


def _key(resource_name: str, parent: pulumi.Resource | None) -> str | Awaitable[str]:
    """Awaitable, not an output: a resource that depends on its own component would wait for itself."""
    project, stack = pulumi.get_project(), pulumi.get_stack()
    if parent is None:
        return resource_key(project, stack, resource_name)

    async def below_parent() -> str:
        types = str(await parent.urn.future()).split("::")[2]
        return resource_key(project, stack, resource_name, "" if types == ROOT_TYPE else types)

    return below_parent()
