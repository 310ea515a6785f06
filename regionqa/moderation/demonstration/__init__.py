"""The demonstration's made-up rounds, packs and anchor."""

from regionqa.moderation.demonstration.rounds import fill

__all__ = ["fill"]
