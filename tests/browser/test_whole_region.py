"""The demonstration's round of all authorities is added to what is there, once."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import config
from regionqa.authorities import Role
from regionqa.benchmarking.queries import releases as reading
from regionqa.cli.demonstration import prepare
from regionqa.cli.demonstration.scopes import lead_of
from regionqa.cli.settings import authority_list
from regionqa.core.database import Database
from regionqa.core.unit_of_work import unit_of_work
from regionqa.moderation.queries.rounds import list_rounds
from tests.browser.conftest import Demonstration

TITLE = "Moderation, "


def _copied(served: Path, folder: Path) -> dict[str, Any]:
    with (
        closing(sqlite3.connect(served)) as there,
        closing(sqlite3.connect(folder / "demonstration.db")) as copy,
    ):
        there.backup(copy)
    return config.load("demonstration", {"REGIONQA_DATA_FOLDER": str(folder)})


def test_a_round_of_all_authorities_and_its_release_are_added_once(
    demonstration: Demonstration, tmp_path: Path
) -> None:
    settings = _copied(Path(demonstration.folder) / "demonstration.db", tmp_path)
    for _ in range(2):
        prepare(settings, fresh=False, whole_region=True)
    database = Database(settings["DATABASE_URL"])
    places = authority_list(database)
    members = {place.id for place in places if not place.is_office}
    office = lead_of(
        database, next(place for place in places if place.is_office), Role.REGIONAL_LEAD
    )
    with unit_of_work(database, office, write=False):
        rounds = [one for one in list_rounds(office) if one.title == "Spring round"]
        (release,) = [one for one in reading.list_releases(office) if one.title.startswith(TITLE)]
        standings = reading.list_standings(office, release.id)
        (look,) = reading.list_looks(office, release.id)
    assert [(one.state, one.synthetic) for one in rounds] == [("published", True)]
    assert set(standings) == members
    for one in standings.values():
        assert one.measures == {"exact_agreement": "given", "grades_changed": "given"}
        assert one.synthetic
    assert (release.state, look.outcome) in {("published", "passed"), ("refused", "refused")}
    assert release.synthetic
    database.dispose()
