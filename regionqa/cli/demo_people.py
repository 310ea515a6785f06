"""``python -m regionqa demo-people``: the demonstration's sign-ins, for people and for scripts."""

import json
from dataclasses import asdict

import click

from regionqa.cli.demo import demonstration_settings, demonstration_sign_ins
from regionqa.cli.demonstration import prepare


@click.command()
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def command(form: str) -> None:
    """Print the demonstration's sign-ins: e-mail, password, roles, authority."""
    settings = demonstration_settings()
    prepare(settings, fresh=False)
    people = demonstration_sign_ins(settings)
    if form == "json":
        click.echo(json.dumps([asdict(person) for person in people], indent=2))
        return
    for person in people:
        click.echo(
            f"{person.email}\t{person.password}\t{','.join(person.roles)}\t{person.authority}"
        )
