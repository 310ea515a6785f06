"""What a document of a framework may be; how it is told and refused is ``exchange``'s."""

from regionqa.exchange.documents import Checked, DocumentRules, ScanResult, scan, set_scanner
from regionqa.exchange.documents import check_document as check_by_rules
from regionqa.exchange.limits import MEGABYTE

MOST_BYTES = 20 * MEGABYTE
MOST_PAGES = 199
RULES = DocumentRules(
    kinds=("pdf", "docx", "xlsx", "pptx"),
    most_bytes=MOST_BYTES,
    most_pages=MOST_PAGES,
    too_long="a document of the framework has fewer than 200 pages. "
    "Upload the chapter that is meant, or give a link to the whole.",
    save_as="Save it as PDF or as a Word, Excel or PowerPoint document without macros.",
)

__all__ = ["MOST_BYTES", "MOST_PAGES", "ScanResult", "check_document", "scan", "set_scanner"]


def check_document(data: bytes, name: str) -> Checked:
    """What a document is. Raises ``Unprocessable`` on the field ``file`` with the reason."""
    return check_by_rules(data, name, RULES)
