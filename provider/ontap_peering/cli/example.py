"""The example at the end of a command's help, which the reference shows, too, and a test types."""

PREFIX = "Example: "


def example(arguments: str) -> str:
    return f"{PREFIX}ontap-peering {arguments}"
