"""The report on a long table."""

import json

import numpy as np
import pandas as pd
import pytest

from regionqa.statistics.agreement import RatingsError, UnknownGradeError, agreement, report
from regionqa.statistics.agreement.ratings import Ratings

OFSTED = ("Inadequate", "Requires improvement", "Good", "Outstanding")
DOMAINS = ("Assessment", "Planning")


def table(cases: int = 40, seed: int = 1) -> dict[str, list[object]]:
    """Home is generous: 0.3 of its grades are one higher."""
    rng = np.random.default_rng(seed)
    rows = []
    for domain in DOMAINS:
        for case in range(cases):
            true = rng.integers(0, 4)
            for reader, role in ((f"home{case % 4}", "home"), (f"peer{case % 5}", "peer")):
                lift = role == "home" and rng.random() < 0.3
                grade = OFSTED[int(np.clip(true + rng.choice([-1, 0, 0, 1]) + lift, 0, 3))]
                rows.append((f"C{case}", reader, f"A{case % 4}", domain, role, grade))
    names = ("case", "reader", "authority", "domain", "role", "grade")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def reported(columns, **more):
    named = {"domain": "domain", "authority": "authority", "role": "role"} | more
    return report(columns, case="case", reader="reader", grade="grade", scale=OFSTED, **named)


def test_a_domains_figures_are_those_of_its_rows():
    columns = table()
    found = reported(pd.DataFrame(columns))
    for place, name in enumerate(DOMAINS):
        rows = [row for row, domain in enumerate(columns["domain"]) if domain == name]
        own = {key: [cells[row] for row in rows] for key, cells in columns.items()}
        ratings = Ratings.from_long(
            own, subject="case", rater="reader", grade="grade", scale=OFSTED
        )
        result = found.domains[place]
        assert result.name == name
        assert result.ac == agreement(ratings)
        assert result.alpha == agreement(ratings, "alpha", "metric-ordinal")
        assert result.exact == agreement(ratings, "percent", "identity")
        assert result.ac_band.low < result.ac.low
        first = [columns["grade"][row] for row in rows[::2]]
        second = [columns["grade"][row] for row in rows[1::2]]
        expected = pd.crosstab(first, second).reindex(index=OFSTED, columns=OFSTED, fill_value=0)
        assert result.table == tuple(map(tuple, expected.to_numpy().tolist()))
        apart = [abs(OFSTED.index(a) - OFSTED.index(b)) for a, b in zip(first, second, strict=True)]
        assert result.adjacent.value == pytest.approx(np.mean(np.array(apart) <= 1))
        assert len(result.widest) == sum(each >= 2 for each in apart)


def test_direction_by_home_authority_and_reader():
    result = reported(table(200)).domains[0]
    home = result.directions[0]
    assert (home.kind, home.direction.state) == ("home", "ok")
    assert home.direction.points.low > 0
    by_authority = [each for each in result.directions if each.kind == "authority"]
    assert {each.name for each in by_authority} == {"A0", "A1", "A2", "A3"}
    cases = [each.direction.cases for each in by_authority]
    assert cases == [50] * 4
    mean = np.mean([each.direction.points.value for each in by_authority])
    assert mean == pytest.approx(home.direction.points.value)
    assert any("Home graded" in sentence for sentence in result.sentences)


def test_an_authority_that_differs_within_a_case_is_the_readers():
    columns = table()
    columns["authority"] = [reader[:4] for reader in columns["reader"]]
    found = reported(columns, role=None).domains[0]
    by_name = {each.name: each.direction for each in found.directions if each.kind == "authority"}
    assert by_name["home"].points.value == pytest.approx(-by_name["peer"].points.value)


def test_all_domains_together_take_a_case_as_one_cluster():
    found = reported(table())
    assert found.together.ac.clusters == 40
    assert found.together.cases == 80
    assert "80 judgements of 40 cases" in found.together.sentences[0]
    total = np.array(found.domains[0].table) + np.array(found.domains[1].table)
    assert np.array_equal(found.together.table, total)


def test_one_domain_has_no_band_and_no_total():
    columns = {key: cells[:80] for key, cells in table().items()}
    found = reported(columns, domain=None)
    assert (found.together, found.band_critical) == (None, None)
    assert found.domains[0].ac_band == found.domains[0].ac
    assert found.sentence == found.domains[0].sentences[0]


