"""People: sign-in, sessions, memberships and roles, invitations.

Other features use what is named here and nothing else of this package.
"""

from regionqa.accounts.limits import configure
from regionqa.accounts.methods import METHODS, SignInMethod, WrongCredentials
from regionqa.accounts.operations.api_tokens import resolve_token
from regionqa.accounts.operations.invitations import (
    Invitation,
    accept_invitation,
    invite_person,
    renew_invitation,
    withdraw_invitation,
)
from regionqa.accounts.operations.links import LinkUnusable
from regionqa.accounts.operations.memberships import (
    change_roles,
    end_role,
    grant_role,
    remove_person,
)
from regionqa.accounts.operations.passwords import (
    change_password,
    request_reset,
    reset_password,
)
from regionqa.accounts.operations.sessions import (
    NewSession,
    PersonView,
    SignedIn,
    choose_authority,
    resolve,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from regionqa.accounts.places import Held
from regionqa.accounts.policy import Weighed, ties, without_tie
from regionqa.accounts.queries import email_of, list_people, memberships_of, memberships_of_all

__all__ = [
    "METHODS",
    "Held",
    "Invitation",
    "LinkUnusable",
    "NewSession",
    "PersonView",
    "SignInMethod",
    "SignedIn",
    "Weighed",
    "WrongCredentials",
    "accept_invitation",
    "change_password",
    "change_roles",
    "choose_authority",
    "configure",
    "email_of",
    "end_role",
    "grant_role",
    "invite_person",
    "list_people",
    "memberships_of",
    "memberships_of_all",
    "remove_person",
    "renew_invitation",
    "request_reset",
    "reset_password",
    "resolve",
    "resolve_token",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "ties",
    "withdraw_invitation",
    "without_tie",
]
