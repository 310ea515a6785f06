"""Components and points that a region or an authority adds to the standard, and retires again."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.core import events
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.frameworks.models import OwnAddition, RegionalAddition
from regionqa.frameworks.personal import refuse_personal_details
from regionqa.frameworks.policy import MANAGE_FRAMEWORK, MANAGE_REGION
from regionqa.frameworks.queries.framework import get_structure
from regionqa.frameworks.schemas import STEPS_MISSING
from regionqa.frameworks.standard import STEPS, Origin

ADDED = events.declare(
    "framework.addition_made", "key", sentence="Added {key} to the framework’s components"
)
RETIRED = events.declare("framework.addition_retired", "key", sentence="Retired the addition {key}")
MOST = 60


def add_point(scope: Scope, component_key: str, text: str, *, confirmed: bool = False) -> str:
    """Add a point to a component, for the region in the office and for oneself in an authority.

    The new point's key. Raises ``NotFound`` for a component that there is not.
    """
    structure = get_structure(scope)
    if structure.find(component_key) is None:
        raise NotFound
    return _add(scope, text, component_key=component_key, confirmed=confirmed)


def add_component(
    scope: Scope, title: str, purpose: str, steps: Sequence[str], *, confirmed: bool = False
) -> str:
    """Add a component with its four steps described; its key.

    Raises ``Unprocessable`` unless there are four steps or none.
    """
    given = [step for step in steps if step]
    if given and len(given) != STEPS:
        raise Unprocessable(errors={"step-1": [STEPS_MISSING]})
    return _add(scope, title, purpose=purpose, steps=given, confirmed=confirmed)


def _add(
    scope: Scope,
    title: str,
    *,
    component_key: str | None = None,
    purpose: str = "",
    steps: Sequence[str] = (),
    confirmed: bool,
) -> str:
    require(scope, MANAGE_REGION if scope.office else MANAGE_FRAMEWORK)
    texts = {"title": title, "purpose": purpose}
    texts |= {f"step-{number}": step for number, step in enumerate(steps, start=1)}
    refuse_personal_details(scope, texts, confirmed=confirmed)
    origin = Origin.REGION if scope.office else Origin.OWN
    key = f"{origin.value}_{uuid4().hex[:12]}"
    values = {
        "id": uuid4(),
        "key": key,
        "component_key": component_key,
        "title": title,
        "purpose": purpose,
        "steps": list(steps),
        "added_at": now(),
    }
    if len(list_additions(scope)) >= MOST:
        raise Unprocessable(f"There are {MOST} additions already; retire one first.")
    if scope.office:
        session(scope).add(RegionalAddition(region_id=scope.region_id, **values))
    else:
        session(scope).add(OwnAddition(authority_id=scope.authority_id, **values))
    events.record(scope, ADDED, key, key=key)
    return key


def retire_addition(scope: Scope, addition_id: UUID) -> None:
    """Ask for it no more. What was approved under it stays. Raises ``NotFound``."""
    require(scope, MANAGE_REGION if scope.office else MANAGE_FRAMEWORK)
    held = next((one for one in list_additions(scope) if one.id == addition_id), None)
    if held is None:
        raise NotFound
    held.retired_at = now()
    events.record(scope, RETIRED, held.key, key=held.key)


def list_additions(scope: Scope) -> list[RegionalAddition] | list[OwnAddition]:
    """The additions in force that the scope's person looks after."""
    unit = session(scope)
    if scope.office:
        regional = select(RegionalAddition).where(RegionalAddition.retired_at.is_(None))
        return list(unit.scalars(regional.order_by(RegionalAddition.added_at)))
    own = select(OwnAddition).where(OwnAddition.retired_at.is_(None))
    return list(unit.scalars(own.order_by(OwnAddition.added_at)))
