"""What of a hidden total is no secret: a reader who adds only its own part has learnt nothing."""

from dataclasses import replace

from regionqa.statistics.disclosure.engines import Memory, search_for
from regionqa.statistics.disclosure.model import Target
from regionqa.statistics.disclosure.programme import Clock
from regionqa.statistics.disclosure.reduction import Component, Reduced
from regionqa.statistics.disclosure.search import Search


class CommonKnowledge:
    """The public's view of the releases, asked about the parts of a target.

    A hidden total of which only the reader's own count was open is exact for that reader, and is
    no exposure: whatever else it adds up could be read, or worked out, by anyone.
    """

    def __init__(self, public: Reduced, clock: Clock, memory: Memory | None = None) -> None:
        self.clock = clock
        self.memory = memory
        self._places: dict[object, tuple[Component, Target]] = {
            (target.release, target.name): (component, target)
            for component in public.components
            for target in component.targets
        }
        self._searches: dict[int, Search] = {}

    def has_the_rest(self, target: Target, readers: frozenset[str]) -> bool:
        """Whether all of the target but the readers' own part is known to the public.

        Raises ``Undecided`` at the time limit.
        """
        place = self._places.get((target.release, target.name))
        if place is None or not place[1].is_partly_known_to(readers):
            return False
        component, public = place
        rest = {
            number: weight
            for number, weight in public.terms.items()
            if not component.holders(number) & readers
        }
        if not rest:
            return True
        search = self._searches.get(id(component))
        if search is None:
            search = search_for(component, self.clock, self.memory)
            self._searches[id(component)] = search
        name = public.name._replace(authority=f"{public.name.authority} but {sorted(readers)}")
        return search.movers(replace(public, terms=rest, name=name), frozenset()) is None
