"""The pages of accounts: their doors, which the application registers."""

from regionqa.accounts.pages import account, api_tokens, leads, links, people, sign_in
from regionqa.accounts.pages.doors import accounts_door, leads_door, people_door

DOORS = (accounts_door, people_door, leads_door)

__all__ = ["DOORS", "account", "api_tokens", "leads", "links", "people", "sign_in"]
