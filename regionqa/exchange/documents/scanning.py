"""The hook for a scan of uploaded documents: an installation puts its own scanner in."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What a scanner says: whether the document is clean, who scanned it, and the reason."""

    clean: bool
    by: str
    reason: str = ""


Scanner = Callable[[bytes, str], ScanResult]
"""Given the bytes and the file's name. An exception refuses the document like a finding."""

_SCANNERS: list[Scanner] = []


def set_scanner(scanner: Scanner | None) -> None:
    """Use this scanner for every document from now on; None for none."""
    _SCANNERS[:] = [scanner] if scanner is not None else []


def scan(data: bytes, name: str) -> ScanResult | None:
    """What the installation's scanner says, or None where there is none."""
    return _SCANNERS[0](data, name) if _SCANNERS else None
