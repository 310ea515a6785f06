"""Password hashes: argon2id, one at a time in a process, and the same work for unknown accounts.

Two hashes of 46 MiB at once on a machine of two cores only make each other slower, so a semaphore
lets them through one by one. Parameters: OWASP's Password Storage Cheat Sheet, first argon2id row.
"""

import base64
import secrets
import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from regionqa.accounts.limits import limits

_ONE_AT_A_TIME = BoundedSemaphore(1)
_SALT_BYTES = 16
_HASH_BYTES = 32


def normalised(password: str) -> str:
    """The password as it is hashed: NFKC, without spaces around it.

    An accented letter typed on two keyboards, or a space copied along, is the same password.
    """
    return unicodedata.normalize("NFKC", password).strip()


def hash_password(password: str) -> str:
    """An argon2id hash with the parameters in force."""
    with _ONE_AT_A_TIME:
        return _hasher().hash(normalised(password))


def verify_password(secret: str | None, password: str) -> bool:
    """Whether the password is the one hashed; without a hash the same work is done for nothing."""
    with _ONE_AT_A_TIME:
        try:
            _hasher().verify(secret or _decoy(), normalised(password))
        except (VerificationError, InvalidHashError):
            return False
    return secret is not None


def is_outdated(secret: str) -> bool:
    """Whether a hash was made with other parameters than those in force."""
    return _hasher().check_needs_rehash(secret)


def _hasher() -> PasswordHasher:
    now = limits()
    return PasswordHasher(
        time_cost=now.argon2_time,
        memory_cost=now.argon2_memory_kib,
        parallelism=now.argon2_parallelism,
        hash_len=_HASH_BYTES,
        salt_len=_SALT_BYTES,
        type=Type.ID,
    )


def _decoy() -> str:
    """A hash that no password has, of the same cost as a real one and made without any."""
    now = limits()
    salt, fingerprint = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (_SALT_BYTES, _HASH_BYTES)
    )
    cost = f"m={now.argon2_memory_kib},t={now.argon2_time},p={now.argon2_parallelism}"
    return f"$argon2id$v=19${cost}${salt}${fingerprint}"
