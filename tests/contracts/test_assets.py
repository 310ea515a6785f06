"""The pages' style sheet and script: built from the pinned package, without restricted marks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from regionqa.web import assets

FACE = '@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2) format("woff2")}'
CREST = ".logo:before{background-image:url(/assets/images/govuk-crest.svg);padding-top:1px}"
BUTTON = ".button{font-family:GDS Transport,arial,sans-serif;color:#fff}"
PRINT = "@media print{.button{font-family:sans-serif}}"
MAP = "/*# sourceMappingURL=govuk-frontend.min.css.map */"


def package(folder: Path, css: str) -> Path:
    """A node_modules folder with a package of that style sheet."""
    files = folder / "node_modules/govuk-frontend/dist/govuk"
    files.mkdir(parents=True)
    manifest = folder / "node_modules/govuk-frontend/package.json"
    manifest.write_text(json.dumps({"version": "6.3.0"}))
    (files / assets.STYLE_SHEET).write_text(css)
    (files / assets.SCRIPT).write_text("export{a};\n//# sourceMappingURL=x.js.map")
    return folder / "node_modules"


def test_the_typeface_and_the_crest_are_cut_and_nothing_else() -> None:
    css = assets.without_restricted_marks(
        FACE + BUTTON + CREST + "@supports (a:b){" + CREST + "}" + PRINT + MAP
    )
    assert css == (".button{font-family:Arial,sans-serif;color:#fff}@supports (a:b){}" + PRINT)


@pytest.mark.parametrize(
    "left", ["a{content:'GDS'}", "a{src:url(/assets/x.svg)}", "@font-face{font-family:Other}"]
)
def test_what_is_not_recognised_stops_the_build(left: str) -> None:
    with pytest.raises(assets.BuildError, match="still holds"):
        assets.without_restricted_marks(BUTTON + left)


def test_a_build_that_stops_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    assets.build(package(tmp_path / "good", FACE + BUTTON), target)
    before = {path.name: path.read_text() for path in target.iterdir()}
    with pytest.raises(assets.BuildError):
        assets.build(package(tmp_path / "bad", "a{content:'GDS'}"), target)
    assert {path.name: path.read_text() for path in target.iterdir()} == before
    assert set(before) == {assets.STYLE_SHEET, assets.SCRIPT}
    assert "sourceMappingURL" not in "".join(before.values())
    assert all("MIT licence" in text for text in before.values())


def test_what_is_served_is_built_and_free_of_both() -> None:
    css = (assets.TARGET / assets.STYLE_SHEET).read_text()
    assert len(css) > 100_000
    assert '--govuk-frontend-version:"6.3.0"' in css
    assert not [mark for mark in assets.FORBIDDEN if mark in css]


def test_it_needs_nothing_installed_and_names_what_is_missing(tmp_path: Path) -> None:
    source = Path(assets.__file__)
    done = subprocess.run(
        [sys.executable, "-I", "-S", source, "--node-modules", tmp_path],
        env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "govuk-frontend/package.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_npm_that_fails_and_no_other_are_both_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("npm", "node"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'npm error: no route' >&2\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setattr(assets, "_npm_from_wheel", lambda _root: (None, "Nor could pip."))
    with pytest.raises(assets.BuildError, match="no route") as caught:
        assets.fetch(tmp_path, for_tests=False)
    assert "Nor could pip." in str(caught.value)
