"""Every feature that maps tables, so that migrations and tests see the whole schema."""

from importlib import import_module

MODEL_MODULES = (
    "regionqa.core.events",
    "regionqa.core.idempotency",
    "regionqa.core.jobs",
    "regionqa.core.mail",
    "regionqa.authorities.models",
    "regionqa.accounts.models",
    "regionqa.frameworks.models",
    "regionqa.indicators.models",
    "regionqa.ratings.models",
    "regionqa.moderation.models",
    "regionqa.benchmarking.models",
)


def every_model() -> None:
    """Import every module that maps a table."""
    for name in MODEL_MODULES:
        import_module(name)
