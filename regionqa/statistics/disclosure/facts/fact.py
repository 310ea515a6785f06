"""What every fact has in common: who knows it, and how it is written as linear statements."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from regionqa.statistics.disclosure.model import Model


@dataclass(frozen=True)
class Fact(ABC):
    """Something a reader knows of the unknown counts.

    Args:
        known_to: None for what everyone may read; an authority for what only it knows (its own
            rows), which an attack uses when that authority is among the readers.

    """

    known_to: str | None = field(default=None, kw_only=True)

    @abstractmethod
    def write(self, model: Model) -> None:
        """Write the fact into the model as rows, auxiliaries and guarded quantities."""
