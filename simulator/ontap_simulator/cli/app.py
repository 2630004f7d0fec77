"""The commands of `ontap-sim`."""

import typer

from ontap_simulator.cli import fault
from ontap_simulator.cli.init import init
from ontap_simulator.cli.serve import serve

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(serve)
app.command()(init)
app.add_typer(fault.app, name="fault")


@app.callback()
def root() -> None:
    """A simulator of NetApp ONTAP's cluster peering API."""
