"""Bad files and stale forms: a clear message with row, field and fix; nothing kept; never a 5xx."""

import io
import zipfile

import pytest
from flask.testing import FlaskClient

from regionqa.ratings.columns import LIMITS
from tests.conftest import Browse
from tests.contracts.test_authorisation import without_csrf
from tests.exchange import sample_files
from tests.factories.world import World
from tests.ratings.walking import OFSTED, UPLOAD, Walker, act, counts, csv_of, send, upload, visible

HEADERS = ("Case", "Reader", "Domain", "Grade")
NOTHING = {"ratings_drafts": 0, "ratings_files": 0, "ratings": 0, "events": 0}


def good(number: int = 12) -> list[tuple[str, ...]]:
    return [
        (f"case-{n:03}", reader, "Assessment", ("Good", "Inadequate")[n % 2])
        for n in range(number)
        for reader in ("R1", "R2")
    ]


def refused(lead: Walker, content: bytes, name: str = "grades.csv") -> str:
    """The words of the page that refuses a file, of which nothing is kept."""
    answer = upload(lead.client, content, name)
    assert answer.status_code == 422, answer.status
    assert counts(lead.database) == NOTHING
    assert "<title>Error:" in answer.text
    assert 'href="#file"' in answer.text
    return visible(answer.text)


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sample_files.members(sample_files.by_openpyxl()).items():
            archive.writestr(name, content)
        archive.writestr("xl/media/image1.png", b"\0" * 60_000_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"Case,Reader,Grade\r\nc1,R1,\x81\x8d\r\n", "a.csv", ["Line 2", "CSV UTF-8"]),
        (b"\xff\xfe\0\0C\0\0\0", "a.csv", ["UTF-32", "Save as"]),
        (b"   \r\n", "a.csv", ["empty"]),
        (b"%PDF-1.7 nothing", "a.pdf", ["PDF"]),
        (bomb(), "a.xlsx", ["MB"]),
        (sample_files.with_parts(sample_files.by_openpyxl(), xl__vbaProject_dot_bin=b"x"),
         "a.xlsx", ["macro"]),
        (csv_of(("Case", "Reader", "Grade", "Grade"), [("c", "R1", "Good", "Good")]), "a.csv",
         ["“Grade” is in row 1 more than once"]),
        (csv_of(("Case", "Reader", "NHS number"), [("c", "R1", "943 476 5919")]), "a.csv",
         ["NHS", "Delete the column"]),
        (csv_of(("Case", "Reader", "Grade"),
                [(f"c{n}", name, "Good") for n, name in enumerate(("Sarah Jones", "Amir Khan"))]),
         "a.csv", ["“Reader”", "Use a code for each person"]),
        (csv_of(("Case", "Reader", "Grade", "DOB"), [("c", "R1", "Good", "2011-03-04")]), "a.csv",
         ["date of birth", "age band"]),
        (csv_of(("Case number", "Reader", "Grade"), [("c", "R1", "Good")]), "a.csv",
         ["case number", "case-001"]),
        (csv_of(("Case", "Reader", "Grade"), [("c", "R1", "Good")] * (LIMITS.rows + 1)), "a.csv",
         ["50,000"]),
    ],
    ids=["encoding", "utf-32", "empty", "pdf", "zip bomb", "macro", "heading twice", "nhs", "names",
         "birth", "case number", "too many rows"],
)  # fmt: skip
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(
    lead: Walker, content: bytes, name: str, said: list[str]
) -> None:
    words = refused(lead, content, name)
    for word in said:
        assert word.lower() in words.lower(), f"{word!r} is not in: {words[:600]}"


