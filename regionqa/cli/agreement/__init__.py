"""``python -m regionqa agreement``: how far readers agree, for any file of double-graded cases."""

from regionqa.cli.agreement.entry import command

__all__ = ["command"]
