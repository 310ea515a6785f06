"""``python -m regionqa demo``: a demonstration region, served on this machine."""

import fcntl
import os
import shutil
import socket
import sys
from pathlib import Path

import click

import config
from regionqa.cli.demonstration import SignIn, prepare, sign_ins
from regionqa.cli.demonstration.people import OFFICE
from regionqa.cli.settings import authority_list, open_database

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = "demonstration"
HOST = "127.0.0.1"
ROOM = 100 * 1024 * 1024
"""What filling takes at most, with a round of the whole region: two copies and their journals."""


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--fresh", is_flag=True, help="Begin again: what was done in it is lost.")
@click.option(
    "--whole-region",
    is_flag=True,
    help="Add a finished round of all authorities and a release of it: half a minute more, once.",
)
def command(port: int, fresh: bool, whole_region: bool) -> None:
    """Serve a demonstration region in an embedded database, until Ctrl-C.

    Its people, audits and grades are made up; published figures are real. What you do in it is
    kept between starts. REGIONQA_BIND serves it elsewhere than on this machine alone.
    """
    bind = os.environ.setdefault("REGIONQA_BIND", f"{HOST}:{port}")
    address = f"http://{HOST}:{bind.rpartition(':')[2]}"
    os.environ.setdefault("REGIONQA_PUBLIC_URL", address)
    settings = demonstration_settings()
    _refuse_taken(bind)
    folder = Path(str(settings["DATA_FOLDER"]))
    claim(folder)
    if fresh or whole_region or not (folder / "demonstration.db").exists():
        refuse_full(folder)
    prepare(settings, fresh=fresh, whole_region=whole_region)
    _welcome(address, demonstration_sign_ins(settings))
    sys.stdout.flush()
    _serve()


def _refuse_taken(bind: str) -> None:
    """Stop before anything is said or begun again: what listens there may be the demonstration."""
    if bind.startswith("unix:"):
        return
    host, _, port = bind.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), int(port)), family=family).close()
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0].lower()
        raise click.ClickException(
            f"{bind} cannot be listened on: {reason}. Stop what listens there, or choose another "
            f"port, such as: ./run demo --port {min(int(port) + 1, 65535)}"
        ) from error


def claim(folder: Path) -> None:
    """Hold a folder's demonstration until this process and its workers have ended.

    A second one would fill or begin again what the first serves. Raises ``ClickException``.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(folder / "demonstration.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(held)
        raise click.ClickException(
            f"a demonstration runs from {folder} already. Stop it, or name another folder: "
            "REGIONQA_DATA_FOLDER=/another/folder ./run demo"
        ) from error


def refuse_full(folder: Path) -> None:
    """Stop before anything is filled or begun again where the disk has no room for it."""
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        raise click.ClickException(
            f"{folder} has {free // 1024**2} MB free, and the demonstration may need "
            f"{ROOM // 1024**2} MB. Make room, or name another folder: "
            "REGIONQA_DATA_FOLDER=/another/folder ./run demo"
        )


def _serve() -> None:
    """Become the web server in this process: what is imported by now need not be imported again."""
    from gunicorn.app.wsgiapp import run

    os.environ["PYTHONPATH"] = str(ROOT)
    os.chdir(ROOT)
    sys.argv = ["gunicorn", "--config", "python:config.gunicorn", "wsgi:app"]
    run()


def demonstration_settings() -> dict[str, object]:
    """The demonstration's settings, whatever environment was named."""
    os.environ["REGIONQA_ENVIRONMENT"] = ENVIRONMENT
    try:
        return config.load()
    except config.ConfigurationError as error:
        raise click.ClickException(str(error)) from error


def demonstration_sign_ins(settings: dict[str, object]) -> list[SignIn]:
    """Every sign-in of the demonstration, with the authorities' names as they are there."""
    with open_database(settings) as database:
        names = {place.gss_code or OFFICE: place.name for place in authority_list(database)}
    return sign_ins(names)


def _welcome(address: str, people: list[SignIn]) -> None:
    click.echo(f"\nRegionQA is at {address}   (Ctrl-C stops it)\n")
    click.echo(f"Everybody's password is: {people[0].password}\n")
    width = max(len(person.email) for person in people)
    for person in people:
        roles = ", ".join(role.replace("_", " ") for role in person.roles)
        click.echo(f"  {person.email:<{width}}  {person.authority}: {roles}")
    click.echo(f"\nMails that a real installation would send: {address}/outbox")
    click.echo("\nPeople, audits and grades are made up; published figures are real.\n")
