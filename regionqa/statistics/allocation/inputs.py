"""What an allocation is made from: cases, readers, conflicts, earlier readings and the rules."""

from dataclasses import dataclass, field, replace

FAMILIES = (
    "coverage",
    "expertise",
    "capacity",
    "reciprocity",
    "pair",
    "partners",
    "chain",
    "swap",
    "links",
)


class AllocationInputError(ValueError):
    """Input that cannot be used; the message names the thing, the field and the fix."""


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """One case to be read.

    ``needs`` are the kinds of experience that at least one of its readers must have (each).
    ``readers`` overrides the rules' number of readers for this case.
    """

    id: str
    authority: str
    needs: frozenset[str] = frozenset()
    readers: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Reader:
    """One person who reads; ``capacity`` is the most cases this person reads in the round."""

    id: str
    authority: str
    capacity: int
    expertise: frozenset[str] = frozenset()
    available: bool = True


@dataclass(frozen=True, slots=True)
class Conflict:
    """Who must not read what: a reader or a whole authority, against a case or an authority.

    Exactly one of ``reader`` and ``reader_authority`` is given, and exactly one of ``case`` and
    ``case_authority``. A conflict between two authorities holds in both directions.
    """

    reader: str | None = None
    reader_authority: str | None = None
    case: str | None = None
    case_authority: str | None = None

    def __post_init__(self) -> None:
        if (self.reader is None) == (self.reader_authority is None):
            raise AllocationInputError(
                "A conflict names either a reader or a reader's authority: give exactly one."
            )
        if (self.case is None) == (self.case_authority is None):
            raise AllocationInputError(
                "A conflict names either a case or a case's authority: give exactly one."
            )


@dataclass(frozen=True, slots=True)
class PastReading:
    """Readings of earlier rounds: ``count`` cases of ``case_authority`` read by the other.

    With ``reader`` the same person's return to the same authority costs once more. Authorities
    and people no longer in the region are ignored.
    """

    reader_authority: str
    case_authority: str
    count: int = 1
    reader: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One thing a rule gives way by; part of an alternative, and of ``Rules.changes``.

    ``subject`` by family: coverage (case), expertise (case, need), capacity (reader),
    reciprocity (authority), pair (reader's authority, case's authority), partners (authority),
    chain (reader's authority, case's authority), swap (two authorities), links ("spread" for
    the resistance limit, "connection" for the link itself).
    ``amount`` is how many readers, cases, readings or partners; 1 where it does not apply.
    """

    family: str
    subject: tuple[str, ...]
    amount: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a round.

    :param readers_per_case: peers who read each case.
    :param reciprocity: by how many readings an authority may give more or fewer than it
        receives; None for no such rule.
    :param exempt: authorities to which reciprocity does not apply (outside moderators).
    :param pair_limit: the most cases of one authority that another may read; None for
        ceil(readings received / (authorities - 1)) + 1.
    :param experts: how many of a case's readers must have each experience it needs.
    :param partners: the fewest authorities each exchanges cases with, in either direction;
        never more than the other authorities there are.
    :param resistance_limit: how many times as large as under an even spread the variance of the
        difference between two authorities may be; None for no limit. Whatever it is, all
        authorities with cases are linked unless ``linked`` is False.
    :param own_reading: whether the home authority reads its own cases too, blind, and so counts
        as a reader of them when links are judged.
    :param chains: orders such as (Hartlepool, Durham, Gateshead): Hartlepool reads at least one
        case of Durham, Durham at least one of Gateshead. Repeat the first name to close a chain.
    :param chains_only: nobody reads outside the chains.
    :param swaps: False forbids two authorities to read each other ("chains, not swaps").
    :param history_weight: what one earlier reading of the pair costs, an integer.
    :param load_weight: what each case costs by which the busiest and the least busy of an
        authority's readers differ beyond one, an integer.
    :param changes: accepted changes, normally those of an alternative.
    """

    readers_per_case: int = 2
    reciprocity: int | None = 1
    exempt: frozenset[str] = frozenset()
    pair_limit: int | None = None
    experts: int = 1
    partners: int = 4
    linked: bool = True
    resistance_limit: float | None = 1.5
    own_reading: bool = True
    chains: tuple[tuple[str, ...], ...] = ()
    chains_only: bool = False
    swaps: bool = True
    history_weight: int = 1
    load_weight: int = 5
    changes: tuple[Change, ...] = field(default=())

    def __post_init__(self) -> None:
        smallest = {
            "readers_per_case": 1,
            "reciprocity": 0,
            "pair_limit": 1,
            "experts": 0,
            "partners": 0,
            "history_weight": 0,
            "load_weight": 0,
        }
        for name, least in smallest.items():
            value = getattr(self, name)
            if value is not None and (not isinstance(value, int) or value < least):
                raise AllocationInputError(
                    f"Rule {name} is {value!r}: give a whole number of at least {least}."
                )
        if self.resistance_limit is not None and not self.resistance_limit >= 1:
            raise AllocationInputError(
                f"Rule resistance_limit is {self.resistance_limit!r}: no plan is better than an "
                "even spread, so give a number of at least 1, or None."
            )
        if self.chains_only and not self.chains:
            raise AllocationInputError("Rule chains_only needs chains: give at least one chain.")
        for chain in self.chains:
            if len(chain) < 2:
                raise AllocationInputError("A chain needs at least two authorities.")
        for change in self.changes:
            if change.family not in FAMILIES or change.amount < 1:
                raise AllocationInputError(
                    f"Change {change!r}: the family is one of {', '.join(FAMILIES)}, the amount "
                    "at least 1."
                )

    def accept(self, changes: tuple[Change, ...]) -> "Rules":
        """The same rules with more changes accepted."""
        return replace(self, changes=(*self.changes, *changes))


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """One reading to be done: this reader reads this case."""

    case: str
    reader: str
