"""Reading files in the department's layout: every figure kept, every fault named."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.authorities.reference_tables import reference_areas
from regionqa.exchange import FileRefused, read_table
from regionqa.indicators.dfe_files import (
    DfeContent,
    FileLayout,
    fitting_layouts,
    read_dfe_table,
    reporting_year,
)
from regionqa.indicators.reference_tables import file_layouts, indicators, published_values
from regionqa.symbols import Symbol, parse_value
from tests.indicators.dfe_layout import (
    HEAD,
    Row,
    many_rows,
    place,
    published_file,
    rows_of,
    written,
)

LAYOUT = file_layouts()["referrals"]
COLUMN = "rereferral_percent"


def read(content: bytes, layout: FileLayout = LAYOUT) -> DfeContent:
    table = read_table(content, "file.csv")
    return read_dfe_table(table, layout, reference_areas(), indicators(), 2026)


def row(code: str = "E10000014", **cells: str) -> Row:
    """A good row of Hampshire, with some cells changed."""
    found = {"time_period": "2025", "time_identifier": "Reporting year"}
    found |= place(reference_areas().get_area(code))
    return found | dict.fromkeys(LAYOUT.columns, "1") | cells


def read_rows(*rows: Row) -> DfeContent:
    return read(written(rows, LAYOUT.columns))


@pytest.mark.parametrize(
    ("name", "count"),
    [("referrals", 494 * 5), ("plan_duration", 494 * 7), ("workforce", 489 * 11)],
)
def test_a_published_file_is_read_whole(name: str, count: int) -> None:
    layout = file_layouts()[name]
    content = read(published_file(name), layout)
    assert content.problems == ()
    assert content.may_be_saved
    found = {(r.indicator, r.area.code, r.year): r.value for r in content.readings}
    areas = reference_areas()
    expected = {
        (v.indicator, areas.get_area(v.area).code, v.year): parse_value(v.text)
        for code in layout.columns.values()
        for v in published_values(code)
        if v.year >= 2023
    }
    assert found == expected
    assert len(found) == count


def test_known_layouts_are_recognised_by_their_columns() -> None:
    for name in ("referrals", "plan_duration", "workforce", "children_in_need"):
        table = read_table(published_file(name, [2025]), "file.csv")
        assert [layout.code for layout in fitting_layouts(table, file_layouts())] == [name]


def test_symbols_are_kept_apart() -> None:
    texts = ["c", "z", "x", "u", "low", "k", "-", "[c]", "0"]
    rows = [row(code, rereferral_percent=text) for code, text in zip(CODES, texts, strict=False)]
    content = read_rows(*rows)
    assert content.problems == ()
    values = [r.value for r in content.readings if r.indicator == "rereferrals_12m_pct"]
    assert values == [
        Symbol.CONFIDENTIAL,
        Symbol.NOT_APPLICABLE,
        Symbol.NOT_AVAILABLE,
        Symbol.LOW_RELIABILITY,
        Symbol.LOW,
        Symbol.LOW,
        Symbol.UNKNOWN,
        Symbol.CONFIDENTIAL,
        Decimal(0),
    ]


CODES = [
    "E06000035", "E06000036", "E06000037", "E06000038", "E06000039", "E06000040", "E06000041",
    "E06000042", "E06000043",
]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"time_period": "202526"}, "time_period", "not a reporting year"),
        ({"time_period": "1997"}, "time_period", "from 2000 to 2027"),
        ({"time_period": "2028"}, "time_period", "from 2000 to 2027"),
        ({"time_period": ""}, "time_period", "not a reporting year"),
        ({"time_identifier": "Week 12"}, "time_period", "Week 12"),
        ({"geographic_level": "Ward"}, "geographic_level", "“Ward” is not a level"),
        ({"new_la_code": "E07000001"}, "new_la_code", "E07000001"),
        ({"new_la_code": "E12000008"}, "new_la_code", "level Local authority"),
        ({"new_la_code": ""}, "new_la_code", "Hampshire"),
        ({"old_la_code": "805"}, "old_la_code", "The codes disagree"),
        ({COLUMN: "*"}, COLUMN, "“*” is neither a number nor one of the symbols"),
        ({COLUMN: "12,5"}, COLUMN, "neither a number"),
        ({COLUMN: "-3"}, COLUMN, "less than zero"),
        ({COLUMN: "nan"}, COLUMN, "neither a number"),
    ],
)
def test_a_fault_names_its_row_its_column_and_the_fix(
    cells: dict[str, str], column: str, said: str
) -> None:
    content = read_rows(row("E06000035"), row(**cells))
    (problem,) = content.problems
    assert problem.row == 3
    assert problem.column == column
    assert said in problem.message
    assert problem.fix
    assert not content.may_be_saved


def test_a_row_that_stands_twice_and_alike_is_counted_once() -> None:
    content = read_rows(row(), row())
    assert content.problems == ()
    assert content.repeated == len(LAYOUT.columns)
    assert len(content.readings) == len(LAYOUT.columns)


def test_a_row_that_stands_twice_with_other_figures_is_refused() -> None:
    content = read_rows(row(), row(rereferral_percent="2"))
    (problem,) = content.problems
    assert (problem.row, problem.column) == (3, COLUMN)
    assert "Hampshire in 2025 stands in row 2 with another figure" in problem.message


def test_older_and_newer_code_of_one_area_with_other_figures_are_refused() -> None:
    content = read_rows(
        row("E08000016"), row("E08000016", new_la_code="E08000038", referral_count="9")
    )
    (problem,) = content.problems
    assert "Barnsley in 2025 stands in row 2" in problem.message


def test_a_joint_return_stays_one_figure() -> None:
    content = read_rows(row("E09000021 / E09000027"))
    assert content.problems == ()
    assert {r.area.code for r in content.readings} == {"E09000021 / E09000027"}


def test_a_former_authority_keeps_its_own_figures() -> None:
    content = read_rows(row("E10000006", time_period="2022"))
    assert {(r.area.name, r.year) for r in content.readings} == {("Cumbria", 2022)}


def test_an_empty_cell_is_no_figure() -> None:
    content = read_rows(row(rereferral_percent=""))
    assert content.problems == ()
    assert content.blank == 1
    assert "rereferrals_12m_pct" not in {r.indicator for r in content.readings}


def test_a_missing_column_is_named() -> None:
    rows = [{k: v for k, v in row().items() if k != COLUMN}]
    content = read(written(rows, [c for c in LAYOUT.columns if c != COLUMN]))
    (problem,) = content.problems
    assert problem.column == COLUMN
    assert "no column" in problem.message
    assert content.readings == ()


def test_a_mapping_to_an_unknown_indicator_is_refused() -> None:
    layout = FileLayout("own", "Own", {COLUMN: "no_such_thing"})
    content = read(written([row()], LAYOUT.columns), layout)
    assert "“no_such_thing”, which is not an indicator" in content.problems[0].message


def test_unused_columns_are_listed() -> None:
    content = read(written([row() | {"extra": "1"}], [*LAYOUT.columns, "extra"]))
    assert content.ignored == ("extra",)


def test_a_breakdown_is_read_for_one_group_only() -> None:
    layout = file_layouts()["looked_after"]
    groups = (
        "Children looked after at 31 March each year",
        "Children starting to be looked after each year",
    )
    rows = [
        row() | {"population_count": group, "rate_per_10000": number}
        for group, number in zip(groups, ("60", "24"), strict=True)
    ]
    content = read(written(rows, ["population_count", "rate_per_10000"]), layout)
    assert [(r.indicator, r.value) for r in content.readings] == [("cla_rate_10k", Decimal(60))]
    assert content.skipped == 1


def test_a_file_with_headings_only_says_so() -> None:
    with pytest.raises(FileRefused) as refused:
        read(written([], LAYOUT.columns))
    assert refused.value.fix


def test_a_file_whose_every_cell_is_empty_says_so() -> None:
    content = read_rows(row() | dict.fromkeys(LAYOUT.columns, ""))
    assert [p.message for p in content.problems] == ["There is no figure in the file."]


@pytest.mark.parametrize(
    ("period", "identifier", "year"),
    [
        ("2025", "Reporting year", 2025),
        ("2025", "Calendar year", 2025),
        ("202425", "Financial year", 2025),
        ("199900", "Financial year", 2000),
        ("202426", "Financial year", None),
        ("2025", "Financial year", None),
        ("2025", "Academic year", None),
    ],
)
def test_reporting_year(period: str, identifier: str, year: int | None) -> None:
    assert reporting_year(period, identifier) == year


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                name: st.text(alphabet="E0123456789cz/ -.,Nationl", max_size=12)
                for name in (*HEAD, *LAYOUT.columns)
            },
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_row_is_read_or_refused_with_its_number(changes: list[Row]) -> None:
    rows = [row(code) | change for code, change in zip(CODES, changes, strict=False)]
    content = read(written(rows, LAYOUT.columns))
    last = len(rows) + 1
    assert all(p.row is None or 2 <= p.row <= last for p in content.problems)
    assert all(2 <= r.row <= last for r in content.readings)
    assert content.may_be_saved == (bool(content.readings) and not content.problems)
    for reading in content.readings:
        assert isinstance(reading.value, Symbol) or reading.value >= 0


def test_forty_thousand_figures_are_read_whole() -> None:
    layout = file_layouts()["workforce"]
    found = read(written(many_rows(layout, range(2003, 2027)), layout.columns), layout)
    assert len(found.readings) > 40_000
    assert found.problems == ()


def test_mutated_files_are_read_or_refused(full: bool) -> None:
    """Bytes changed, dropped, doubled or cut: an answer every time, and never half of a figure."""
    layout = file_layouts()["workforce"]
    good = written(rows_of(layout, [2025])[:25], layout.columns)
    chance = random.Random(2)
    fixes: list[str] = []
    outcomes = {"refused": 0, "problems": 0, "read": 0}
    for _ in range(5_000 if full else 300):
        content = bytearray(good)
        for _step in range(chance.randint(1, 4)):
            place = chance.randrange(len(content))
            kind = chance.choice(("change", "drop", "double", "cut"))
            if kind == "change":
                content[place] = chance.choice(b'\x00\xff",;\n\r\t -0zE')
            elif kind == "drop":
                del content[place : place + chance.randint(1, 40)]
            elif kind == "double":
                content[place:place] = content[place : place + chance.randint(1, 200)]
            else:
                del content[max(place, 400) :]
        try:
            found = read(bytes(content), layout)
        except FileRefused as refused:
            fixes.append(refused.fix)
            outcomes["refused"] += 1
            continue
        outcomes["problems" if found.problems else "read"] += 1
        assert found.may_be_saved == (not found.problems)
        for problem in found.problems:
            assert problem.message
            assert problem.fix
    assert all(fixes)
    assert all(outcomes.values()), outcomes
