"""``./run demo`` looks before it leaps."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click import ClickException

from regionqa.cli import demo
from regionqa.cli.demo import claim

ROOT = Path(__file__).resolve().parents[2]


def test_a_taken_port_is_refused_before_anything_is_said_or_begun_again(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "regionqa", "demo", "--fresh", "--port", str(port)],
            env={**os.environ, "REGIONQA_DATA_FOLDER": str(tmp_path)},
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"127.0.0.1:{port} cannot be listened on: address already in use. Stop" in done.stderr
    assert not list(tmp_path.glob("*.db")), "an earlier demonstration would be lost"


def test_a_folder_serves_one_demonstration_at_a_time(tmp_path: Path) -> None:
    claim(tmp_path / "var")
    with pytest.raises(ClickException, match=r"runs from .*var already"):
        claim(tmp_path / "var")
    claim(tmp_path / "another")


def test_a_full_disk_is_refused_before_anything_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo.refuse_full(tmp_path)
    monkeypatch.setattr(demo, "ROOM", 1 << 60)
    with pytest.raises(ClickException, match=r"MB free, .* Make room, or name another folder"):
        demo.refuse_full(tmp_path)
