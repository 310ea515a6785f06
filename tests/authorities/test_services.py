"""Services, teams and agreements: dated, with successors, one authority's own."""

from datetime import date
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from regionqa.authorities import AgreementKind, missing_agreements, operations, queries
from regionqa.authorities.roles import Role
from regionqa.authorities.schemas import AgreementSchema, EndSchema, ServiceSchema, iso_day
from regionqa.core.database import Database
from regionqa.core.errors import Forbidden, NotFound, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from tests.conftest import Browse
from tests.factories.world import World

LEAD = World.a.scope(Role.QA_LEAD)
BEGAN, ENDED = date(2024, 4, 1), date(2026, 3, 31)


def opened(database: Database, name: str = "Assessment", scope: Scope = LEAD) -> UUID:
    with unit_of_work(database, scope):
        return operations.open_service(scope, name, BEGAN)


def listed(database: Database, scope: Scope = LEAD) -> list[queries.ServiceView]:
    with unit_of_work(database, scope, write=False):
        return queries.list_services(scope)


def test_a_service_ends_with_its_teams_and_is_followed(database: Database) -> None:
    old, new = opened(database), opened(database, "Family Help")
    with unit_of_work(database, LEAD):
        operations.open_team(LEAD, old, "North", BEGAN)
        operations.open_team(LEAD, new, "First", date(2025, 4, 1))
    with unit_of_work(database, LEAD):
        operations.end_service(LEAD, old, ENDED, new)
    family, assessment = listed(database)
    assert (family.name, family.end_date) == ("Family Help", None)
    assert (assessment.end_date, assessment.successor) == (ENDED, "Family Help")
    assert [team.end_date for team in assessment.teams] == [ENDED]
    assert [team.end_date for team in family.teams] == [None]


def test_a_team_that_begins_after_the_last_day_ends_on_its_first(database: Database) -> None:
    service = opened(database)
    with unit_of_work(database, LEAD):
        operations.open_team(LEAD, service, "Late", date(2026, 4, 15))
        operations.end_service(LEAD, service, ENDED)
    assert listed(database)[0].teams[0].end_date == date(2026, 4, 15)


@pytest.mark.parametrize(
    ("field", "act"),
    [
        ("name", lambda s: operations.open_service(LEAD, "Assessment", BEGAN)),
        ("start_date", lambda s: operations.open_team(LEAD, s, "Early", date(2020, 1, 1))),
        ("end_date", lambda s: operations.end_service(LEAD, s, date(2024, 3, 31))),
        ("successor_id", lambda s: operations.end_service(LEAD, s, ENDED, s)),
    ],
)
def test_what_cannot_be_is_refused_by_field(database: Database, field: str, act: object) -> None:
    service = opened(database)
    with pytest.raises(Unprocessable) as refused, unit_of_work(database, LEAD):
        act(service)
    assert set(refused.value.details["errors"]) == {field}
    assert listed(database)[0].end_date is None


def test_ended_stays_ended_and_its_name_is_free(database: Database) -> None:
    service = opened(database)
    with unit_of_work(database, LEAD):
        operations.end_service(LEAD, service, ENDED)
    with pytest.raises(Unprocessable, match="problem"), unit_of_work(database, LEAD):
        operations.end_service(LEAD, service, ENDED)
    with pytest.raises(Unprocessable), unit_of_work(database, LEAD):
        operations.open_team(LEAD, service, "North", BEGAN)
    with unit_of_work(database, LEAD):
        operations.open_service(LEAD, "Assessment", date(2026, 4, 1))
    assert [s.end_date for s in listed(database)] == [None, ENDED]


def test_another_authority_sees_and_changes_nothing(database: Database) -> None:
    service = opened(database)
    other = World.b.scope(Role.QA_LEAD)
    assert listed(database, other) == []
    for act in (
        lambda: operations.end_service(other, service, ENDED),
        lambda: operations.open_team(other, service, "North", BEGAN),
        lambda: queries.get_service(other, service),
    ):
        with pytest.raises(NotFound), unit_of_work(database, other):
            act()
    assert listed(database)[0].end_date is None


def test_who_does_not_run_services_changes_none(database: Database) -> None:
    auditor = World.a.scope(Role.AUDITOR)
    with pytest.raises(Forbidden), unit_of_work(database, auditor):
        operations.open_service(auditor, "Assessment", BEGAN)


def record(database: Database, kind: AgreementKind, signed: date, review: date) -> UUID:
    with unit_of_work(database, LEAD):
        return operations.record_agreement(LEAD, kind, "REF/1", "Director", signed, review)


