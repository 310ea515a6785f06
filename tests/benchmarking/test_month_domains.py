"""Counts by domain on the form of a month: the same months as by a file or a program."""

import re
from html import unescape

import pytest

from regionqa.benchmarking import queries
from tests.benchmarking.walking import Lead, visible
from tests.factories import benchmarking
from tests.factories.world import World

ADD = "/benchmark/months/add"
CORRECT = "/benchmark/months/2025-02/correct"
GRADES = {"count_0": 3, "count_1": 5, "count_2": 8, "count_3": 1}
WHOLE = {"completed": 18, "auditors": 20, "chosen": "drawn", **GRADES}
WORDS = queries.common_scale().words
PLANNING = "Planning and review"
SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def _fields(page: str) -> dict[str, dict[str, str]]:
    """The name of each field, by domain and grade, as a person reads the page."""
    return {
        unescape(legend): {
            unescape(label): name
            for name, label in re.findall(
                r'<label class="govuk-label" for="([^"]+)">([^<]+)<', body
            )
        }
        for legend, body in re.findall(
            r'fieldset__legend--s">([^<]+)</legend>(.*?)</fieldset>', page, flags=re.DOTALL
        )
    }


def _counts(fields: dict[str, str], *numbers: object) -> dict[str, object]:
    return {fields[word]: number for word, number in zip(WORDS, numbers, strict=True)}


def _blank(lead: Lead, address: str = ADD) -> dict[str, object]:
    """Every domain's fields as a browser sends them when nothing is typed."""
    found = _fields(lead.client.get(address).text)
    return {name: "" for fields in found.values() for name in fields.values()}


def test_a_month_with_domains_is_returned_corrected_and_seen(lead: Lead) -> None:
    fields = _fields(lead.client.get(ADD).text)
    assert len(fields) > 1
    assert all(set(one) == set(WORDS) for one in fields.values())
    blank = _blank(lead)
    many = lead.send(
        ADD, month="2025-02", **{**WHOLE, **blank, **_counts(fields[PLANNING], 3, 5, 8, 9)}
    )
    assert many.status_code == 422
    said = f"In “{PLANNING}”, 25 audits have a grade, but only 18 are completed."
    assert f'<a href="#{fields[PLANNING][WORDS[-1]]}">{said}' in unescape(many.text)
    half = lead.send(
        ADD, month="2025-02", **{**WHOLE, **blank, **_counts(fields[PLANNING], 3, "", 8, 1)}
    )
    assert half.status_code == 422
    assert f"Enter a number for each grade of “{PLANNING}”" in visible(half.text)
    assert f'href="#{fields[PLANNING][WORDS[1]]}"' in half.text
    assert lead.months().seen == 0

    typed = {**WHOLE, **blank, **_counts(fields[PLANNING], 3, 4, 8, 0)}
    assert lead.send(ADD, month="2025-02", **typed).status_code == 302
    (held,) = lead.months().standing
    assert held.figures.domains == {PLANNING: dict(zip(WORDS, (3, 4, 8, 0), strict=True))}
    assert lead.send(ADD, month="2025-02", **typed).status_code == 302
    assert lead.months().seen == 1, "twice is once"

    page = lead.client.get(CORRECT).text
    good = fields[PLANNING]["Good"]
    assert f'name="{good}" type="text" value="8"' in page
    assert lead.send(CORRECT, **{**typed, good: 7}, reason="One was late").status_code == 302
    assert lead.months().standing[0].figures.domains[PLANNING]["Good"] == 7
    not_sent = lead.send(CORRECT, **{**WHOLE, "completed": 19}, reason="Another was late")
    assert not_sent.status_code == 302
    assert lead.months().standing[0].figures.domains[PLANNING]["Good"] == 7, "nothing is lost"
    assert lead.send(CORRECT, **{**WHOLE, **blank}, reason="Not counted").status_code == 302
    assert lead.months().standing[0].figures.domains == {}


@SQLITE
def test_own_domains_stand_on_the_form_and_a_changed_mapping_counts_nothing_elsewhere(
    lead: Lead,
) -> None:
    fields = _fields(lead.client.get(ADD).text)
    typed = {**WHOLE, **_blank(lead), **_counts(fields[PLANNING], 3, 4, 8, 0)}
    assert lead.send(ADD, month="2025-02", **typed).status_code == 302
    hidden = lead.hidden(ADD)
    benchmarking.mapping(lead.database, World.a, domains={"Plans": "planning"})
    assert set(_fields(lead.client.get(ADD).text)) == {"Plans"}
    assert set(_fields(lead.client.get(CORRECT).text)) == {"Plans", PLANNING}
    old = lead.client.post(ADD, data={**hidden, "month": "2025-03", **typed})
    assert old.status_code == 409
    assert "The domains of your mapping changed" in visible(old.text)
    assert len(lead.months().standing) == 1


@SQLITE
def test_a_stale_correction_shows_the_domains_that_are_held(lead: Lead) -> None:
    fields = _fields(lead.client.get(ADD).text)
    typed = {**WHOLE, **_blank(lead), **_counts(fields[PLANNING], 3, 4, 8, 0)}
    lead.send(ADD, month="2025-02", **typed)
    hidden = lead.hidden(CORRECT)
    lead.send(CORRECT, **{**typed, fields[PLANNING]["Good"]: 7}, reason="One was late")
    mine = {**typed, fields[PLANNING]["Good"]: 6}
    stale = lead.client.post(CORRECT, data={**hidden, **mine, "reason": "Two were late"})
    assert stale.status_code == 409
    words = visible(stale.text)
    assert f"{PLANNING}: 3 Inadequate, 4 {WORDS[1]}, 7 Good, 0 Outstanding." in words
    assert f'name="{fields[PLANNING]["Good"]}" type="text" value="6"' in stale.text
