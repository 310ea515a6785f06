"""What is wrong with a set of ratings, said so that it can be put right."""


class RatingsError(ValueError):
    """Ratings that cannot be used; the message names the place and the fix.

    Attributes:
        row: the row of the input, counted from 0, or None when the fault is not in one row.
        field: the role of the column at fault (``subject``, ``rater``, ``grade``, ``scale``…).

    """

    def __init__(self, message: str, *, row: int | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.row = row
        self.field = field


class RepeatedGradeError(RatingsError):
    """A reader who graded the same case twice."""


class UnknownGradeError(RatingsError):
    """A grade that the declared scale does not hold; ``grade`` is the grade as it was given."""

    def __init__(
        self, grade: object, scale: tuple[object, ...], *, row: int | None, where: str
    ) -> None:
        named = ", ".join(repr(known) for known in scale)
        hint = _alike(grade, scale)
        super().__init__(
            f"{where}: the grade {grade!r} is not on the scale ({named}). {hint}"
            "Correct the grade, leave it empty if the case was not graded, or add it to the scale.",
            row=row,
            field="grade",
        )
        self.grade = grade


def _alike(grade: object, scale: tuple[object, ...]) -> str:
    """A grade that differs in capitals, spaces or type only."""
    written = "".join(str(grade).split()).casefold()
    for known in scale:
        if "".join(str(known).split()).casefold() == written:
            return f"Did you mean {known!r}? "
    return ""
