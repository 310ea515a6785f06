"""``python -m regionqa install``: a region, its authorities and the first invitations."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import click
from sqlalchemy import select

from regionqa.accounts import Invitation, invite_person
from regionqa.accounts.emails import email_key, is_email
from regionqa.accounts.queries import any_person
from regionqa.authorities import (
    Authority,
    AuthorityKind,
    Region,
    RegionRecord,
    Role,
    load_areas,
    set_up_region,
)
from regionqa.authorities.reference_tables import (
    AuthorityRecord,
    authority_records,
    reference_areas,
)
from regionqa.cli.settings import installation_settings, open_database
from regionqa.core.database import Database
from regionqa.core.errors import RegionQAError
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work

INSTALLING = Scope.for_operator("install a region")
LATER = "Invite later with: python -m regionqa people invite"


class Emails(click.ParamType[str]):
    """An e-mail address."""

    name = "EMAIL"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address, or the usual complaint of a command line."""
        if not is_email(value.strip()):
            self.fail(f"{value} is not an email address.", param, ctx)
        return value.strip()


@click.command()
@click.option("--region", metavar="NAME", help="The region's name; needed with --authorities.")
@click.option("--region-code", metavar="CODE", help="A statistical region, such as E12000008.")
@click.option(
    "--authorities",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with one authority's GSS code at the beginning of each line.",
)
@click.option("--lead", "leads", type=Emails(), multiple=True, required=True,
              help="The regional QA lead's address; once for each lead.")  # fmt: skip
@click.option("--operator", "operators", type=Emails(), multiple=True,
              help="The address of who runs the service, reading no content.")  # fmt: skip
def command(
    region: str | None,
    region_code: str | None,
    authorities: Path | None,
    leads: tuple[str, ...],
    operators: tuple[str, ...],
) -> None:
    """Make a region with its authorities and its office, and invite the first people.

    Takes an empty, migrated database and refuses any other. The links are mailed and printed: each
    works once, for seven days.
    """
    _refuse_twice([*leads, *operators])
    record = _record(region, region_code, authorities)
    settings = installation_settings()
    with open_database(settings) as database:
        try:
            office = _set_up(database, record)
        except RegionQAError as error:
            raise click.ClickException(error.message) from error
        click.echo(f"{record.name}: {len(record.members)} authorities and {record.office}.")
        wanted = [(email, Role.REGIONAL_LEAD) for email in leads]
        wanted += [(email, Role.OPERATOR) for email in operators]
        _invite(database, office, wanted)
        click.echo("The published figures come next: python -m regionqa load-reference")


def _refuse_twice(emails: Sequence[str]) -> None:
    """One person, one role: a lead who is the operator too would read content after all."""
    seen: set[str] = set()
    for email in emails:
        if email_key(email) in seen:
            raise click.UsageError(f"{email} is given twice; give each person one role here.")
        seen.add(email_key(email))


def _record(region: str | None, code: str | None, file: Path | None) -> RegionRecord:
    if (code is None) == (file is None):
        raise click.UsageError("Give --region-code, or --region with --authorities.")
    if code is not None:
        return _statistical_region(code, region)
    if region is None or file is None:
        raise click.UsageError("--authorities needs --region, the region's name.")
    members = _codes(file)
    # A region of one's own making has no published figure and so no code of the statisticians.
    own_code = "R" + uuid5(NAMESPACE_URL, region).hex[:8].upper()
    return _named(region, own_code, members)


def _statistical_region(code: str, name: str | None) -> RegionRecord:
    today = datetime.now(UTC).date()
    members = [
        record.gss_code
        for record in authority_records()
        if record.region_code == code and record.gss_code and record.exists_on(today)
    ]
    if not members:
        raise click.BadParameter(
            f"{code} is no region with authorities; the South East is E12000008.",
            param_hint="--region-code",
        )
    return _named(name or reference_areas().get_area(code).name, code, members)


def _named(name: str, code: str, members: Sequence[str]) -> RegionRecord:
    return RegionRecord(
        slug=name.lower().replace(" ", "-"),
        name=name,
        partnership=name,
        office=f"{name} regional office",
        statistical_region=code,
        members=tuple(members),
    )


def _codes(file: Path) -> list[str]:
    """The first word of each line; empty lines and those that begin with # are passed over."""
    codes: list[str] = []
    known = {record.gss_code: record for record in authority_records()}
    today = datetime.now(UTC).date()
    for number, line in enumerate(_text(file).splitlines(), start=1):
        words = line.replace(",", " ").split()
        if not words or words[0].startswith("#"):
            continue
        problem = _code_problem(words[0], codes, known.get(words[0]), today)
        if problem:
            raise click.BadParameter(f"line {number}: {problem}", param_hint="--authorities")
        codes.append(words[0])
    if not codes:
        raise click.BadParameter("the file names no authority.", param_hint="--authorities")
    return codes


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.BadParameter(
            "the file is not UTF-8 text; save it as plain text or CSV.",
            param_hint="--authorities",
        ) from error


def _code_problem(
    code: str, before: Sequence[str], record: AuthorityRecord | None, today: date
) -> str | None:
    if record is None:
        return f"{code} is no authority's GSS code, such as E10000014"
    if record.ends_on is not None and record.ends_on < today:
        return (
            f"{code}, {record.name}, ended on {record.ends_on:%-d %B %Y}; give its successor's code"
        )
    if code in before:
        return f"{code}, {record.name}, stands in the file twice"
    return None


def _set_up(database: Database, record: RegionRecord) -> Scope:
    """Make the region, all of it or nothing; gives the operator's scope in its office."""
    with unit_of_work(database, INSTALLING):
        unit = session(INSTALLING)
        taken = unit.scalar(select(Region.id).limit(1)) or unit.scalar(
            select(Authority.id).limit(1)
        )
        if taken is not None or any_person(INSTALLING):
            raise click.ClickException(
                "This database is not empty: it holds a region or people already. Install into an "
                "empty one. To invite people to this one, use: python -m regionqa people invite"
            )
        load_areas(INSTALLING)
        region_id = set_up_region(INSTALLING, record)
        unit.flush()  # the office is read back below
        office = unit.scalars(
            select(Authority.id).where(
                Authority.region_id == region_id, Authority.kind == AuthorityKind.REGIONAL_OFFICE
            )
        ).one()
    return operator_at(office, region_id, office=True)


def operator_at(authority_id: UUID, region_id: UUID, *, office: bool) -> Scope:
    """The operator's scope for the people of one authority."""
    return Scope(
        authority_id=authority_id,
        region_id=region_id,
        office=office,
        installation=True,
        operator=True,
        reason="the operator looks after people",
    )


def _invite(database: Database, scope: Scope, wanted: Sequence[tuple[str, Role]]) -> None:
    for email, role in wanted:
        try:
            with unit_of_work(database, scope):
                name = email.partition("@")[0]
                invitation = invite_person(scope, email=email, display_name=name, roles=[role])
        except RegionQAError as error:
            messages = error.details.get("errors") or error.message
            raise click.ClickException(f"{email}: {messages}. {LATER}") from error
        print_invitation(email, role.label, invitation)


def print_invitation(email: str, roles: str, invitation: Invitation) -> None:
    """Show the operator a link that works once; it is in the mail as well."""
    click.echo(f"{email} ({roles}), until {invitation.expires_at:%-d %B %Y %H:%M} UTC:")
    click.echo(f"  {invitation.link}")
