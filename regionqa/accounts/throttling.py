"""Slowing down guesses: for each account as typed, whether it exists or not, and each address.

An attempt is counted before it is tried, so that guesses sent at once are counted too; one that
succeeds is taken back. After the free attempts the wait doubles with each further one, up to 15
minutes. Nobody is locked out for good.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from regionqa.accounts.limits import limits
from regionqa.accounts.models import Throttle
from regionqa.core.errors import TooMany
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session


@dataclass(frozen=True, slots=True)
class Rule:
    """How many attempts are free, how long the first wait is, and when attempts are forgotten."""

    name: str
    free: int
    first_wait: timedelta
    forget: timedelta
    longest_wait: timedelta = timedelta(minutes=15)

    def wait(self, failures: int) -> timedelta:
        """How long to wait after this many failures; nothing while they are free."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 30)
        doubled: timedelta = self.first_wait * 2**doublings
        return min(self.longest_wait, doubled)


# A council's people share one outward address: its free attempts must outlast a Monday morning.
ACCOUNT = Rule("account", free=5, first_wait=timedelta(seconds=5), forget=timedelta(days=1))
ADDRESS = Rule("address", free=50, first_wait=timedelta(seconds=5), forget=timedelta(hours=1))
RESET_ACCOUNT = Rule(
    "reset-account", free=3, first_wait=timedelta(minutes=15), forget=timedelta(hours=1)
)
RESET_ADDRESS = Rule(
    "reset-address", free=20, first_wait=timedelta(minutes=1), forget=timedelta(hours=1)
)
TOKEN_ADDRESS = Rule(
    "token-address", free=20, first_wait=timedelta(seconds=5), forget=timedelta(hours=1)
)
Counted = tuple[Rule, str]


def count_attempt(scope: Scope, *counted: Counted) -> None:
    """Count one attempt against each of the rules' subjects.

    Raises ``TooMany`` with ``retry_after`` when any of them has to wait, and counts nothing then.
    """
    moment = now()
    held = {_key(rule, subject): rule for rule, subject in counted}
    rows = _locked(scope, sorted(held), moment)
    blocked = [row.blocked_until for row in rows if row.blocked_until > moment]
    if blocked:
        raise _too_many(max(blocked) - moment)
    for row in rows:
        rule = held[row.key]
        if moment - row.failed_at > rule.forget:
            row.failures = 0
        row.failures += 1
        row.failed_at = moment
        row.blocked_until = moment + rule.wait(row.failures)


def forgive(scope: Scope, *counted: Counted) -> None:
    """Take one attempt back: it succeeded."""
    for row in _locked(scope, sorted(_key(*one) for one in counted), now()):
        row.failures = max(0, row.failures - 1)
        row.blocked_until = row.failed_at


def clear(scope: Scope, rule: Rule, subject: str) -> None:
    """Forget every attempt against this subject."""
    session(scope).execute(delete(Throttle).where(Throttle.key == _key(rule, subject)))


def _key(rule: Rule, subject: str) -> str:
    message = f"{rule.name}:{subject}".encode()
    return hmac.new(limits().key, message, hashlib.sha256).hexdigest()


def _locked(scope: Scope, keys: list[str], moment: datetime) -> list[Throttle]:
    """The rows of these keys, made where there are none, locked in the order of the keys."""
    unit = session(scope)
    query = select(Throttle).where(Throttle.key.in_(keys)).order_by(Throttle.key).with_for_update()
    rows = list(unit.scalars(query))
    missing = sorted(set(keys) - {row.key for row in rows})
    if not missing:
        return rows
    for key in missing:
        try:
            with unit.begin_nested():
                unit.add(Throttle(key=key, failures=0, failed_at=moment, blocked_until=moment))
        except IntegrityError:
            continue  # an attempt of the same moment has made it, and the query below finds it
    return list(unit.scalars(query.execution_options(populate_existing=True)))


def _too_many(wait: timedelta) -> TooMany:
    seconds = max(1, int(wait.total_seconds() + 0.999))
    words = f"{seconds} seconds" if seconds < 60 else f"{-(-seconds // 60)} minutes"
    words = {"1 seconds": "1 second", "1 minutes": "1 minute"}.get(words, words)
    return TooMany(f"Too many attempts. Try again in {words}.", retry_after=seconds)
