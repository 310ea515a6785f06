"""A real example of each id that stands in an address, made in one authority for one person."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.accounts.models import ApiToken, Membership, SignInSession
from regionqa.authorities.models import Service, SharingAgreement, Team
from regionqa.core import jobs
from regionqa.core.database import Database
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.indicators.models import IndicatorUpload
from tests.factories import benchmarking, frameworks, moderation, ratings, releases, visitors
from tests.factories.world import Place, World


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom an example is made."""

    database: Database
    place: Place
    person_id: UUID


Maker = Callable[[Owner], object]


def membership(owner: Owner) -> UUID:
    """Another person's membership in the same authority."""
    other = visitors.join(owner.database, {owner.place: ["auditor"]}, name="Kim Colleague")
    with unit_of_work(owner.database, visitors.JOINING, write=False):
        return (
            session(visitors.JOINING)
            .scalars(select(Membership.id).where(Membership.person_id == other))
            .one()
        )


def job(owner: Owner) -> UUID:
    """A piece of work asked for in the authority."""
    scope = owner.place.scope(person_id=owner.person_id)
    with unit_of_work(owner.database, scope):
        return jobs.enqueue(scope, "core.send_mail", {}, title="An example")


def sign_in_session(owner: Owner) -> UUID:
    """A session of the same person, or of nobody."""
    with unit_of_work(owner.database, visitors.JOINING, write=False):
        own = select(SignInSession.id).where(SignInSession.person_id == owner.person_id)
        return session(visitors.JOINING).scalars(own.limit(1)).first() or uuid4()


def api_token(owner: Owner) -> UUID:
    """A token of the person's programs."""
    visitors.api_token(owner.database, owner.person_id, owner.place)
    with unit_of_work(owner.database, visitors.JOINING, write=False):
        own = select(ApiToken.id).where(ApiToken.person_id == owner.person_id)
        return session(visitors.JOINING).scalars(own.limit(1)).one()


def neighbour(owner: Owner) -> UUID:
    """An authority of the owner's region."""
    return World.b.id if owner.place.region_id == World.a.region_id else owner.place.id


def service(owner: Owner) -> UUID:
    """A service of the authority."""
    scope = owner.place.scope(person_id=owner.person_id)
    with unit_of_work(owner.database, scope):
        row = Service(
            id=uuid4(), authority_id=owner.place.id, name="Assessment", start_date=date(2024, 4, 1)
        )
        session(scope).add(row)
        return row.id


def team(owner: Owner) -> UUID:
    """A team of the authority."""
    service_id = service(owner)
    scope = owner.place.scope(person_id=owner.person_id)
    with unit_of_work(owner.database, scope):
        row = Team(
            id=uuid4(),
            authority_id=owner.place.id,
            service_id=service_id,
            name="Assessment North",
            start_date=date(2024, 4, 1),
        )
        session(scope).add(row)
        return row.id


def agreement(owner: Owner) -> UUID:
    """A sharing agreement of the authority."""
    scope = owner.place.scope(person_id=owner.person_id)
    with unit_of_work(owner.database, scope):
        row = SharingAgreement(
            id=uuid4(),
            authority_id=owner.place.id,
            kind="memorandum",
            reference="An example",
            signatory="Director",
            signed_on=date(2024, 4, 1),
            review_on=date(2034, 4, 1),
        )
        session(scope).add(row)
        return row.id


def upload(owner: Owner) -> UUID:
    """A file of published figures that was read and waits."""
    scope = owner.place.scope(person_id=owner.person_id)
    with unit_of_work(owner.database, scope):
        row = IndicatorUpload(
            id=uuid4(),
            authority_id=owner.place.id,
            filename="example.csv",
            layout="An example",
            content_hash="0" * 64,
            count=0,
            readings=zlib.compress(b"[]"),
            added=0,
            changed=0,
            unchanged=0,
            created_at=now(),
            created_by=owner.person_id,
        )
        session(scope).add(row)
        return row.id


def ratings_draft(owner: Owner) -> UUID:
    """A draft of double-graded cases."""
    return ratings.draft(owner.database, owner.place.scope("qa_lead", person_id=owner.person_id))


def ratings_file(owner: Owner) -> UUID:
    """A file of double-graded cases with its report."""
    return ratings.file(owner.database, owner.place.scope("qa_lead", person_id=owner.person_id))


def round_of_region(owner: Owner) -> UUID:
    """A moderation round of the owner's region."""
    return moderation.add_round(owner.database, owner.place)


def tool_of_region(owner: Owner) -> UUID:
    """A moderation tool of the owner's region."""
    return moderation.add_tool(owner.database, owner.place)


def moderated_case(owner: Owner) -> UUID:
    """A case that the owner audits at home; for an office one that it looks after."""
    return moderation.add_case(owner.database, owner.place, owner.person_id)


def anchor(owner: Owner) -> UUID:
    """An anchor of the owner's region."""
    return moderation.add_anchor(owner.database, owner.place)


def own_tool(owner: Owner) -> UUID:
    """A draft of an authority's own tool."""
    return moderation.add_own_tool(owner.database, owner.place)


