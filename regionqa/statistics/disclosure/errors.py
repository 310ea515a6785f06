"""What can be wrong with a release before anyone attacks it; each has a name."""


class DisclosureError(ValueError):
    """The root of this package's errors."""


class UnencodedFigureError(DisclosureError):
    """A figure that no fact describes; it may not be released, because it cannot be attacked."""

    def __init__(self, figure: object) -> None:
        self.figure = figure
        super().__init__(
            f"{figure!r} has no encoding as a fact, so it cannot be attacked and may not be "
            "released; describe it by the facts of regionqa.statistics.disclosure or leave it out"
        )


class ContradictionError(DisclosureError):
    """The facts exclude each other: the model of the release is wrong, or a figure in it is."""


class UnknownReaderError(DisclosureError):
    """A reader who is no unit of any release, or whose own rows are in none of them."""


class CountsError(DisclosureError):
    """A table of counts that cannot be read: the message names row, column and fix."""


class SolverError(DisclosureError):
    """The solver gave up in a way that is neither an answer nor a time limit."""


class UnpublishableError(DisclosureError):
    """Nothing of a table can be published beside what is public already.

    ``exposures`` holds what even the barest form of it would give away.
    """

    def __init__(self, exposures: list[object]) -> None:
        self.exposures = exposures
        first = "; ".join(str(exposure) for exposure in exposures[:3])
        super().__init__(
            f"even with every figure hidden this release would expose {len(exposures)} counts, "
            f"because of what was published before ({first}); publish it with a new window or not"
        )
