"""Packs: nothing is given out before it is attested, only readers open it, and keys end."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from regionqa.accounts import list_people
from regionqa.core.database import Database
from regionqa.core.errors import Conflict, NotFound, RegionQAError, Unprocessable
from regionqa.core.events import Event
from regionqa.core.keys import NotOpened
from regionqa.core.mail import Mail
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.exchange.documents import ScanResult, set_scanner
from regionqa.moderation import operations
from regionqa.moderation.models import Pack, PackCopy, PackOpening
from regionqa.moderation.operations import packs
from regionqa.moderation.operations.pack_readers import OpenedPack, open_pack
from regionqa.moderation.queries.packs import PackAtHome, pack_at_home, visible_pack
from regionqa.moderation.sealing import PackSeal
from tests.factories import visitors
from tests.factories.databases import Databases
from tests.factories.papers import a_pdf, a_word_document
from tests.factories.world import Place, World
from tests.moderation.region import CLEAN, KEYS, PLACES, START, Person, Region

NAMED = (
    "The plan for Maisie Thompson, born 4 May 2015, was reviewed.\n\n"
    "NHS 943 476 5919. She lives at 12 Elm Road, Ashdon. Maisie was seen by {auditor}.\n\n"
    "{home} and {other} met; reference R-001 was shared with the {home} team."
)


def first_case(region: Region) -> tuple[UUID, Place, Person, list[Person]]:
    """A case, its home, its lead and its two readers."""
    homes = region.homes()
    case_id = min(homes, key=str)
    return case_id, homes[case_id], region.leads[homes[case_id].id], region.assigned(case_id)


def at_home(region: Region, lead: Person, case_id: UUID) -> PackAtHome:
    return region.ask(lead, pack_at_home, KEYS, case_id)


def upload(region: Region, who: Person, case_id: UUID, data: bytes, name: str) -> PackAtHome:
    region.do(who, packs.upload_pack, KEYS, case_id, data=data, file_name=name)
    region.work()
    return at_home(region, who, case_id)


def attest(region: Region, who: Person, case_id: UUID, **changes: object) -> None:
    given = {"version": at_home(region, who, case_id).draft_version, "confirmed": True}
    region.do(who, packs.attest_pack, KEYS, case_id, **{**given, "in_words": "", **changes})
    region.work()


def opened(region: Region, who: Person, case_id: UUID, what: str = "text") -> OpenedPack:
    return region.do(who, open_pack, KEYS, case_id, what=what)


def cut(region: Region, who: Person, case_id: UUID) -> None:
    for what in ("text", "document"):
        with pytest.raises(NotFound):
            opened(region, who, case_id, what)


def test_a_name_left_in_is_found_and_the_pack_is_not_given_out(region: Region) -> None:
    region.begin()
    case_id, home, lead, (reader, _other) = first_case(region)
    other = next(place for place in region.places if place is not home)
    with unit_of_work(region.database, lead.scope, write=False):
        auditor = region.auditors[home.id]
        names = {one.person_id: one.display_name for one in list_people(lead.scope)}
    said = NAMED.format(home=home.name, other=other.name, auditor=names[auditor.id])
    seen = upload(region, lead, case_id, said.encode(), "pack.txt")
    assert seen.report is not None
    kinds = {one.kind: one for one in seen.report.found}
    assert set(kinds) >= {
        *("name", "date of birth", "NHS number", "address", "name alone"),
        *("authority", "case reference", "colleague’s name"),
    }
    assert kinds["NHS number"].places == ["Paragraph 2"]
    authorities = {one.words for one in seen.report.found if one.kind == "authority"}
    assert authorities == {home.name, other.name}
    with pytest.raises(Unprocessable) as refused:
        attest(region, lead, case_id)
    assert "findings are open" in refused.value.details["errors"]["findings"][0]
    cut(region, reader, case_id)
    assert region.ask(reader, visible_pack, case_id).number is None
    for one in seen.report.found:  # each is answered, with a reason; then somebody stands for it
        with pytest.raises(Unprocessable):
            region.do(lead, packs.answer_finding, KEYS, case_id, key=one.key, reason=" ")
        region.do(lead, packs.answer_finding, KEYS, case_id, key=one.key, reason="All made up")
    with pytest.raises(Unprocessable) as refused:
        attest(region, lead, case_id, confirmed=False)
    assert set(refused.value.details["errors"]) == {"confirmed"}
    with pytest.raises(Conflict):
        attest(region, lead, case_id, version=1)
    attest(region, lead, case_id)
    attested = at_home(region, lead, case_id).attested
    assert attested is not None
    assert "from the first page to the last" in (attested.attestation or "")
    assert attested.attested_by is not None
    assert opened(region, reader, case_id).blocks[0].text.startswith("The plan for")


def test_a_pack_without_a_text_layer_needs_the_attestation_in_words(region: Region) -> None:
    region.begin()
    case_id, _home, lead, (reader, _other) = first_case(region)
    seen = upload(region, lead, case_id, a_pdf("Words.", ""), "scan.pdf")
    assert seen.report is not None
    assert seen.report.unread == ["Page 2 has no text layer, so it could not be checked"]
    assert "page by page and picture by picture" in seen.attest
    with pytest.raises(Unprocessable) as refused:
        attest(region, lead, case_id)
    assert set(refused.value.details["errors"]) == {"in_words"}
    attest(region, lead, case_id, in_words="I looked at page 2 on paper and saw no name on it.")
    assert opened(region, reader, case_id, "document").document.startswith(b"%PDF")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_may_not_be_taken_in_is_refused_with_the_file_and_the_fix(region: Region) -> None:
    region.begin()
    case_id, _home, lead, _readers = first_case(region)
    macros = a_word_document("x", parts=[("word/vbaProject.bin", b"x")])
    wrong = {
        "a.docx": (macros, "Save it without them"),
        "b.pdf": (a_pdf("x", change=lambda w: w.encrypt("y")), "without a password"),
        "c.exe": (b"MZ\x90\x00", "Save it as PDF"),
        "d.pdf": (a_word_document("x"), "Give it the ending .docx"),
        "e.docx": (a_word_document("x", parts=[("w/b", b"0" * 210_000_000)]), "Save it anew"),
        "f.txt": (b"x" * 20_000_001, "may have 20 MB"),
        "g.txt": (b"<html>", "Save it as PDF"),
    }
    for name, (data, fix) in wrong.items():
        with pytest.raises(Unprocessable) as refused:
            region.do(lead, packs.upload_pack, KEYS, case_id, data=data, file_name=name)
        (message,) = refused.value.details["errors"]["file"]
        assert message.startswith(f"“{name}”: "), message
        assert fix in message
    set_scanner(lambda _data, _name: ScanResult(False, "Scanner 1", "a virus"))
    try:
        with pytest.raises(Unprocessable, match="problem"):
            region.do(lead, packs.upload_pack, KEYS, case_id, data=CLEAN, file_name="h.txt")
    finally:
        set_scanner(None)
    seen = upload(region, lead, case_id, a_pdf("x", change=_layers), "layers.pdf")
    (version,) = seen.versions
    assert version.state == "refused"
    assert version.ended_why is not None
    assert version.ended_why.startswith("“layers.pdf”: It has layers")
    assert "Print it to PDF" in version.ended_why


def _layers(writer: object) -> None:
    from pypdf.generic import DictionaryObject, NameObject

    root = writer.root_object  # type: ignore[attr-defined]  # a writer of PDF
    root[NameObject("/OCProperties")] = DictionaryObject()


def test_only_its_readers_open_a_pack_and_only_while_they_may(
    region: Region, database: Database
) -> None:
    region.open_call()
    for place in region.places:
        region.join(place)
    region.close_call()
    region.allocate()
    case_id, home, lead, (reader, other) = first_case(region)
    region.hand_in(case_id)
    cut(region, reader, case_id)  # allocated, and not open yet
    assert copies(database, reader.place, case_id) == 0
    region.go_to(START + timedelta(days=14))
    assert (
        opened(region, reader, case_id).blocks[0].text == "The plan was reviewed with the mother."
    )
    assert opened(region, lead, case_id).number == 1
    assert opened(region, region.auditors[home.id], case_id).number == 1
    colleague = next(one for one in region.readers[reader.place.id] if one is not reader)
    strangers = [colleague, region.leads[reader.place.id], region.coordinator]
    for who in strangers:
        with pytest.raises(RegionQAError):
            opened(region, who, case_id)
    region.do(
        reader, operations.declare_conflict, region.round_id, reason="recognised", case_id=case_id
    )
    cut(region, reader, case_id)  # in the same moment, before any job has run
    region.work()
    assert copies(database, reader.place, case_id) == 0
    assert opened(region, other, case_id).number == 1


def copies(database: Database, place: Place, case_id: UUID) -> int:
    scope = place.scope()
    with unit_of_work(database, scope, write=False):
        return session(scope).scalar(
            select(func.count()).select_from(PackCopy).where(PackCopy.case_id == case_id)
        )


def test_plain_sql_shows_packs_and_openings_to_those_they_belong_to_alone(
    databases: Databases, database: Database, region: Region
) -> None:
    region.begin()
    case_id, home, _lead, (reader, other) = first_case(region)
    region.hand_in(case_id)
    opened(region, reader, case_id)
    region.work()
    tables = ("moderation_packs", "moderation_pack_copies", "moderation_pack_openings")
    expected = {
        home: (1, 0, 0), reader.place: (0, 1, 1), other.place: (0, 1, 0),
        World.office: (0, 0, 0), World.elsewhere: (0, 0, 0),
    }  # fmt: skip
    for place, counts in expected.items():
        scope = place.scope()
        with unit_of_work(database, scope, write=False):
            unit = session(scope)
            orm = tuple(
                len(unit.scalars(select(kind)).all()) for kind in (Pack, PackCopy, PackOpening)
            )
            assert orm == counts, place.name
            if databases.kind == "postgresql":
                found = tuple(unit.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables)
                assert found == counts, place.name
    assert other.place not in (home, reader.place)


def test_an_opening_is_known_to_its_reader_and_to_the_home_after_the_reveal(
    region: Region, database: Database
) -> None:
    region.begin()
    case_id, home, lead, (reader, other) = first_case(region)
    region.hand_in(case_id)
    opened(region, reader, case_id)
    opened(region, reader, case_id, "document")
    region.work()
    assert at_home(region, lead, case_id).openings == ()
    tags = {place: events_of(database, place, "pack.opened") for place in (*PLACES, World.office)}
    assert {place.name: len(found) for place, found in tags.items() if found} == {
        reader.place.name: 2
    }
    assert region.ask(reader, visible_pack, case_id).opened_at is not None
    region.read_all(case_id, "good", "good", "good")
    told = at_home(region, lead, case_id).openings
    assert [(one.who, one.what) for one in told] == [
        ("Reader A", "document"), ("Reader A", "text")]  # fmt: skip
    assert region.ask(other, visible_pack, case_id).opened_at is None
    assert home not in (reader.place, other.place)


def events_of(database: Database, place: Place, tag: str) -> list[str]:
    scope = place.scope()
    with unit_of_work(database, scope, write=False):
        return list(session(scope).scalars(select(Event.fields).where(Event.tag == tag)))


def test_a_replaced_pack_keeps_its_history_and_tells_who_had_opened_it(
    region: Region, database: Database
) -> None:
    region.begin()
    case_id, _home, lead, (reader, other) = first_case(region)
    with unit_of_work(database, visitors.JOINING, write=False):
        asked = len(session(visitors.JOINING).scalars(select(Mail)).all())
    region.hand_in(case_id)
    opened(region, reader, case_id)
    with unit_of_work(database, visitors.JOINING, write=False):
        before = len(session(visitors.JOINING).scalars(select(Mail)).all())
    assert before - asked == 2, "it came while the case is read, so both readers are told"
    region.hand_in(case_id, b"Another text of the plan, with one more page.")
    seen = at_home(region, lead, case_id)
    assert [(one.number, one.state) for one in seen.versions] == [(2, "attested"), (1, "replaced")]
    assert region.ask(reader, visible_pack, case_id).changed
    assert not region.ask(other, visible_pack, case_id).changed
    with unit_of_work(database, visitors.JOINING, write=False):
        mails = list(session(visitors.JOINING).scalars(select(Mail).order_by(Mail.created_at)))
    assert [one.template for one in mails[before:]] == ["moderation.changed"]
    assert opened(region, reader, case_id).number == 2
    assert not region.ask(reader, visible_pack, case_id).changed
    assert copies(database, reader.place, case_id) == 1


def held(database: Database, place: Place, case_id: UUID) -> Pack:
    scope = place.scope()
    with unit_of_work(database, scope, write=False):
        return session(scope).scalars(select(Pack).where(Pack.case_id == case_id)).all()[-1]


def test_a_pack_is_encrypted_bound_to_its_place_and_its_key_is_no_row(
    region: Region, database: Database
) -> None:
    region.begin()
    case_id, home, _lead, _readers = first_case(region)
    region.hand_in(case_id)
    pack = held(database, home, case_id)
    for part in (pack.document, pack.text, pack.report):
        assert part is not None
        assert b"reviewed" not in part
        assert b"pack.txt" not in part
    key = KEYS.get(pack.key_id)
    assert PackSeal(key, pack.id, case_id, 1).open(pack.document or b"", "document") == CLEAN
    for wrong in (
        PackSeal(key, uuid4(), case_id, 1),
        PackSeal(key, pack.id, uuid4(), 1),
        PackSeal(key, pack.id, case_id, 2),
    ):
        with pytest.raises(NotOpened):
            wrong.open(pack.document or b"", "document")
    with pytest.raises(NotOpened):
        PackSeal(key, pack.id, case_id, 1).open(pack.document or b"", "text")
