"""One decision for every surface: what a person may see of a case.

``sight`` is a pure function of what ties a person to a case and of where the case stands. It weighs
all that a person is, in every authority, past places too; any reason against wins over any reason
for; which authority is in use makes no difference. Queries ask it before they show anything.
"""

from dataclasses import dataclass, fields
from functools import cache

from regionqa.moderation.machines import BLIND, REVEALED


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a person to a case.

    ``reader`` is a live assignment. ``former_reader`` one that was declined, lapsed or withdrawn.
    ``conflict`` is declared, at any time. ``of_home`` is a place in the home authority, past ones
    included; ``leads_home`` and ``home_auditor`` are held now. ``coordinates`` is held now in the
    region's office. ``panel`` names the person for this case's panel.
    """

    reader: bool = False
    former_reader: bool = False
    conflict: bool = False
    of_home: bool = False
    leads_home: bool = False
    home_auditor: bool = False
    coordinates: bool = False
    panel: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """What may be seen. Every flag is off unless a rule turns it on.

    ``headline``: service, age band and where the case stands. ``own``: the own draft and reading.
    ``readings``: those of all. ``count``: how many readings are in. ``names``: who reads.
    ``home``: which authority's case it is. ``thread``: questions while blind. ``discussion``:
    talk and positions after the reveal, with the agreed grades. ``pack``: its papers.
    ``slots``: the own times to read it in place. ``reference``: which of the home's own cases it
    is. ``grade``: a reading may be written.
    """

    headline: bool = False
    own: bool = False
    readings: bool = False
    count: bool = False
    names: bool = False
    home: bool = False
    thread: bool = False
    discussion: bool = False
    pack: bool = False
    slots: bool = False
    reference: bool = False
    grade: bool = False

    @property
    def nothing(self) -> bool:
        """Whether the case does not exist for this person."""
        return self == NOTHING


NOTHING = Sight()


@cache
def sight(tie: Tie, state: str) -> Sight:
    """What a person with this tie may see of a case in this state.

    Kept, since it hangs on nothing else and there are few ties.
    """
    if state not in BLIND | REVEALED | {"withdrawn"}:
        raise ValueError(f"There is no case state {state}.")
    if tie.conflict:
        return NOTHING  # declared before or after: access is cut, own reading included
    home = tie.leads_home or tie.home_auditor
    reads = (tie.reader or tie.panel) and not tie.of_home
    coordinates = tie.coordinates and not tie.of_home and not (tie.reader or tie.former_reader)
    views = [
        _as_home(tie, state) if home else NOTHING,
        _as_reader(tie, state) if reads else NOTHING,
        _as_coordinator(state) if coordinates else NOTHING,
    ]
    return Sight(
        **{field.name: any(getattr(view, field.name) for view in views) for field in fields(Sight)}
    )


def _as_home(tie: Tie, state: str) -> Sight:
    open_now = state in REVEALED
    auditor = tie.home_auditor
    return Sight(
        headline=True,
        own=auditor,
        readings=open_now,
        count=open_now,
        home=True,
        thread=state in {"in_blind", "short"} or open_now,
        discussion=open_now,
        pack=True,
        slots=True,
        reference=True,
        grade=auditor and state in {"drawn", "allocated", "in_blind", "short"},
    )


def _as_reader(tie: Tie, state: str) -> Sight:
    open_now = state in REVEALED
    blind_reading = tie.reader and state in {"in_blind", "short"}
    if (
        tie.panel
        and not tie.reader
        and state not in {"escalated", "agreed", "unresolved", "closed"}
    ):
        return NOTHING
    return Sight(
        headline=(tie.reader and state not in {"withdrawn", "drawn"}) or open_now,
        own=tie.reader,
        readings=open_now,
        count=open_now,
        home=open_now,
        thread=blind_reading or open_now,
        discussion=open_now,
        pack=blind_reading or open_now,
        slots=blind_reading or (tie.reader and state == "allocated"),
        grade=blind_reading,
    )


def _as_coordinator(state: str) -> Sight:
    open_now = state in REVEALED
    return Sight(
        headline=True,
        readings=open_now,
        count=True,
        names=True,
        home=True,
        discussion=open_now,
    )
