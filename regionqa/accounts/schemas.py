"""What the forms of accounts take. Rules that need the database are the operations'."""

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf

from regionqa.accounts.emails import LONGEST as LONGEST_EMAIL
from regionqa.core.errors import STALE

EMAIL_MISSING = "Enter your email address"
PASSWORD_MISSING = "Enter a password"  # noqa: S105  # a message
LONGEST_TYPED = 1000
LONGEST_TOKEN_NAME = 60
TOKEN_DAYS = {30: "30 days", 90: "90 days", 180: "Half a year", 365: "A year"}


def _text(missing: str, longest: int = LONGEST_TYPED) -> fields.String:
    too_long = f"Enter {longest} characters or fewer"
    return fields.String(
        required=True,
        validate=[Length(min=1, error=missing), Length(max=longest, error=too_long)],
        error_messages={"required": missing, "null": missing, "invalid": missing},
    )


class SignInSchema(Schema):
    """An e-mail address and a password."""

    email = _text(EMAIL_MISSING)
    password = _text(PASSWORD_MISSING)


class ChoiceSchema(Schema):
    """The authority to work in."""

    authority_id = fields.UUID(
        required=True,
        error_messages={
            "required": "Select an authority",
            "invalid_uuid": "Select an authority from the list",
        },
    )


class ForgottenSchema(Schema):
    """Where to send a link."""

    email = _text(EMAIL_MISSING, LONGEST_EMAIL)


class NewPasswordSchema(Schema):
    """A new password."""

    password = _text(PASSWORD_MISSING)


class ChangePasswordSchema(NewPasswordSchema):
    """The password in force and a new one."""

    current_password = _text("Enter the password you use now")


class NameSchema(Schema):
    """One's own name."""

    name = _text("Enter your name")


class AcceptSchema(Schema):
    """How colleagues will see the person, and a password where there is none yet."""

    display_name = _text("Enter your name")
    password = fields.String(load_default="", validate=Length(max=LONGEST_TYPED))


class InviteSchema(Schema):
    """Whom to invite, and to which roles."""

    display_name = _text("Enter the person’s name")
    email = _text("Enter the person’s email address", LONGEST_EMAIL)
    roles = fields.List(
        fields.String(), required=True, validate=Length(min=1, error="Select at least one role")
    )


class RolesSchema(Schema):
    """The roles a person is to have, and the version of them that the form showed."""

    roles = fields.List(fields.String(), load_default=list)
    version = fields.Integer(
        required=True,
        error_messages={"required": STALE, "invalid": STALE},
    )


class RemoveSchema(Schema):
    """The version of the membership that the page showed."""

    version = fields.Integer(
        required=True,
        error_messages={"required": STALE, "invalid": STALE},
    )


class TokenSchema(Schema):
    """What a token is for, and how many days it works."""

    name = _text("Enter what will use the token", LONGEST_TOKEN_NAME)
    days = fields.Integer(
        required=True,
        validate=OneOf(TOKEN_DAYS, error="Select how long it works"),
        error_messages={
            "required": "Select how long it works",
            "invalid": "Select how long it works",
        },
    )
