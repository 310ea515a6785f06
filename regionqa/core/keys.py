"""Keys that live apart from the database: one for each sealed thing, each a file of its own.

A data key is 256 bits for AES-GCM. It is stored wrapped (AES-GCM too, its id as associated data) by
a key that comes from the environment alone, in a folder that neither the database nor its backups
hold. To destroy the file is to make everything sealed with it unreadable, wherever copies are.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NONCE = 12
KEY = 32
_SUFFIX = ".key"


class KeyGone(Exception):
    """There is no such key: it was destroyed, or this installation never had it."""


class NotOpened(Exception):
    """The key or what it goes with is not that which something was sealed with."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key in hand. ``id`` is what may be stored in the database."""

    id: str
    _secret: bytes

    def seal(self, data: bytes, goes_with: str) -> bytes:
        """Encrypt: a nonce of its own, then the ciphertext. ``goes_with`` is authenticated."""
        nonce = secrets.token_bytes(NONCE)
        sealed: bytes = _cipher(self._secret).encrypt(nonce, data, goes_with.encode())
        return nonce + sealed

    def open(self, sealed: bytes, goes_with: str) -> bytes:
        """Decrypt. Raises ``NotOpened`` for another key, other bytes or another ``goes_with``."""
        return _open(self._secret, sealed, goes_with)


class KeyStore:
    """The folder of wrapped keys. ``earlier`` are wrapping secrets still accepted in a change."""

    def __init__(self, folder: str | Path, secret: str, earlier: Sequence[str] = ()) -> None:
        self._folder = Path(folder)
        self._secrets = [secret, *earlier]

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "KeyStore":
        """The store that an installation's settings name."""
        return cls(
            settings["KEY_FOLDER"], settings["WRAPPING_KEY"], settings["WRAPPING_KEY_FALLBACKS"]
        )

    def make(self) -> DataKey:
        """A new key, stored before it is given out."""
        key = DataKey(secrets.token_hex(16), secrets.token_bytes(KEY))
        self._write(key.id, key._secret)  # noqa: SLF001  # the store is where a key's secret is kept
        return key

    def get(self, key_id: str) -> DataKey:
        """A stored key. Raises ``KeyGone`` without a file, ``NotOpened`` for no fitting secret."""
        held = self._read(key_id)
        for secret in self._secrets:
            if _name(secret) == held["wrapped_by"]:
                return DataKey(key_id, _open(_wrapping(secret), b64decode(held["key"]), key_id))
        raise NotOpened("No wrapping key of the settings is the one that this key was wrapped by.")

    def destroy(self, key_id: str) -> bool:
        """Overwrite and remove a key; whether there was one. It may be done again."""
        path = self._path(key_id)
        try:
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return False
        self._sync_folder()
        return True

    def rotate(self) -> tuple[int, int]:
        """Wrap every key anew by the newest secret; how many were changed, and how many are there.

        It may be stopped and run again: each file is replaced whole.
        """
        changed, paths = 0, sorted(self._folder.glob(f"*{_SUFFIX}"))
        for path in paths:
            if self._read(path.stem)["wrapped_by"] != _name(self._secrets[0]):
                self._write(path.stem, self.get(path.stem)._secret)  # noqa: SLF001
                changed += 1
        return changed, len(paths)

    def _path(self, key_id: str) -> Path:
        if not key_id.isalnum():
            raise KeyGone
        return self._folder / f"{key_id}{_SUFFIX}"

    def _read(self, key_id: str) -> dict[str, str]:
        try:
            held: dict[str, str] = json.loads(self._path(key_id).read_text())
        except FileNotFoundError as error:
            raise KeyGone from error
        return held

    def _write(self, key_id: str, secret: bytes) -> None:
        newest = self._secrets[0]
        nonce = secrets.token_bytes(NONCE)
        wrapped = nonce + _cipher(_wrapping(newest)).encrypt(nonce, secret, key_id.encode())
        text = json.dumps({"wrapped_by": _name(newest), "key": b64encode(wrapped).decode()})
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._path(key_id)
        fresh = path.with_suffix(f".{secrets.token_hex(6)}")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        self._sync_folder()

    def _sync_folder(self) -> None:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _cipher(secret: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(secret)


def _open(secret: bytes, sealed: bytes, goes_with: str) -> bytes:
    from cryptography.exceptions import InvalidTag

    try:
        opened: bytes = _cipher(secret).decrypt(sealed[:NONCE], sealed[NONCE:], goes_with.encode())
    except (InvalidTag, ValueError) as error:
        raise NotOpened from error
    return opened


def _derived(secret: str, info: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY, salt=None, info=info).derive(secret.encode())


def _wrapping(secret: str) -> bytes:
    return _derived(secret, b"regionqa wrapping key")


def _name(secret: str) -> str:
    """What a wrapping secret is called in a key's file: it says nothing of the secret."""
    return _derived(secret, b"regionqa wrapping key's name").hex()[:16]