def test_counts_settings_and_progress():
    done = []
    found = reported(table(), progress=done.append, seed=5)
    assert done == list(DOMAINS)
    assert (found.rows, found.graded, found.cases, found.readers) == (160, 160, 40, 9)
    assert found.settings["seed"] == "5"
    assert {"method", "version", "intervals", "scale, lowest first"} <= set(found.settings)
    assert found.sentence.startswith("Exact agreement is 42% in each: 2 of 2 domains")


def test_json_has_states_and_null():
    plain = json.loads(json.dumps(reported(table(3)).to_dict(), allow_nan=False))
    assert plain["domains"][0]["ac"]["state"] == "too_few"
    assert plain["domains"][0]["ac"]["sentence"].startswith("Too few: only 3 cases")
    assert plain["domains"][0]["ac"]["replicates"] is None


def test_an_empty_table_says_so():
    found = reported({key: [] for key in table(1)})
    assert (found.sentence, found.domains) == ("There are no grades.", ())


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            {"grade": ["good"]},
            UnknownGradeError,
            r"row 2, column 'grade': .* Did you mean 'Good'\?",
        ),
        ({"domain": [""]}, RatingsError, r"row 2: the column 'domain' \(domain\) is empty"),
        ({"role": ["boss"]}, RatingsError, "row 2, column 'role': 'boss' is neither 'home' nor"),
        ({"reader": ["peer0"]}, RatingsError, r"row 3: reader 'peer0' .* \('C0', 'Assessment'\)"),
    ],
)
def test_faults_name_row_and_column_of_the_file(change, error, message):
    columns = table(2)
    for key, cells in change.items():
        columns[key] = cells + columns[key][1:]
    with pytest.raises(error, match=message):
        reported(columns, row_numbers=range(2, 99))


def test_absent_and_short_columns():
    with pytest.raises(RatingsError, match=r"no column 'team' \(authority\)"):
        reported(table(2), authority="team")
    with pytest.raises(RatingsError, match="different lengths"):
        reported(table(2) | {"role": ["home"]})


def test_a_domain_of_one_grade_is_named_neither_best_nor_worst() -> None:
    rows = [
        (case, reader, domain, "Good" if domain == "Recording" else grade)
        for domain in ("Assessment", "Planning", "Recording")
        for number, case in enumerate(f"c{place}" for place in range(12))
        for reader, grade in (
            ("R1", "Good"),
            ("R2", "Inadequate" if number < (6 if domain == "Assessment" else 3) else "Good"),
        )
    ]
    names = ("case", "reader", "domain", "grade")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    found = report(
        columns,
        case="case",
        reader="reader",
        grade="grade",
        domain="domain",
        scale=["Inadequate", "Good"],
    )
    assert "Recording" not in found.sentence
    assert "50% (Assessment) to 75% (Planning) over 2 of 3 domains" in found.sentence


def graded(**pairs: str) -> dict[str, list[object]]:
    """Two readers in each domain: ``one="GG GO"`` is two cases, the second Good and Outstanding."""
    short = {grade[0]: grade for grade in OFSTED}
    rows = [
        (f"{domain}-{place}", f"R{reader}", domain, short[letter])
        for domain, cases in pairs.items()
        for place, pair in enumerate(cases.split())
        for reader, letter in enumerate(pair)
    ]
    names = ("case", "reader", "domain", "grade")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (
            {"one": "GG GG OG", "two": "GG OO OO"},
            "(two) over 2 of 2 domains that can be measured. These are too few cases to rely on.",
        ),
        (
            {"one": "GG OG " * 8, "two": "OO GG", "three": "GG GO GG GO " * 4},
            "Exact agreement is 50% in each: 2 of 3 domains that have cases enough to rely on.",
        ),
        (
            {"one": "GG " * 12, "two": "GG " * 12},
            "measured. Only one grade was given in each: nobody can tell agreement from habit.",
        ),
        (
            {"one": "GG GG OG"},
            "in 3 cases. These are too few cases to rely on.",
        ),
    ],
)
def test_the_first_sentence_leans_on_no_domain_that_cannot_bear_it(pairs, said):
    found = reported(graded(**pairs), domain="domain", authority=None, role=None)
    assert found.sentence.endswith(said)
