"""``python -m regionqa rotate-keys``: wrap the keys of packs anew by a new wrapping key."""

import click

from regionqa.cli.settings import installation_settings
from regionqa.core.keys import KeyStore, NotOpened


@click.command()
def command() -> None:
    """Wrap every key of a pack by REGIONQA_WRAPPING_KEY; no pack is encrypted anew.

    It may be run again after an interruption, while the service runs.
    """
    store = KeyStore.of(installation_settings())
    try:
        changed, held = store.rotate()
    except NotOpened as error:
        raise click.ClickException(
            "A key is wrapped by a wrapping key that is neither the present one nor in "
            "REGIONQA_WRAPPING_KEY_FALLBACKS. Add it there and run this again."
        ) from error
    click.echo(f"{changed} of {held} keys were wrapped anew.")
