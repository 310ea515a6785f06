"""Documents of a framework: told by their content, refused with the reason, offered to a scan."""

from regionqa.frameworks.documents.checking import MOST_BYTES, MOST_PAGES, Checked, check_document
from regionqa.frameworks.documents.scanning import ScanResult, scan, set_scanner

__all__ = [
    "MOST_BYTES",
    "MOST_PAGES",
    "Checked",
    "ScanResult",
    "check_document",
    "scan",
    "set_scanner",
]
