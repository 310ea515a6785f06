"""Who am I, for programs."""

from typing import Any

from marshmallow import fields

from regionqa.core import permissions
from regionqa.core.errors import SignInNeeded
from regionqa.core.permissions import signed_in
from regionqa.core.scope import Scope
from regionqa.web.api import ApiDoor, OutputSchema
from regionqa.web.identity import identity

READ_ME = permissions.declare("accounts:me:read", (signed_in,))

door = ApiDoor(
    "me", __name__, title="Who is asking", description="Whose token it is, and what it may do."
)


class MyAuthoritySchema(OutputSchema):
    """The authority in use."""

    id = fields.UUID()
    name = fields.String()
    office = fields.Boolean(metadata={"description": "Whether it is its region’s office."})


class MeSchema(OutputSchema):
    """Who is asking: the roles are those that count for this request."""

    person_id = fields.UUID()
    name = fields.String()
    authority = fields.Nested(MyAuthoritySchema)
    roles = fields.List(fields.String())


@door.operation("/me", permission=READ_ME, answer=MeSchema, etag=True)
def get_me(scope: Scope) -> dict[str, Any]:
    """Get who is asking, for which authority, with which roles."""
    who = identity()
    if who is None:
        raise SignInNeeded
    return {
        "person_id": who.person_id,
        "name": who.name,
        "authority": {
            "id": scope.authority_id,
            "name": who.authority_name,
            "office": scope.office,
        },
        "roles": sorted(scope.roles),
    }
