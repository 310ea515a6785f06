"""People: sign-in, sessions, memberships and roles, invitations.

Other features use what is named here and nothing else of this package.
"""

from regionqa.accounts.limits import configure
from regionqa.accounts.methods import WrongCredentials
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
from regionqa.accounts.queries import Held, memberships_of, memberships_of_all

__all__ = [
    "Held",
    "NewSession",
    "PersonView",
    "SignedIn",
    "WrongCredentials",
    "choose_authority",
    "configure",
    "memberships_of",
    "memberships_of_all",
    "resolve",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
]
