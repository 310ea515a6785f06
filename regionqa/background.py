"""Every feature that has background work, so that a worker knows what to do with each job."""

from importlib import import_module

JOB_MODULES = ("regionqa.core.mail",)


def declare_every_job() -> None:
    """Import every module that declares jobs."""
    for name in JOB_MODULES:
        import_module(name)
