"""The figures as files: every one with its interval, base, state, and how it was made."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from regionqa.exchange import Notes, write_csv
from regionqa.exchange.writing import add_notes, add_sheet, open_workbook
from regionqa.ratings.queries import FileView
from regionqa.ratings.results.page import results_of
from regionqa.web.layout import long_date

Row = list[object]

FIGURES = (
    ("exact", "Exact agreement"),
    ("ac", "AC2, quadratic weights"),
    ("adjacent", "Adjacent agreement"),
    ("alpha", "Krippendorff’s alpha, ordinal metric"),
    ("ac_band", "AC2, band over all domains"),
)
HEADERS = (
    "Domain", "Figure", "Value", "Low", "High", "Standard error", "Level",
    "Cases read twice", "Cases with a grade", "State", "In words",
)  # fmt: skip
_DIRECTION = ("Domain", "Who", "Name", "Gap in grade points", "Low", "High", "P value",
              "Share higher", "Share lower", "Cases", "State", "In words")  # fmt: skip
_WIDEST = ("Domain", "Case", "Grades apart", "Lowest", "Highest", "Grades by reader")
_VERDICT = ("Domain", "Band", "From", "To", "Probability", "This band or better", "Verdict")


def figures_as_csv(file: FileView) -> bytes:
    """Notes as the first lines, a blank line, then one table of all figures."""
    width = len(HEADERS)

    def padded(*cells: object) -> Row:
        return [*cells, *[""] * (width - len(cells))]

    notes = notes_on(file)
    title = padded("Title", notes.title)
    lines = [padded(label, text) for label, text in notes.lines()]
    body: list[Row] = [*lines, padded(), list(HEADERS), *_figures(_report(file))]
    return write_csv([str(cell) for cell in title], body)


def figures_as_xlsx(file: FileView) -> bytes:
    """A workbook: figures, direction, first against second reader, widest cases, verdict, notes."""
    report = _report(file)
    stream = io.BytesIO()
    with open_workbook(stream) as book:
        add_sheet(book, "Figures", HEADERS, _figures(report))
        add_sheet(book, "Direction", _DIRECTION, _directions(report))
        scale = [str(grade) for grade in report["scale"]]
        grid = ["Domain", "First reader", *(f"Second: {grade}" for grade in scale)]
        add_sheet(book, "First against second", grid, _grids(report, scale))
        add_sheet(book, "Widest cases", _WIDEST, _widest(report))
        add_sheet(book, "Verdict", _VERDICT, _verdicts(report))
        add_notes(book, notes_on(file))
    return stream.getvalue()


def notes_on(file: FileView) -> Notes:
    """How the figures were made, and of what."""
    report = _report(file)
    settings = dict(report["settings"])
    made_up = {"Made-up data": "every row of this file is invented"} if file.synthetic else {}
    return Notes(
        file.title,
        method=settings.pop("method"),
        source=f"{file.filename}, uploaded {long_date(file.uploaded_at)}: {file.rows:,} rows, "
        f"{file.graded:,} grades, {file.cases:,} cases, {file.readers:,} readers",
        more={
            **made_up,
            "Worked out": long_date(file.computed_at),
            "Level of intervals": f"{report['level']:g}",
            **{name[:1].upper() + name[1:]: text for name, text in settings.items()},
            "Scale from": file.scale.source or file.scale.title,
            "Not graded": "; ".join(f"{word}: {n}" for word, n in file.not_graded.items()),
            "Content (SHA-256)": file.content_hash,
        },
    )


def _report(file: FileView) -> dict[str, Any]:
    if file.report is None:
        raise ValueError("The file has no report.")
    return file.report


def _figures(report: Mapping[str, Any]) -> Iterable[Row]:
    for result in results_of(report):
        for key, name in FIGURES:
            yield _figure(result, name, result[key], report["level"])
        spread = result["readers_spread"]
        yield [
            result["name"], "AC2, interval for other readers too", result["ac"]["value"],
            spread["low"], spread["high"], spread["standard_error"], report["level"],
            result["pairable"], result["cases"], spread["state"], "",
        ]  # fmt: skip
        for cut in result["cuts"]:
            line = f"below {cut['above'][0]} against the rest"
            yield _figure(result, f"Same side: {line}", cut["percent"], report["level"])
            yield _figure(result, f"AC1: {line}", cut["ac"], report["level"])
        for held in result["specific"]:
            figure = {
                **held,
                "pairable": held["cases"],
                "sentence": f"{held['given']} grades given",
            }
            yield _figure(result, f"Agreement on {held['grade']}", figure, report["level"])


def _figure(result: Mapping[str, Any], name: str, figure: Mapping[str, Any], level: float) -> Row:
    return [
        result["name"], name, figure["value"], figure["low"], figure["high"],
        figure["standard_error"], level, figure["pairable"], result["cases"], figure["state"],
        figure["sentence"],
    ]  # fmt: skip


def _directions(report: Mapping[str, Any]) -> Iterable[Row]:
    for result in results_of(report):
        for held in result["directions"]:
            found, points = held["direction"], held["direction"]["points"]
            yield [
                result["name"], held["kind"], held["name"], points["value"], points["low"],
                points["high"], points["p_value"], found["higher"], found["lower"],
                found["cases"], found["state"], found["sentence"],
            ]  # fmt: skip


def _grids(report: Mapping[str, Any], scale: list[str]) -> Iterable[Row]:
    for result in results_of(report):
        for grade, row in zip(scale, result["table"], strict=True):
            yield [result["name"], grade, *row]


def _widest(report: Mapping[str, Any]) -> Iterable[Row]:
    for result in report["domains"]:
        for case in result["widest"]:
            given = "; ".join(f"{reader}: {grade}" for reader, grade in case["grades"].items())
            yield [
                result["name"], str(case["case"]), case["steps"], str(case["lowest"]),
                str(case["highest"]), given,
            ]  # fmt: skip


def _verdicts(report: Mapping[str, Any]) -> Iterable[Row]:
    for result in results_of(report):
        held = result["verdict"]
        for band in held["bands"]:
            yield [
                result["name"], band["name"], band["low"], band["high"], band["probability"],
                band["cumulative"], held["sentence"],
            ]  # fmt: skip
        if not held["bands"]:
            yield [result["name"], "", None, None, None, None, held["sentence"]]