def problems_of(lead: Walker, content: bytes, name: str = "grades.csv", **fields: object) -> str:
    """The words of the preview of a file with problems, which cannot be used."""
    answer = upload(lead.client, content, name, **fields)
    assert answer.status_code == 302, visible(answer.text)
    page = lead.client.get(answer.location).text
    assert "Use this file" not in page
    used = act(lead.client, answer.location, "/confirm")
    assert used.status_code == 422
    assert "problems" in visible(used.text)
    held = counts(lead.database)
    assert held["ratings_files"] == held["ratings"] == held["events"] == 0
    return visible(page)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_unknown_grades_are_named_with_their_rows(lead: Walker) -> None:
    rows = [
        *good(),
        ("case-900", "R1", "Assessment", "Godo"),
        ("case-900", "R2", "Assessment", "3"),
        ("case-901", "R1", "Assessment", "03-Mar"),
        ("case-901", "R2", "Assessment", "2026-03-03"),
    ]
    words = problems_of(lead, csv_of(HEADERS, rows))
    assert "“Godo” in 1 row (row 26): did you mean “Good”?" in words
    assert "“3” in 1 row (row 27)" in words
    assert "4 problems must be put right first, in 4 rows" in words
    assert words.count("makes a date of a cell such as 3-3: format the column as text.") == 2
    assert "26 Grade Godo “Godo” is not a grade of the scale. Did you mean “Good”?" in words


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_case_graded_twice_by_one_reader_names_both_rows(lead: Walker) -> None:
    words = problems_of(lead, csv_of(HEADERS, [*good(), good()[4]]))
    assert (
        "26 Case case-002 Reader R1 has graded this case in “Assessment” already, in row 6. "
        "Keep one of the two rows." in words
    )


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_blank_and_long_cells_and_odd_roles_are_named(lead: Walker) -> None:
    headers = (*HEADERS, "Role")
    rows = [(*row, "home" if row[1] == "R1" else "peer") for row in good()]
    rows += [("", "R1", "Assessment", "Good", "home"), ("c" * 90, "R1", "Assessment", "Good", "x")]
    words = problems_of(lead, csv_of(headers, rows))
    for said in ("26 Case – This cell is blank. Fill it in.",
                 "27 Case cccccccc", "longer than 80 characters",
                 "27 Role x “x” is neither home nor peer. Write home or peer."):  # fmt: skip
        assert said in words, said


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_authorities_are_listed_and_a_code_that_is_none_is_named(lead: Walker) -> None:
    headers = ("Case", "Reader", "Authority", "Grade")
    rows = [("c1", "R1", "E10000014", "Good"), ("c1", "R2", "Elsewhere", "Good")]
    listed = upload(lead.client, csv_of(headers, rows)).location
    words = visible(lead.client.get(listed).text)
    assert "Authorities E10000014 (1 row), Elsewhere (1 row)" in words
    words = problems_of(lead, csv_of(headers, [*rows, ("c2", "R1", "E99999999", "Good")]))
    assert "4 Authority E99999999 “E99999999” is no authority’s code." in words


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_formulas_in_cells_are_named(lead: Walker) -> None:
    words = problems_of(lead, sample_files.rich_workbook(), "rich.xlsx")
    assert "Row" in words
    assert "#DIV/0!" in words or "formula" in words.lower() or "error" in words.lower()


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_file_too_large_to_send_says_how_large_it_may_be(lead: Walker) -> None:
    most = lead.app.config["MAX_CONTENT_LENGTH"]
    answer = lead.client.post(
        UPLOAD, data=b"0" * (most + 1), content_type="multipart/form-data; boundary=large"
    )
    assert answer.status_code == 413
    assert "At most 20 MB can be sent at once" in visible(answer.text)
    assert counts(lead.database) == NOTHING


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"title": ""}, "title", "Enter a title"),
        ({"title": "Audits of Sarah Jones"}, "title", "looks like a name"),
        ({"scale": ""}, "scale", "Select the scale"),
        ({"scale": "no-such"}, "scale", "Select the scale"),
        ({"scale": "own", "own_grades": "Good"}, "own_grades", "2 to 20 grades"),
        ({"scale": "own", "own_grades": "Good\ngood"}, "own_grades", "stands twice"),
        ({"scale": "own", "own_grades": "1\n1.0"}, "own_grades", "each grade once"),
        ({"scale": "own", "own_grades": "N/A\nGood"}, "own_grades", "no grade was given"),
        ({"header_row": "first"}, "header_row", "number"),
        ({"header_row": "999999"}, "header_row", "1 to 1,000"),
        ({"sheet": "Nowhere"}, None, ""),
    ],
)
def test_a_form_that_is_wrong_says_which_field(
    lead: Walker, fields: dict[str, str], field: str | None, said: str
) -> None:
    answer = upload(lead.client, csv_of(HEADERS, good()), **fields)
    if field is None:
        assert answer.status_code in {302, 422}
        return
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert said in visible(answer.text)
    assert counts(lead.database) == NOTHING


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_no_file_at_all(lead: Walker) -> None:
    answer = upload(lead.client, b"", "")
    assert answer.status_code == 422
    assert "Select a file" in visible(answer.text)


def test_another_authoritys_draft_and_file_are_not_there(lead: Walker, browse_as: Browse) -> None:
    draft = upload(lead.client, csv_of(HEADERS, good()), scale=OFSTED).location
    result = lead.result(csv_of(HEADERS, good(20)))
    other = browse_as("qa_lead", place=World.b)
    page = other.get("/agreement/upload").text
    hidden = {"csrf_token": page.partition('csrf_token" value="')[2].partition('"')[0]}
    for address in (draft, result, f"{result}/rows", f"{result}/figures.csv",
                    f"{result}/figures.xlsx", f"{result}/withdraw"):  # fmt: skip
        assert other.get(address).status_code == 404, address
    for address in (f"{draft}/confirm", f"{draft}/columns", f"{draft}/discard",
                    f"{result}/withdraw", f"{result}/compute"):  # fmt: skip
        answer = other.post(address, data={**hidden, "version": 1, "reason": "x", "scale": OFSTED})
        assert answer.status_code == 404, address
    assert "Practice audits" not in other.get("/agreement/").text
    assert counts(lead.database)["ratings_files"] == 1


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_broken_files_get_a_preview_or_a_refusal(lead: Walker, full: bool) -> None:
    seen = {302: 0, 422: 0}
    with without_csrf(lead.app):
        for name, data in sample_files.mutants(1000 if full else 45, seed=20261122):
            answer = post_plainly(lead.client, data, name)
            assert answer[0] in seen, f"{answer[0]} for {name}"
            seen[answer[0]] += 1
            if answer[0] == 302:
                assert lead.client.get(answer[1]).status_code == 200
            else:
                assert "There is a problem" in answer[1]
    held = counts(lead.database)
    assert held["ratings_drafts"] == seen[302]
    assert held["ratings_files"] == held["ratings"] == 0
    assert min(seen.values()) > 3, seen


def post_plainly(client: FlaskClient, data: bytes, name: str) -> tuple[int, str]:
    answer = send(client, {"title": "Broken", "scale": OFSTED}, data, name)
    return answer.status_code, answer.location or visible(answer.text)
