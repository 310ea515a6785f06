"""``python -m regionqa people``: what the operator does for people, one authority at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from sqlalchemy import func, or_, select

from regionqa import accounts
from regionqa.accounts.operations import details, upkeep
from regionqa.accounts.queries import Colleague, find_colleague, find_person_id
from regionqa.authorities import Authority, Role
from regionqa.cli.install import Emails, operator_at, print_invitation
from regionqa.cli.settings import installation_settings, open_database
from regionqa.core.database import Database
from regionqa.core.errors import NotFound, RegionQAError
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work

authority_option = click.option(
    "--authority", required=True, metavar="CODE",
    help="The authority's GSS or DfE code, or the name of an authority or office.",
)  # fmt: skip
email_argument = click.argument("email", type=Emails())
_PEOPLE = Scope.for_operator("the operator looks after people")


@dataclass(frozen=True, slots=True)
class At:
    """An authority the operator works for: the database, the operator's scope, the name."""

    database: Database
    scope: Scope
    name: str


@contextmanager
def _installation() -> Iterator[Database]:
    settings = installation_settings()
    with open_database(settings) as database:
        try:
            yield database
        except RegionQAError as error:
            raise click.ClickException(_said(error)) from error


def _said(error: RegionQAError) -> str:
    errors = error.details.get("errors")
    if not isinstance(errors, dict):
        return error.message
    return "; ".join(message for messages in errors.values() for message in messages)


@contextmanager
def _at(authority: str) -> Iterator[At]:
    with _installation() as database:
        with unit_of_work(database, _PEOPLE, write=False):
            found = _named(authority)
            scope = operator_at(found.id, found.region_id, office=found.is_office)
            name = found.name
        yield At(database, scope, name)


def _named(text: str) -> Authority:
    found = session(_PEOPLE).scalars(
        select(Authority).where(
            or_(
                Authority.gss_code == text.upper(),
                Authority.dfe_code == text,
                func.lower(Authority.name) == text.lower(),
            )
        )
    )
    authorities = found.all()
    if len(authorities) != 1:
        raise NotFound(
            f"{len(authorities)} authorities are known by {text}; give the GSS code or whole name."
        )
    return authorities[0]


def _member(at: At, email: str) -> Colleague:
    colleague = find_colleague(at.scope, email)
    if colleague is None:
        raise NotFound(f"Nobody in {at.name} has the address {email}.")
    return colleague


@click.group()
def command() -> None:
    """People of an installation: list, invite, remove, end sessions, forget."""


@command.command(name="list")
@authority_option
def list_command(authority: str) -> None:
    """Show who belongs to an authority and who is invited."""
    with _at(authority) as at, unit_of_work(at.database, at.scope, write=False):
        people = accounts.list_people(at.scope)
        if not people:
            click.echo(f"Nobody belongs to {at.name} yet. Use: python -m regionqa people invite")
        for one in people:
            roles = ", ".join(role.label for role in one.roles)
            since = f"joined {one.joined_at:%Y-%m-%d}" if one.joined_at else "invited"
            click.echo(f"{one.display_name}: {roles} ({since})")


@command.command()
@authority_option
@email_argument
@click.option("--name", help="The person's name; by default what stands before the @.")
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in Role]),
    multiple=True,
    required=True,
)
def invite(authority: str, email: str, name: str | None, roles: tuple[str, ...]) -> None:
    """Invite somebody to an authority; prints the link that was mailed."""
    with _at(authority) as at:
        with unit_of_work(at.database, at.scope):
            invitation = accounts.invite_person(
                at.scope,
                email=email,
                display_name=name or email.partition("@")[0],
                roles=roles,
            )
        print_invitation(email, ", ".join(Role(role).label for role in roles), invitation)


@command.command(name="invite-again")
@authority_option
@email_argument
def invite_again(authority: str, email: str) -> None:
    """Make a new link for an invitation not accepted; the earlier one stops working."""
    with _at(authority) as at:
        with unit_of_work(at.database, at.scope):
            colleague = _member(at, email)
            invitation = accounts.renew_invitation(at.scope, colleague.membership_id)
        print_invitation(email, ", ".join(role.label for role in colleague.roles), invitation)


@command.command()
@authority_option
@email_argument
def remove(authority: str, email: str) -> None:
    """Take somebody out of an authority; their sessions end at once."""
    with _at(authority) as at:
        with unit_of_work(at.database, at.scope):
            colleague = _member(at, email)
            accounts.remove_person(at.scope, colleague.membership_id, version=colleague.version)
        click.echo(f"{email} no longer belongs to {at.name}.")


@command.command(name="sign-out")
@email_argument
def sign_out(email: str) -> None:
    """End every session of somebody, in all authorities."""
    with _installation() as database:
        with unit_of_work(database, _PEOPLE, write=False):
            person_id = find_person_id(_PEOPLE, email)
        if person_id is None:
            raise NotFound(f"Nobody has the address {email}.")
        ended = accounts.sign_out_everywhere(database, person_id)
        click.echo(f"{ended} sessions ended." if ended != 1 else "1 session ended.")


@command.command(name="change-email")
@email_argument
@click.argument("new", type=Emails())
def change_email(email: str, new: str) -> None:
    """Give somebody another address, as when a council's changes; they are signed out."""
    with _installation() as database:
        with unit_of_work(database, _PEOPLE):
            details.change_email(_PEOPLE, email, new)
        click.echo(f"{email} is now {new}.")


@command.command()
@email_argument
def forget(email: str) -> None:
    """Erase the name and address of somebody who has left."""
    with _installation() as database, unit_of_work(database, _PEOPLE):
        upkeep.forget_person(_PEOPLE, email)
        click.echo("Forgotten. The trail keeps a reference without name or address.")


@command.command()
def tidy() -> None:
    """Delete sessions, links and attempts that ran out, and old mails; workers do it daily too."""
    with _installation() as database, unit_of_work(database, _PEOPLE):
        click.echo(f"{upkeep.forget_expired(_PEOPLE)} rows deleted.")
