"""``python -m config``: the table of settings, as docs/operate/configuration.md shows it."""

import sys

from config.reference import table

sys.stdout.write(table())
