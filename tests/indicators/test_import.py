"""Taking figures in: all or nothing, again without doubling, by page, by job and by command."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import func, select

from regionqa.authorities import load_areas
from regionqa.background import declare_every_job
from regionqa.cli import main
from regionqa.core.errors import Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.core.worker import run_all
from regionqa.indicators import load_reference_figures
from regionqa.indicators.figures import figure_text
from regionqa.indicators.models import PublishedValueRow
from regionqa.indicators.operations import import_file
from regionqa.indicators.reference_tables import file_layouts
from regionqa.symbols import Symbol
from tests.indicators.conftest import Published
from tests.indicators.dfe_layout import many_rows, published_file, rows_of, written

OPERATOR = Scope.for_operator("import figures for tests")
WORKFORCE = file_layouts()["workforce"]


def rows_held(everything: Published) -> int:
    with unit_of_work(everything.database, OPERATOR, write=False):
        return session(OPERATOR).scalar(select(func.count()).select_from(PublishedValueRow)) or 0


def figure(everything: Published, indicator: str, year: int, area: str) -> str | None:
    with unit_of_work(everything.database, OPERATOR, write=False):
        return session(OPERATOR).scalar(
            select(PublishedValueRow.figure).where(
                PublishedValueRow.indicator_code == indicator,
                PublishedValueRow.year == year,
                PublishedValueRow.area_code == area,
            )
        )


def workforce(year: int, **changed: str) -> bytes:
    rows = [r | {"time_period": str(year)} | changed for r in rows_of(WORKFORCE, [2025])]
    return written(rows, WORKFORCE.columns)


def test_loading_again_changes_nothing(everything: Published) -> None:
    before = rows_held(everything)
    with unit_of_work(everything.database, OPERATOR):
        assert not load_areas(OPERATOR).any
        again = load_reference_figures(OPERATOR)
    assert not again.any
    assert again.unchanged >= 47_011
    assert rows_held(everything) == before


def test_a_published_file_is_held_already(everything: Published) -> None:
    before = rows_held(everything)
    for name in ("referrals", "plan_duration", "workforce"):
        with unit_of_work(everything.database, OPERATOR):
            changes = import_file(OPERATOR, f"{name}.csv", published_file(name))
        assert not changes.any, name
        assert changes.unchanged > 2_000
    assert rows_held(everything) == before


def test_one_bad_cell_keeps_the_whole_file_out(everything: Published) -> None:
    before = rows_held(everything)
    bad = workforce(2019).replace(b",11.8,", b",11.8?,", 1)
    with pytest.raises(Unprocessable) as refused, unit_of_work(everything.database, OPERATOR):
        import_file(OPERATOR, "bad.csv", bad)
    problems = refused.value.details["problems"]
    assert isinstance(problems, tuple)
    assert "“11.8?” is neither a number" in problems[0].message
    assert rows_held(everything) == before


def test_forty_thousand_figures_at_once(everything: Published) -> None:
    rows = many_rows(WORKFORCE, [*range(2000, 2017), 2026, 2027])
    extra = rows_of(WORKFORCE, [2023, 2024])
    content = written([*rows, *extra], WORKFORCE.columns)
    before = rows_held(everything)
    with unit_of_work(everything.database, OPERATOR):
        changes = import_file(OPERATOR, "big.csv", content, "workforce")
    with unit_of_work(everything.database, OPERATOR):
        session(OPERATOR).execute(
            PublishedValueRow.__table__.delete().where(
                PublishedValueRow.year.in_([*range(2000, 2017), 2026, 2027])
            )
        )
    assert changes.added + changes.changed + changes.unchanged > 37_000
    assert rows_held(everything) == before


def upload(client: FlaskClient, content: bytes, name: str = "file.csv", layout: str = "") -> object:
    return client.post(
        "/figures/import",
        data={"file": (io.BytesIO(content), name), "layout": layout},
        content_type="multipart/form-data",
    )


@pytest.fixture
def operator(everything: Published) -> FlaskClient:
    everything.app.config["WTF_CSRF_ENABLED"] = False
    yield everything.browse("South East regional office", "operator")
    everything.app.config["WTF_CSRF_ENABLED"] = True


def test_a_file_is_looked_at_then_taken_in_by_a_job(
    everything: Published, operator: FlaskClient
) -> None:
    declare_every_job()
    answer = upload(operator, workforce(2026, turnover_rate_fte="9.9"))
    assert answer.status_code == 302
    preview = operator.get(answer.location)
    assert "The file has no problem." in preview.text
    assert figure(everything, "sw_turnover_fte_pct", 2026, "E10000014") is None
    started = operator.post(f"{answer.location}/take-in")
    assert "/work/" in started.location
    assert run_all(everything.database, everything.app.config) >= 1
    done = operator.get(started.location)
    assert done.location == answer.location
    assert "See the figures" in operator.get(answer.location).text
    assert figure(everything, "sw_turnover_fte_pct", 2026, "E10000014") == "9.9"
    reader = everything.browse("Hampshire", "dcs")
    assert "figure for 2026 is 9.9%" in reader.get("/figures/sw_turnover_fte_pct").text
    assert operator.post(f"{answer.location}/take-in").status_code == 409
    assert operator.post(f"{answer.location}/discard").status_code == 409
    with unit_of_work(everything.database, OPERATOR):
        session(OPERATOR).execute(
            PublishedValueRow.__table__.delete().where(PublishedValueRow.year == 2026)
        )
        load_reference_figures(OPERATOR)


def test_a_file_can_be_thrown_away(operator: FlaskClient) -> None:
    answer = upload(operator, workforce(2027))
    assert operator.post(f"{answer.location}/discard").status_code == 302
    assert operator.get(answer.location).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "layout", "said"),
    [
        (b"", "empty.csv", "", "empty"),
        (b"a,b\n1,2\n", "other.csv", "", "has the columns of no file that is known here"),
        (b"a,b\n1,2\n", "other.csv", "referrals", "The file has no column “time_period”"),
        (b"a,b\n1,2\n", "other.csv", "nonsense", "Select a kind of file from the list"),
        (b"PK\x03\x04 no workbook", "x.xlsx", "", "There is a problem"),
        (b"\xff\xfe\x00", "x.csv", "", "There is a problem"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(
    operator: FlaskClient, content: bytes, name: str, layout: str, said: str
) -> None:
    answer = upload(operator, content, name, layout)
    assert answer.status_code == 422
    assert said in answer.text


def test_no_file_chosen(operator: FlaskClient) -> None:
    answer = operator.post("/figures/import", data={})
    assert answer.status_code == 422
    assert "Select a file" in answer.text


def test_problems_are_listed_by_row(operator: FlaskClient) -> None:
    rows = rows_of(WORKFORCE, [2025])[:5]
    rows[3] = rows[3] | {"new_la_code": "E99999999", "geographic_level": "Local authority"}
    answer = upload(operator, written(rows, WORKFORCE.columns))
    assert answer.status_code == 422
    assert "Row 5, new_la_code" in answer.text
    assert "is known by the code “E99999999”" in answer.text


def test_the_command_takes_files_in_and_says_what_it_did(
    everything: Published, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(published_file("referrals"))
    bad.write_bytes(workforce(2019).replace(b",11.8,", b",11.8?,", 1))
    monkeypatch.setattr(
        "regionqa.cli.import_indicators.installation_settings",
        lambda: {
            "DATABASE_URL": everything.database.url.render_as_string(hide_password=False),
            "DATABASE_POOL_SIZE": 1,
        },
    )
    done = CliRunner().invoke(main, ["import-indicators", str(good)])
    assert done.exit_code == 0, done.output
    assert "Nothing changed: 2,470 figures" in done.output
    refused = CliRunner().invoke(main, ["import-indicators", str(bad)])
    assert refused.exit_code == 1
    assert "Row " in refused.output
    assert "11.8?" in refused.output


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("41.0"), "41"),
        (Decimal("0.0"), "0"),
        (Decimal(1000), "1000"),
        (Decimal("7.60"), "7.6"),
        (Symbol.LOW, "low"),
        (Symbol.UNKNOWN, "-"),
    ],
)
def test_a_figure_has_one_text(value: Decimal | Symbol, text: str) -> None:
    assert figure_text(value) == text


def test_today_is_the_limit_of_years(everything: Published) -> None:
    far = workforce(datetime.now(UTC).year + 2)
    with pytest.raises(Unprocessable), unit_of_work(everything.database, OPERATOR):
        import_file(OPERATOR, "far.csv", far)
