"""The crosswalk as tables: what this reader may see, and no more."""

from collections.abc import Iterable, Sequence

from regionqa.authorities import Role
from regionqa.exchange import Notes
from regionqa.frameworks.answers import Coverage, Covered
from regionqa.frameworks.crosswalk_view import counts_view
from regionqa.frameworks.grid import cell_of
from regionqa.frameworks.queries.crosswalk import Row, SharedText, Snapshot
from regionqa.frameworks.standard import Component

TABLE = ("Authority", "Component", "Sharing", "In place", "Step", "Since last year", "Synthetic")
TEXTS = (
    "Authority",
    "Component",
    "Version",
    "Approved on",
    "In place",
    "Step",
    "Description",
    "What differs there",
    "Owner",
    "Point",
    "Point in place",
    "Note",
    "Behind it",
    "Synthetic",
)
COUNTS = ("Component", "Authorities", "Counted", "Number", "Note")


def table_rows(rows: Iterable[Row], components: Sequence[Component]) -> list[list[object]]:
    """One row for each authority and component."""
    found: list[list[object]] = []
    for row in rows:
        for one in components:
            cell = cell_of(row.standing.get(one.key))
            synthetic = "yes" if row.synthetic and cell.coverage else ""
            found.append(
                [row.member.name, one.name, cell.sharing, cell.coverage, cell.step, cell.moved,
                 synthetic]
            )  # fmt: skip
    return found


def text_rows(texts: Iterable[SharedText]) -> list[list[object]]:
    """One row for each point of each shared text; a text without points has one."""
    found: list[list[object]] = []
    for text in texts:
        held = text.content
        numeral = f"{held['numeral']}. " if held["numeral"] else ""
        head: list[object] = [
            text.owner.name,
            numeral + held["title"],
            text.version,
            text.approved_at.date(),
            Coverage(held["coverage"]).label if held["coverage"] else "Not said",
            held["maturity"],
            held["description"],
            held["local"],
            Role(held["owner_role"]).label if held["owner_role"] else "",
        ]
        tail: list[object] = [
            "; ".join(one["what"] for one in text.evidence),
            "yes" if text.synthetic else "",
        ]
        for point in held["points"] or [{"text": "", "answer": None, "note": ""}]:
            answer = Covered(point["answer"]).label if point["answer"] else ""
            found.append([*head, point["text"], answer, point["note"], *tail])
    return found


def count_rows(snapshot: Snapshot | None, components: Sequence[Component]) -> list[list[object]]:
    """The frozen counts, one row for each figure; a component held back says why."""
    found: list[list[object]] = []
    for one in components:
        view = counts_view(snapshot.counts.get(one.key) if snapshot else None)
        figures = [*view.coverage, *view.steps]
        note = " ".join(part for part in (view.left_out, view.why) if part)
        found += [[one.name, view.base, label, number, note] for label, number in figures]
        if not figures:
            found.append([one.name, view.base, "", None, note])
    return found


def notes_for(title: str, snapshot: Snapshot | None, *, synthetic: bool) -> Notes:
    """What a reader of the file must know."""
    more = {"Sharing": "“Not shared” says nothing about the component itself."}
    if snapshot is not None:
        more["Counts"] = (
            f"Frozen for {snapshot.set_on}. They stand on five authorities or more and are left "
            "out wherever an answer could be worked out."
        )
    if synthetic:
        more["Synthetic"] = "Made up for the demonstration; it says nothing of real authorities."
    return Notes(title, method="What authorities share of their approved frameworks.", more=more)
