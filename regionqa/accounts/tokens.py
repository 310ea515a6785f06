"""Random tokens for sessions and one-time links. Only their hashes are stored."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """A token of 256 random bits, safe in a URL and in a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """The hash by which a token is found. SHA-256 is enough for a random token."""
    return hashlib.sha256(token.encode()).hexdigest()
