"""Background work of accounts: the mail that a request for a new password asked for, tidying."""

from uuid import UUID

from regionqa.accounts.operations import passwords, upkeep
from regionqa.core import jobs
from regionqa.core.worker import JobRun


def send_reset(run: JobRun) -> None:
    """Mail the link to a new password, in the transaction that marks the job done."""
    with run.finishing() as scope:
        passwords.send_reset(scope, UUID(run.payload["link_id"]))


def tidy(run: JobRun) -> None:
    """Delete what ran out long ago; asked for daily by the workers themselves."""
    with run.finishing() as scope:
        upkeep.forget_expired(scope)


jobs.declare(passwords.SEND_RESET, send_reset)
jobs.declare("accounts.tidy", tidy, daily=True)
