"""The operator's commands: installing a region, and looking after people."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from regionqa import accounts, migrate
from regionqa.accounts.models import Membership, Person, SignInSession
from regionqa.authorities import Authority, AuthorityKind, Region, Role
from regionqa.cli import main
from regionqa.core.database import Database
from regionqa.core.jobs import Job
from regionqa.core.mail import Mail
from tests.accounts.people import ADDRESS, PASSWORD, enter, join, rows
from tests.factories.databases import Databases
from tests.factories.world import World

ROOT = Path(__file__).resolve().parents[2]
LEAD, OPERATOR = "ruth@region.test", "ops@host.test"
LINK = re.compile(r"http://localhost/invitation/(\S+)")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    """Run a command against a database."""

    def run_command(url: str, *arguments: str) -> Result:
        monkeypatch.setenv("REGIONQA_ENVIRONMENT", "testing")
        monkeypatch.setenv("REGIONQA_DATABASE_URL", url)
        return CliRunner().invoke(main, arguments)

    return run_command


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file just migrated, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "migrated.db"
    migrate.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def empty(migrated: Path, tmp_path: Path):
    """A database just migrated, and its address."""
    copied = shutil.copyfile(migrated, tmp_path / "installed.db")
    url = f"sqlite:///{copied}"
    database = Database(url)
    yield database, url
    database.dispose()


def test_a_statistical_region_is_installed_with_its_first_people(empty, run) -> None:
    database, url = empty
    done = run(url, "install", "--region-code", "E12000008", "--lead", LEAD, "--operator", OPERATOR)
    assert done.exit_code == 0, done.output
    assert "South East: 19 authorities and South East regional office." in done.output
    assert done.output.rstrip().endswith("come next: python -m regionqa load-reference")
    [region] = rows(database, Region)
    assert (region.name, region.code) == ("South East", "E12000008")
    offices = rows(database, Authority, Authority.kind == AuthorityKind.REGIONAL_OFFICE)
    assert [office.name for office in offices] == ["South East regional office"]
    assert len(rows(database, Authority)) == 20
    lead_token, operator_token = LINK.findall(done.output)
    accounts.accept_invitation(database, lead_token, display_name="Ruth", password=PASSWORD)
    accounts.accept_invitation(database, operator_token, display_name="Ops", password=PASSWORD)
    who = accounts.resolve(database, enter(database, LEAD).token)
    assert who.scope.office
    assert who.scope.roles == {Role.REGIONAL_LEAD}
    assert accounts.resolve(database, enter(database, OPERATOR).token).scope.roles == {"operator"}
    assert {mail.address for mail in rows(database, Mail)} == {LEAD, OPERATOR}


def test_an_own_list_of_authorities_is_installed(empty, run, tmp_path: Path) -> None:
    database, url = empty
    file = tmp_path / "solent.csv"
    file.write_text("# Solent\nE06000044,Portsmouth\n\nE06000045 Southampton\nE10000014\n")
    done = run(url, "install", "--region", "Solent", "--authorities", str(file), "--lead", LEAD)
    assert done.exit_code == 0, done.output
    names = {row.name for row in rows(database, Authority)}
    assert names == {"Portsmouth", "Southampton", "Hampshire", "Solent regional office"}


def test_a_database_that_is_not_empty_is_refused(empty, run) -> None:
    database, url = empty
    first = run(url, "install", "--region-code", "E12000008", "--lead", LEAD)
    assert first.exit_code == 0
    again = run(url, "install", "--region-code", "E12000009", "--lead", LEAD)
    assert again.exit_code == 1
    assert "not empty" in again.output
    assert len(rows(database, Region)) == 1
    assert len(rows(database, Person)) == 1


def test_a_worker_of_its_own_mails_links_to_the_public_address_and_tidies(
    database: Database, databases: Databases
) -> None:
    join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    accounts.request_reset(database, "sam@ambermouth.test", ADDRESS)
    environment = {
        **os.environ,
        "REGIONQA_ENVIRONMENT": "testing",
        "REGIONQA_DATABASE_URL": databases.database_url,
        "REGIONQA_PUBLIC_URL": "https://qa.example.test",
    }
    command = [sys.executable, "-m", "regionqa", "worker", "--once"]
    subprocess.run(command, env=environment, check=True, cwd=ROOT, capture_output=True, timeout=60)
    [mail] = rows(database, Mail, Mail.template.contains("reset"))
    assert mail.link.startswith("https://qa.example.test/reset-password/")
    [tidied] = rows(database, Job, Job.name == "accounts.tidy")
    assert tidied.done_at is not None


def test_a_database_without_tables_or_without_a_server_is_named(tmp_path: Path, run) -> None:
    for arguments in (("install", "--region-code", "E12000008", "--lead", LEAD), ("worker",)):
        done = run(f"sqlite:///{tmp_path / 'new.db'}", *arguments)
        assert done.exit_code == 1
        assert done.output == (
            "Error: This database has no tables yet. Make them first: python -m regionqa migrate\n"
        )
    done = run(f"postgresql://nobody@/nothing?host={tmp_path}", "events", "verify")
    assert done.exit_code == 1
    assert done.output.startswith("Error: The database of REGIONQA_DATABASE_URL does not answer: ")
    assert done.output.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--region-code", "E12999999", "--lead", LEAD), "E12999999 is no region"),
        (("--region-code", "E12000008", "--lead", "nobody"), "nobody is not an email address"),
        (("--region-code", "E12000008"), "Missing option '--lead'"),
        (
            ("--region-code", "E12000008", "--lead", LEAD, "--operator", "Ruth@region.test"),
            "Ruth@region.test is given twice",
        ),
        (("--lead", LEAD), "Give --region-code, or --region with --authorities"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_makes_nothing(empty, run, arguments, said) -> None:
    database, url = empty
    refused = run(url, "install", *arguments)
    assert refused.exit_code == 2
    assert said in refused.output
    assert rows(database, Region) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("E10000014\nE10000014\n", "line 2: E10000014, Hampshire, stands in the file twice"),
        ("E10000014\n", "the file is not UTF-8 text"),
        ("# none\n", "the file names no authority"),
        ("E10000014\nHampshire\n", "line 2: Hampshire is no authority's GSS code"),
        ("E10000009\n", "line 1: E10000009, Dorset (county council), ended on 31 March 2019"),
    ],
)
def test_a_file_of_authorities_is_refused_by_line(
    empty, run, tmp_path: Path, text: str, said: str
) -> None:
    database, url = empty
    file = tmp_path / "list.txt"
    file.write_bytes(text.encode("utf-16" if "UTF-8" in said else "utf-8"))
    refused = run(url, "install", "--region", "X", "--authorities", str(file), "--lead", LEAD)
    assert refused.exit_code == 2
    assert said in re.sub(r"\s+", " ", refused.output)
    assert rows(database, Region) == []


def test_the_operator_looks_after_people_one_authority_at_a_time(
    database: Database, databases: Databases, run
) -> None:
    url = databases.database_url
    join(database, World.a, "sam@ambermouth.test", Role.QA_LEAD)
    join(database, World.b, "kim@brackenshire.test", Role.AUDITOR, name="Kim Lee")
    listed = run(url, "people", "list", "--authority", "ambermouth")
    assert "Sam Okoro: QA lead (joined 20" in listed.output
    assert "Kim" not in listed.output
    invited = run(
        url, "people", "invite", "--authority", "E06999900", "new@ambermouth.test",
        "--role", "auditor", "--name", "New Person",
    )  # fmt: skip
    [first] = LINK.findall(invited.output)
    again = run(url, "people", "invite-again", "--authority", "990", "new@ambermouth.test")
    [second] = LINK.findall(again.output)
    with pytest.raises(accounts.LinkUnusable):
        accounts.accept_invitation(database, first, display_name="New", password=PASSWORD)
    accounts.accept_invitation(database, second, display_name="New", password=PASSWORD)
    removed = run(url, "people", "remove", "--authority", "Ambermouth", "sam@ambermouth.test")
    assert removed.output == "sam@ambermouth.test no longer belongs to Ambermouth.\n"
    assert run(url, "people", "forget", "sam@ambermouth.test").exit_code == 0
    assert len(rows(database, Membership, Membership.left_at.is_not(None))) == 1


def test_the_operator_gives_somebody_another_address(
    database: Database, databases: Databases, run
) -> None:
    url = databases.database_url
    join(database, World.a, "sam@old.test", Role.AUDITOR)
    join(database, World.a, "kim@new.test", Role.AUDITOR)
    token = enter(database, "sam@old.test").token
    taken = run(url, "people", "change-email", "sam@old.test", "KIM@new.test")
    assert "Somebody else has the address" in taken.output
    done = run(url, "people", "change-email", "sam@old.test", "Sam@new.test")
    assert done.output == "sam@old.test is now Sam@new.test.\n"
    assert accounts.resolve(database, token) is None
    with pytest.raises(accounts.WrongCredentials):
        enter(database, "sam@old.test")
    assert enter(database, "sam@new.test")


def test_the_operator_ends_sessions_everywhere(
    database: Database, databases: Databases, run
) -> None:
    url = databases.database_url
    join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    token = enter(database, "sam@ambermouth.test").token
    assert run(url, "people", "sign-out", "sam@ambermouth.test").output == "1 session ended.\n"
    assert accounts.resolve(database, token) is None
    assert len(rows(database, SignInSession)) == 1
    assert run(url, "people", "tidy").output == "0 rows deleted.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "--authority", "nowhere"), "0 authorities are known by nowhere"),
        (("remove", "--authority", "Ambermouth", "no@one.test"), "Nobody in Ambermouth"),
        (("sign-out", "no@one.test"), "Nobody has the address no@one.test"),
        (("forget", "kim@brackenshire.test"), "has not left"),
        (
            ("invite", "--authority", "Ambermouth", "a@b.test", "--role", "regional_lead"),
            "You may not give this role",
        ),
        (
            ("invite", "--authority", "Brackenshire", "kim@brackenshire.test", "--role", "dcs"),
            "is a member already",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    database: Database, databases: Databases, run, arguments, said: str
) -> None:
    join(database, World.b, "kim@brackenshire.test", Role.AUDITOR)
    refused = run(databases.database_url, "people", *arguments)
    assert refused.exit_code == 1
    assert said in refused.output
    assert refused.output.startswith("Error: ")
    assert len(refused.output.splitlines()) == 1