def tool_offer(owner: Owner) -> UUID:
    """A tool that an authority offers to the owner's office."""
    return moderation.add_offer(owner.database, owner.place)


def concern(owner: Owner) -> UUID:
    """A concern about a child of the authority."""
    return moderation.add_concern(owner.database, owner.place)


def colleague(owner: Owner) -> UUID:
    """Another person of the authority."""
    return visitors.join(owner.database, {owner.place: ["auditor"]}, name="Kim Colleague")


def monthly_draft(owner: Owner) -> UUID:
    """A file of monthly counts that was read and waits."""
    scope = owner.place.scope("qa_lead", person_id=owner.person_id)
    return benchmarking.draft(owner.database, scope)


def proposed_mapping(owner: Owner) -> UUID:
    """A mapping that waits for both; the office has one that a member proposed."""
    if owner.place == World.elsewhere:
        return benchmarking.mapping_row(owner.database, owner.place)
    place = World.a if owner.place.office else owner.place
    word = "".join(chr(97 + int(digit, 16)) for digit in uuid4().hex[:8])  # no case number
    tool = f"Tool {word}"
    return benchmarking.mapping(owner.database, place, accept=False, tool=tool)


def returned_month(owner: Owner) -> str:
    """A month of audits that the authority returned."""
    scope = owner.place.scope("qa_lead", person_id=owner.person_id)
    return benchmarking.month(owner.database, scope)


def fixed(value: object) -> Maker:
    """The same for everybody."""
    return lambda _owner: value


# By the name in the address, or by endpoint and name where the same name means different things.
MAKERS: dict[str, Maker] = {
    "membership_id": membership,
    "job_id": job,
    "session_id": sign_in_session,
    "token_id": api_token,
    "authority_id": neighbour,
    "token": fixed("no-such-token"),
    "filename": fixed("app.css"),
    "colour": fixed("1d70b8"),
    "code": fixed("cin_rate_10k"),
    "slug": fixed("hampshire"),
    "service_id": service,
    "team_id": team,
    "agreement_id": agreement,
    "upload_id": upload,
    "round_id": round_of_region,
    "anchor_id": anchor,
    "own_tool_id": own_tool,
    "offer_id": tool_offer,
    "moderation.practice_case:slug": fixed("lively-house"),
    "moderation.try_practice:slug": fixed("lively-house"),
    "tool_id": tool_of_region,
    "case_id": moderated_case,
    "slot_id": lambda _owner: uuid4(),
    "concern_id": concern,
    "person_id": colleague,
    "step": fixed("cancel"),
    "draft_id": ratings_draft,
    "file_id": ratings_file,
    "benchmarking.draft:draft_id": monthly_draft,
    "benchmarking.change_draft:draft_id": monthly_draft,
    "benchmarking.confirm_draft:draft_id": monthly_draft,
    "benchmarking.discard_draft:draft_id": monthly_draft,
    "position.figure:code": fixed("good_or_better"),
    "position.figure_csv:code": fixed("good_or_better"),
    "position.figure_xlsx:code": fixed("good_or_better"),
    "month": returned_month,
    "mapping_id": proposed_mapping,
    "release_id": lambda owner: releases.release(owner.database, owner.place),
    "other_id": lambda owner: releases.release(owner.database, owner.place),
    "definition_id": lambda owner: releases.series(owner.database, owner.place),
    "key": fixed(frameworks.KEY),
    "kind": fixed("csv"),
    "number": fixed(1),
    "first": fixed(1),
    "second": fixed(2),
    "owner_id": neighbour,
    "addition_id": lambda owner: frameworks.addition(owner.database, owner.place),
    "document_id": lambda owner: frameworks.document(owner.database, owner.place),
    "evidence_id": lambda owner: frameworks.evidence(owner.database, owner.place),
    "standard_id": lambda owner: frameworks.standard(owner.database, owner.place),
    "legacy_id": lambda _owner: uuid4(),
}

# Ids of what a member gives to its region's office to read: no secret there, but of other members.
GIVEN_TO_OFFICE = frozenset({"mapping_id"})

# Ids that are not one authority's: another authority's example is not another's secret.
# A moderation round and its tool are the region's, and so are releases and their series.
SHARED = frozenset(
    {
        "token",
        "filename",
        "colour",
        "code",
        "slug",
        "authority_id",
        "session_id",
        "round_id",
        "tool_id",
        "anchor_id",
        "release_id",
        "other_id",
        "definition_id",
        "step",
        "key",
        "kind",
        "number",
        "first",
        "second",
        "owner_id",
    }
)


def values_for(endpoint: str, names: frozenset[str], owner: Owner) -> dict[str, object]:
    """An example of each id in an address. Raises ``KeyError`` that says what to add."""
    found = {}
    for name in names:
        maker = MAKERS.get(f"{endpoint}:{name}") or MAKERS.get(name)
        if maker is None:
            raise KeyError(f"add a maker for {endpoint}:{name} to tests/factories/examples.py")
        found[name] = maker(owner)
    return found
