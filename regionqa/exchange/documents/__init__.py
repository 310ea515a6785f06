"""Uploaded documents: told by their content, refused with the reason, scanned, read, stripped.

``check_document`` looks at the bytes in this process, without opening what they hold;
``read_document`` opens a PDF or Word document in a process of its own and gives its text, what was
taken out of it and what could not be read; ``mark_document`` puts words on every page.
"""

from regionqa.exchange.documents.checking import (
    Checked,
    DocumentRules,
    check_document,
    look_at_document,
)
from regionqa.exchange.documents.problems import DocumentRefused
from regionqa.exchange.documents.reading import (
    Block,
    Extract,
    mark_document,
    read_document,
)
from regionqa.exchange.documents.scanning import ScanResult, scan, set_scanner

__all__ = [
    "Block",
    "Checked",
    "DocumentRefused",
    "DocumentRules",
    "Extract",
    "ScanResult",
    "check_document",
    "look_at_document",
    "mark_document",
    "read_document",
    "scan",
    "set_scanner",
]
