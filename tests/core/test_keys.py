"""Keys lie in files of their own, wrapped; without the file or the secret nothing opens."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.core.keys import DataKey, KeyGone, KeyStore, NotOpened

SECRET, NEXT = "a-wrapping-secret-0123456789-abcdef", "the-next-wrapping-secret-9876543210-x"


def test_what_is_sealed_opens_with_its_key_and_its_place_alone(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys", SECRET)
    key, other = store.make(), store.make()
    sealed = key.seal(b"papers", "pack 1, case 2")
    assert b"papers" not in sealed
    assert store.get(key.id).open(sealed, "pack 1, case 2") == b"papers"
    for wrong, place, data in (
        (other, "pack 1, case 2", sealed),
        (key, "pack 1, case 3", sealed),
        (key, "pack 1, case 2", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (key, "pack 1, case 2", b"short"),
    ):
        with pytest.raises(NotOpened):
            wrong.open(data, place)


def test_files_are_their_owners_alone_and_hold_no_secret(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys", SECRET)
    key = store.make()
    (path,) = (tmp_path / "keys").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert key._secret not in path.read_bytes()
    assert SECRET not in path.read_text()


def test_a_destroyed_key_is_gone_and_may_be_destroyed_again(tmp_path: Path) -> None:
    store = KeyStore(tmp_path, SECRET)
    key = store.make()
    assert store.destroy(key.id)
    assert not store.destroy(key.id)
    assert list(tmp_path.iterdir()) == []
    for missing in (key.id, "../../etc/passwd", ""):
        with pytest.raises(KeyGone):
            store.get(missing)


def test_rotation_wraps_every_key_anew_and_may_be_run_again(tmp_path: Path) -> None:
    before = KeyStore(tmp_path, SECRET)
    keys = [before.make() for _ in range(3)]
    sealed = keys[0].seal(b"papers", "here")
    changing = KeyStore(tmp_path, NEXT, [SECRET])
    assert changing.get(keys[0].id).open(sealed, "here") == b"papers", "before it is run"
    assert changing.rotate() == (3, 3)
    assert changing.rotate() == (0, 3)
    assert KeyStore(tmp_path, NEXT).get(keys[0].id).open(sealed, "here") == b"papers"
    with pytest.raises(NotOpened):
        before.get(keys[0].id)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_sealing_and_opening_give_the_same_back(data: bytes, place: str) -> None:
    key = DataKey("k", b"0" * 32)
    assert key.open(key.seal(data, place), place) == data
    assert key.seal(data, place) != key.seal(data, place)
