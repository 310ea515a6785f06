"""Which column of a file is which: found by name, corrected by the person."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from regionqa.exchange.problems import FileProblem, FileRefused, excerpt

_CLOSE = 0.72
_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is wanted. ``allowed`` and ``example`` go into templates and messages.

    ``most`` is the largest whole number where the column holds counts: templates refuse others.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = True
    description: str = ""
    allowed: tuple[str, ...] = ()
    example: str = ""
    most: int | None = None


class How(StrEnum):
    """How a column was found, from the surest to not at all."""

    CHOSEN = "chosen"
    EXACT = "exact"
    NORMALISED = "normalised"
    SYNONYM = "synonym"
    SUGGESTED = "suggested"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"
    LEFT_OUT = "left out"


_ACCEPTED = {How.CHOSEN, How.EXACT, How.NORMALISED, How.SYNONYM}


@dataclass(frozen=True, slots=True)
class Found:
    """One wanted column: the heading that stands for it, or those that might.

    ``header`` of a suggestion is the likeliest and waits for the person's word.
    """

    wanted: Column
    how: How
    header: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the heading may be used without asking."""
        return self.how in _ACCEPTED


@dataclass(frozen=True, slots=True)
class Match:
    """Every wanted column with what was found, in the order wanted; and the headings not used."""

    found: tuple[Found, ...]
    unused: tuple[str, ...]

    @property
    def columns(self) -> dict[str, str]:
        """Wanted name to heading, for ``Table.records``: the accepted ones."""
        return {f.wanted.name: f.header for f in self.found if f.accepted and f.header is not None}

    @property
    def problems(self) -> tuple[FileProblem, ...]:
        """What stands in the way: a required column not found, any that is in doubt."""
        return tuple(problem for problem in map(_problem, self.found) if problem is not None)

    @property
    def complete(self) -> bool:
        """Whether the rows can be read by this match."""
        return not self.problems


def normalise(heading: str) -> str:
    """A heading without case, accents, spaces and marks: ``LA_Name`` and ``la name`` are alike."""
    return "".join(words(heading))


def words(heading: str) -> list[str]:
    """The words of a heading in small letters; ``newLaCode`` has three."""
    text = unicodedata.normalize("NFKD", heading)
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return re.findall(r"[a-z0-9]+", "".join(c for c in text if c.isascii()).casefold())


def match_columns(
    headers: Sequence[str],
    wanted: Sequence[Column],
    chosen: Mapping[str, str | None] | None = None,
) -> Match:
    """Find the wanted columns among the headings of a file.

    ``chosen`` is the person's word and stands above everything: wanted name to heading, or None
    for "not in this file". A heading serves one wanted column only; two that fit alike, or one
    that fits two, is ambiguous and named.

    Raises FileRefused when a choice names a column that is not wanted or a heading not there.
    """
    found = _chosen(headers, wanted, chosen or {})
    taken = {f.header for f in found.values() if f.header is not None}
    for how, test in _LEVELS:
        open_columns = [c for c in wanted if c.name not in found]
        _settle(how, test, open_columns, [h for h in headers if h not in taken], found)
        taken |= {f.header for f in found.values() if f.header is not None}
    free = [h for h in headers if h not in taken]
    for column in wanted:
        if column.name not in found:
            found[column.name] = _suggest(column, free)
    used = {f.header for f in found.values() if f.accepted}
    return Match(tuple(found[c.name] for c in wanted), tuple(h for h in headers if h not in used))


def _chosen(
    headers: Sequence[str], wanted: Sequence[Column], chosen: Mapping[str, str | None]
) -> dict[str, Found]:
    columns = {column.name: column for column in wanted}
    found: dict[str, Found] = {}
    users: dict[str, list[str]] = defaultdict(list)
    for name, header in chosen.items():
        if name not in columns or (header is not None and header not in headers):
            raise FileRefused(
                f"“{excerpt(header or name)}” is not a column of this file.",
                "Choose each column again from the headings of the file.",
                column=header or name,
            )
        found[name] = Found(columns[name], How.LEFT_OUT if header is None else How.CHOSEN, header)
        if header is not None:
            users[header].append(name)
    for header, names in users.items():
        if len(names) > 1:
            raise FileRefused(
                f"The column “{excerpt(header)}” was chosen more than once: "
                f"for {' and for '.join(names)}.",
                "Choose a column of its own for each.",
                column=header,
            )
    return found


def _settle(
    how: How,
    test: "_Test",
    open_columns: Iterable[Column],
    free: Sequence[str],
    found: dict[str, Found],
) -> None:
    fits = {c.name: tuple(h for h in free if test(c, h)) for c in open_columns}
    claims = [header for headers in fits.values() for header in headers]
    for column in open_columns:
        fitting = fits[column.name]
        if len(fitting) == 1 and claims.count(fitting[0]) == 1:
            found[column.name] = Found(column, how, fitting[0])
        elif fitting:
            found[column.name] = Found(column, How.AMBIGUOUS, None, fitting)


_Test = Callable[[Column, str], bool]
_LEVELS: tuple[tuple[How, _Test], ...] = (
    (How.EXACT, lambda column, header: column.name == header),
    (How.NORMALISED, lambda column, header: normalise(column.name) == normalise(header)),
    (
        How.SYNONYM,
        lambda column, header: normalise(header) in {normalise(s) for s in column.synonyms},
    ),
)


def _suggest(column: Column, free: Sequence[str]) -> Found:
    scored = [(max(_likeness(n, h) for n in (column.name, *column.synonyms)), h) for h in free]
    close = sorted((pair for pair in scored if pair[0] >= _CLOSE), key=lambda pair: -pair[0])
    if not close:
        return Found(column, How.MISSING)
    candidates = tuple(header for _, header in close[:_CANDIDATES])
    return Found(column, How.SUGGESTED, candidates[0], candidates)


def _likeness(name: str, header: str) -> float:
    """From 0 to 1: alike in spelling, or all the words of one in the other."""
    ours, theirs = words(name), words(header)
    if not ours or not theirs:
        return 0.0
    if set(ours) <= set(theirs):
        return 0.8 + 0.2 * len(set(ours)) / len(set(theirs))
    return difflib.SequenceMatcher(None, "".join(ours), "".join(theirs)).ratio()


def _problem(found: Found) -> FileProblem | None:
    name = found.wanted.name
    if found.how is How.AMBIGUOUS:
        return FileProblem(
            None,
            name,
            "",
            f"More than one column may be “{name}”: {', '.join(map(excerpt, found.candidates))}."
            if len(found.candidates) > 1
            else f"The column “{excerpt(found.candidates[0])}” may stand for “{name}” or another.",
            "Choose which it is.",
        )
    if found.how is How.SUGGESTED and found.wanted.required:
        return FileProblem(
            None,
            name,
            "",
            f"No column is called “{name}”; “{excerpt(found.header)}” is like it.",
            "Confirm that column, or choose another.",
        )
    if found.how in {How.MISSING, How.LEFT_OUT} and found.wanted.required:
        about = f" ({found.wanted.description})" if found.wanted.description else ""
        return FileProblem(
            None,
            name,
            "",
            f"No column was found for “{name}”{about}.",
            f"Choose the column that holds it, or add a column with the heading “{name}”.",
        )
    return None