def test_agreements_are_missing_until_all_three_are_in_force(database: Database) -> None:
    today = date(2026, 11, 21)
    ids = [record(database, k, date(2026, 1, 1), date(2027, 1, 1)) for k in AgreementKind]
    with unit_of_work(database, LEAD):
        assert missing_agreements(LEAD, today) == []
        assert missing_agreements(LEAD, date(2027, 1, 2)) == list(AgreementKind)
        assert missing_agreements(LEAD, date(2025, 12, 31)) == list(AgreementKind)
        operations.end_agreement(LEAD, ids[0], today)
    with unit_of_work(database, LEAD, write=False):
        assert missing_agreements(LEAD, today) == [AgreementKind.MEMORANDUM]
        standings = {a.id: a.standing for a in queries.list_agreements(LEAD, today)}
    assert standings == {ids[0]: "ended", ids[1]: "in_force", ids[2]: "in_force"}
    with unit_of_work(database, World.b.scope(Role.QA_LEAD), write=False) as work:
        assert len(missing_agreements(work.scope, today)) == 3


def test_an_agreement_ends_once_and_not_before_it_began(database: Database) -> None:
    held = record(database, AgreementKind.MEMORANDUM, date(2026, 1, 1), date(2027, 1, 1))
    with pytest.raises(Unprocessable), unit_of_work(database, LEAD):
        operations.end_agreement(LEAD, held, date(2025, 1, 1))
    with unit_of_work(database, LEAD):
        operations.end_agreement(LEAD, held, date(2026, 6, 1))
    with pytest.raises(Unprocessable), unit_of_work(database, LEAD):
        operations.end_agreement(LEAD, held, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1/4/2026", "2026-04-01"),
        (" 21 / 11 / 2026 ", "2026-11-21"),
        ("2026-04-01", "2026-04-01"),
        ("31/2/2026", "2026-02-31"),
        ("soon", "soon"),
        ("1/x/2026", "1/x/2026"),
    ],
)
def test_days_as_people_write_them(text: str, iso: str) -> None:
    assert iso_day(text) == iso


def test_forms_say_what_is_wrong_with_each_field() -> None:
    service = ServiceSchema().validate({"name": "", "start_date": "31/2/2026"})
    assert service == {
        "name": ["Write the name of the service"],
        "start_date": ["Write a real day, such as 21/11/2026"],
    }
    assert ServiceSchema().validate({"name": "x" * 81, "start_date": "1/4/0026"}) == {
        "name": ["Write 1 to 80 characters"],
        "start_date": ["The day must be after 1948"],
    }
    assert EndSchema().validate({"successor_id": "x"}) == {
        "end_date": ["Write the last day"],
        "successor_id": ["Select what follows it from the list"],
    }
    agreement = {
        "kind": "memorandum",
        "reference": "R",
        "signatory": "Director",
        "signed_on": "1/4/2026",
    }
    assert AgreementSchema().validate(agreement | {"review_on": "1/4/2026"}) == {
        "review_on": ["The review must be after the signing"]
    }
    assert AgreementSchema().validate({"kind": "handshake"})["kind"] == ["Select what it is"]


@pytest.fixture
def lead(browse_as: Browse, app) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    yield browse_as("qa_lead")
    app.config["WTF_CSRF_ENABLED"] = True


def test_the_pages_set_up_services(lead: FlaskClient) -> None:
    assert "No service is set up yet" in lead.get("/services/").text
    wrong = lead.post("/services/add", data={"name": "", "start_date": "1/4/2024"})
    assert wrong.status_code == 422
    assert "Write the name of the service" in wrong.text
    made = lead.post("/services/add", data={"name": "Assessment", "start_date": "1/4/2024"})
    assert made.status_code == 302
    again = lead.post("/services/add", data={"name": "Assessment", "start_date": "1/4/2024"})
    assert again.status_code == 422
    assert "Assessment is open already" in again.text
    page = lead.get("/services/").text
    assert "From 1 April 2024" in page
    service = page[page.index("/end") - 36 : page.index("/end")]
    team = lead.post(
        "/services/teams/add",
        data={"service_id": service, "name": "North", "start_date": "1/4/2024"},
    )
    assert team.status_code == 302
    assert "North" in lead.get("/services/").text
    early = lead.post(f"/services/{service}/end", data={"end_date": "1/1/2020"})
    assert early.status_code == 422
    assert "cannot end before it began" in early.text
    assert lead.post(f"/services/{service}/end", data={"end_date": "31/3/2026"}).status_code == 302
    assert "Ended" in lead.get("/services/").text


def test_the_pages_record_agreements(lead: FlaskClient) -> None:
    assert "Agreements to record" in lead.get("/").text
    form = {
        "kind": "data_sharing",
        "reference": "DSA/1",
        "signatory": "Director",
        "signed_on": "1/4/2026",
        "review_on": "31/3/2036",
    }
    wrong = lead.post("/agreements/add", data=form | {"review_on": "1/4/2020"})
    assert wrong.status_code == 422
    assert "The review must be after the signing" in wrong.text
    assert lead.post("/agreements/add", data=form).status_code == 302
    page = lead.get("/agreements/").text
    assert "DSA/1" in page
    assert "In force" in page
    assert "Not in force: memorandum of understanding, data protection impact assessment" in page
