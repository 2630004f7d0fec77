"""The stack that is selected in the working folder, as the engine there sees it."""

from dataclasses import dataclass

from pulumi import automation

from ontap_peering import messages
from ontap_peering.config import CONFIG_KEY, Profiles
from ontap_peering.errors import ConfigurationError


@dataclass(frozen=True)
class SelectedStack:
    project: str
    name: str
    profiles: Profiles


def selected_stack() -> SelectedStack:
    """Raises ConfigurationError if there is none, or if it cannot be read."""
    try:
        workspace = automation.LocalWorkspace(work_dir=".")
        project, stack = workspace.project_settings().name, workspace.stack()
        if stack is None:
            raise ConfigurationError(messages.no_stack_selected())
        settings = workspace.get_all_config(stack.name).get(CONFIG_KEY)
    except (automation.errors.CommandError, FileNotFoundError) as error:
        problem = str(error).strip().splitlines()[-1]
        raise ConfigurationError(messages.stack_unreadable(problem)) from None
    return SelectedStack(project, stack.name, Profiles.from_config(settings.value if settings is not None else None))
