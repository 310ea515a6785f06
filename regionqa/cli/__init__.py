"""The command line: one file for each command, loaded only when it is called for."""

from importlib import import_module

import click

COMMANDS = {
    "agreement": "regionqa.cli.agreement",
    "allocate": "regionqa.cli.allocate",
    "attack": "regionqa.cli.attack",
    "demo": "regionqa.cli.demo",
    "demo-people": "regionqa.cli.demo_people",
    "events": "regionqa.cli.events",
    "frameworks": "regionqa.cli.frameworks",
    "freeze-crosswalk": "regionqa.cli.freeze_crosswalk",
    "install": "regionqa.cli.install",
    "import-indicators": "regionqa.cli.import_indicators",
    "load-reference": "regionqa.cli.load_reference",
    "migrate": "regionqa.cli.migrate",
    "people": "regionqa.cli.people",
    "rotate-keys": "regionqa.cli.rotate_keys",
    "worker": "regionqa.cli.worker",
    "protect": "regionqa.cli.protect",
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is named, so that start-up stays short.

    Each module in ``COMMANDS`` holds a click command called ``command``.
    """

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Every command's name, in order."""
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, imported now; None for a name there is no command of."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[name]).command
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=None, version="0.1.0", prog_name="regionqa")
def main() -> None:
    """Quality assurance of children's services casework, compared fairly across a region."""
