"""How much a file may ask of the service before it is refused."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one uploaded file may hold; past any of these it is refused with the figure.

    ``archive_*`` are the OWASP ASVS 5.2.3 checks of a compressed file, made before it is opened.
    ``memory`` (bytes) and ``seconds`` bound the process that reads a workbook.
    """

    file_bytes: int = 20 * MEGABYTE
    rows: int = 100_000
    columns: int = 200
    cells: int = 3_000_000
    cell_characters: int = 5_000
    characters: int = 40 * MEGABYTE
    archive_bytes: int = 50 * MEGABYTE
    archive_ratio: int = 100
    archive_members: int = 200
    memory: int = 512 * MEGABYTE
    seconds: int = 10
    problems: int = 100
    """How many problems are listed; the rest are counted."""


DEFAULT_LIMITS = Limits()


def megabytes(count: int) -> str:
    """A number of bytes as people read it: ``100 MB``, ``0.4 MB``."""
    value = count / MEGABYTE
    return f"{value:.0f} MB" if value >= 10 or value == int(value) else f"{value:.1f} MB"
