"""E-mail addresses: what a usable one looks like, and when two are the same."""

import re
import unicodedata

LONGEST = 254
_SHAPE = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[^\s@.,<>]+(\.[^\s@.,<>]+)+\Z")


def email_key(email: str) -> str:
    """The address folded, so that case and width of letters do not matter."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def is_email(email: str) -> bool:
    """Whether this can be an address: something at a dotted name, with no space and no list."""
    return len(email) <= LONGEST and _SHAPE.match(email) is not None
