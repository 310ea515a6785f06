"""Every feature that has background work, so that a worker knows what to do with each job."""

from importlib import import_module

from regionqa.mapped import every_model

JOB_MODULES = (
    "regionqa.core.mail",
    "regionqa.accounts.jobs",
    "regionqa.frameworks.jobs",
    "regionqa.indicators.jobs",
    "regionqa.ratings.jobs",
    "regionqa.moderation.jobs",
    "regionqa.benchmarking.jobs",
)


def declare_every_job() -> None:
    """Import every module that declares jobs, and the tables that they work on."""
    every_model()
    for name in JOB_MODULES:
        import_module(name)
