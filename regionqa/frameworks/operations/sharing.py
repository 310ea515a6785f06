"""Choosing with whom a component is shared, and taking it back."""

from uuid import uuid4

from sqlalchemy import select

from regionqa.core import events
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.frameworks.answers import Sharing
from regionqa.frameworks.models import SharingChoice
from regionqa.frameworks.operations.editing import ensure_framework
from regionqa.frameworks.operations.publishing import publish
from regionqa.frameworks.policy import SHARE_COMPONENT
from regionqa.frameworks.queries.framework import get_component

CHANGED = events.declare(
    "framework.sharing_changed",
    "component",
    "before",
    "after",
    sentence="Changed the sharing of {component} from {before} to {after}",
)


def change_sharing(scope: Scope, key: str, level: Sharing) -> None:
    """Share a component with nobody, in counts, or by name; what was shared before goes at once.

    Raises ``NotFound`` for a component that there is not.
    """
    require(scope, SHARE_COMPONENT)
    get_component(scope, key)
    ensure_framework(scope)  # its lock lets one change of sharing be made at a time
    unit = session(scope)
    row = unit.scalar(select(SharingChoice).where(SharingChoice.component_key == key))
    before = Sharing(row.level) if row else Sharing.PRIVATE
    if before is level:
        return
    if row is None:
        row = SharingChoice(id=uuid4(), authority_id=scope.authority_id, component_key=key)
        unit.add(row)
    row.level = level.value
    row.changed_at = now()
    row.changed_by = scope.person_id
    unit.flush()  # publishing reads the levels back
    events.record(scope, CHANGED, key, component=key, before=before.value, after=level.value)
    publish(scope)
