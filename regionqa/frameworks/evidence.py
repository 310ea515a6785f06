"""What stands behind a component: features say what they hold for it and when they last did.

A feature registers a source for a component; a source is asked in the reader's own scope and
answers with what the authority holds, or None. So "in full" with nothing behind it can be seen.
What no feature holds, such as a meeting, is named by hand (``queries/evidence.py`` adds it).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from regionqa.core.scope import Scope

STALE_AFTER = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source holds: a sentence, how many things, the day of the last, where to see it.

    ``what`` is the sentence in the authority's own words of count, such as ``3 audits with a
    moderated grade``; it names no person and no case, since it stands in what is shared by name.
    """

    what: str
    count: int
    last_on: date | None
    link: str = ""


Source = Callable[[Scope], Evidence | None]
_SOURCES: dict[str, dict[str, Source]] = {}


def register_evidence(component_key: str, name: str, source: Source) -> None:
    """Say where evidence for a component comes from. ``name`` is the source's, once a component."""
    _SOURCES.setdefault(component_key, {})[name] = source


def evidence_for(scope: Scope, component_key: str) -> tuple[Evidence, ...]:
    """What features hold of the authority in use for a component, newest first, no empty one."""
    found = [source(scope) for source in _SOURCES.get(component_key, {}).values()]
    return newest_first(one for one in found if one is not None)


def has_recent(scope: Scope, component_key: str, today: date) -> bool:
    """Whether a feature holds evidence of the last twelve months; no source after the first does.

    The same as that ``evidence_for`` is not stale, without asking all that stands behind it.
    """
    return any(
        not is_stale(newest_first([one]), today)
        for source in _SOURCES.get(component_key, {}).values()
        if (one := source(scope)) is not None
    )


def newest_first(held: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence by the day of its last, newest first; what counts nothing is none."""
    kept = [one for one in held if one.count > 0]
    return tuple(sorted(kept, key=lambda one: one.last_on or date.min, reverse=True))


def last_evidence(held: tuple[Evidence, ...]) -> date | None:
    """The day of the newest evidence, or None."""
    return max((one.last_on for one in held if one.last_on is not None), default=None)


def is_stale(held: tuple[Evidence, ...], today: date) -> bool:
    """Whether there has been no evidence for twelve months."""
    last = last_evidence(held)
    return last is None or last < today - STALE_AFTER
