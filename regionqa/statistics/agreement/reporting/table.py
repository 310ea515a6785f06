"""The long table of a report, read once: rows as places of case, reader, domain and authority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from regionqa.statistics.agreement.errors import RatingsError
from regionqa.statistics.agreement.long_table import (
    Labelled,
    called,
    column,
    labelled,
    placed,
    refuse_lengths,
    refuse_repeats,
)
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.scale import Codes, Grade, Scale

ONE_DOMAIN = "All cases"

HOME_ROLES = frozenset({"home", "own", "host", "internal"})
PEER_ROLES = frozenset({"peer", "peers", "external", "moderator"})


@dataclass(frozen=True)
class LongTable:
    """Rows of a file.

    Attributes:
        scale: the declared scale.
        cases: each row's case.
        readers: each row's reader.
        domains: each row's domain.
        authorities: each row's authority, or None.
        authority_of: whether the authority is the case's (the same in all rows of a case) or the
            reader's.
        home: whether the row's reader is at home in the case; None when the file does not say.
        places: each row's grade, 1…k, 0 for none.

    """

    scale: Scale
    cases: Labelled
    readers: Labelled
    domains: Labelled
    authorities: Labelled | None
    authority_of: Literal["case", "reader"] | None
    home: NDArray[np.bool_] | None
    places: Codes

    def rows_of(self, domain: int) -> NDArray[np.intp]:
        """The rows of one domain."""
        return np.flatnonzero(self.domains.index == domain)

    def ratings(self, rows: NDArray[np.intp]) -> tuple[Ratings, NDArray[np.int64]]:
        """Ratings of some rows of one domain, and readers × cases: which row came first."""
        cases, labels = _kept(self.cases, rows)
        readers, names = _kept(self.readers, rows)
        codes = np.zeros((len(names), len(labels)), dtype=np.uint8)
        codes[readers, cases] = self.places[rows]
        order = np.zeros(codes.shape, dtype=np.int64)
        order[readers, cases] = rows
        return Ratings(self.scale, codes, subjects=labels, raters=names), order

    def ratings_together(self) -> tuple[Ratings, NDArray[np.int64]]:
        """Ratings of all rows, a case once for each domain; with the rows' order as ``ratings``."""
        number = len(self.domains.labels)
        pairs = self.cases.index.astype(np.int64) * number + self.domains.index
        different, columns = np.unique(pairs, return_inverse=True)
        shape = (len(self.readers.labels), len(different))
        codes = np.zeros(shape, dtype=np.uint8)
        codes[self.readers.index, columns] = self.places
        order = np.zeros(shape, dtype=np.int64)
        order[self.readers.index, columns] = np.arange(len(columns))
        subjects = tuple(
            (self.cases.labels[pair // number], self.domains.labels[pair % number])
            for pair in different.tolist()
        )
        return Ratings(self.scale, codes, subjects=subjects, raters=self.readers.labels), order


def read_table(
    columns: Mapping[str, Any],
    scale: Scale | Iterable[Grade],
    names: Mapping[str, str | None],
    numbers: Sequence[int] | None = None,
) -> LongTable:
    """The rows of a file.

    ``names`` maps case, reader, grade, domain, authority and role to columns; ``numbers`` is what
    messages call each row.

    Raises:
        RatingsError: an absent column, columns of different lengths, an empty case, reader, domain
            or authority, an unknown grade or role, or a case graded twice by one reader in a
            domain.

    """
    declared = Scale.of(scale)
    found = {role: name for role, name in names.items() if name is not None}
    labels = {
        role: labelled(column(columns, name, role), name, role, numbers)
        for role, name in found.items()
        if role in ("case", "reader", "domain", "authority")
    }
    grades = column(columns, found["grade"], "grade")
    refuse_lengths(
        {"grade": len(grades)} | {role: len(each.index) for role, each in labels.items()}
    )
    places = placed(declared, grades, found["grade"], numbers)
    one_domain = Labelled(np.zeros(len(grades), dtype=np.intp), (ONE_DOMAIN,))
    cases, domains = labels["case"], labels.get("domain", one_domain)
    _refuse_repeats(cases, labels["reader"], domains, numbers)
    authorities = labels.get("authority")
    return LongTable(
        scale=declared,
        cases=cases,
        readers=labels["reader"],
        domains=domains,
        authorities=authorities,
        authority_of=None if authorities is None else _owner(cases, authorities),
        home=_home(columns, found["role"], len(grades), numbers) if "role" in found else None,
        places=places,
    )


def _kept(labels: Labelled, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], tuple[Any, ...]]:
    """Rows' places among the labels that come in them, in the file's order."""
    used, places = np.unique(labels.index[rows], return_inverse=True)
    return places, tuple(labels.labels[place] for place in used.tolist())


def _refuse_repeats(
    cases: Labelled, readers: Labelled, domains: Labelled, numbers: Sequence[int] | None
) -> None:
    if len(domains.labels) == 1:
        refuse_repeats(cases, readers, numbers)
        return
    pairs = cases.index * len(domains.labels) + domains.index
    different, index = np.unique(pairs, return_inverse=True)
    labels = tuple(
        (cases.labels[pair // len(domains.labels)], domains.labels[pair % len(domains.labels)])
        for pair in different.tolist()
    )
    refuse_repeats(Labelled(index, labels), readers, numbers)


def _home(
    columns: Mapping[str, Any], name: str, length: int, numbers: Sequence[int] | None
) -> NDArray[np.bool_]:
    values = column(columns, name, "role").tolist()
    refuse_lengths({"grade": length, "role": len(values)})
    marks = []
    for row, value in enumerate(values):
        role = str(value).strip().lower()
        if role not in HOME_ROLES | PEER_ROLES:
            raise RatingsError(
                f"row {called(row, numbers)}, column {name!r}: {value!r} is neither "
                "'home' nor 'peer'.",
                row=row,
                field="role",
            )
        marks.append(role in HOME_ROLES)
    return np.array(marks, dtype=np.bool_)


def _owner(cases: Labelled, authorities: Labelled) -> Literal["case", "reader"]:
    """Whose the authority is: the case's when all rows of every case have the same."""
    lowest = np.full(len(cases.labels), len(authorities.labels))
    highest = np.full(len(cases.labels), -1)
    np.minimum.at(lowest, cases.index, authorities.index)
    np.maximum.at(highest, cases.index, authorities.index)
    return "case" if (lowest == highest).all() else "reader"
