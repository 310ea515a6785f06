"""The command that wraps keys anew says what it did, and what is missing when it cannot."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from regionqa.cli import main
from regionqa.core.keys import KeyStore

OLD, NEW = "an-old-wrapping-key-0123456789-abcdef", "the-new-wrapping-key-9876543210-fedcba"


@pytest.mark.parametrize(
    ("earlier", "said", "code"),
    [(OLD, "2 of 2 keys were wrapped anew.", 0), ("", "REGIONQA_WRAPPING_KEY_FALLBACKS", 1)],
)
def test_keys_are_wrapped_anew(tmp_path: Path, earlier: str, said: str, code: int) -> None:
    before = KeyStore(tmp_path / "keys", OLD)
    keys = [before.make() for _ in range(2)]
    environment = {
        "REGIONQA_ENVIRONMENT": "testing",
        "REGIONQA_KEY_FOLDER": str(tmp_path / "keys"),
        "REGIONQA_WRAPPING_KEY": NEW,
        "REGIONQA_WRAPPING_KEY_FALLBACKS": earlier,
    }
    done = CliRunner().invoke(main, ["rotate-keys"], env=environment)
    assert (done.exit_code, said in done.output) == (code, True), done.output
    opens = KeyStore(tmp_path / "keys", NEW if code == 0 else OLD)
    assert all(opens.get(key.id).id == key.id for key in keys)
