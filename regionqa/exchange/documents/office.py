"""A look into a Word, Excel or PowerPoint document: what it is, and that it holds no macro."""

import io
import re
import zipfile

from regionqa.exchange.documents.problems import DocumentRefused

_MAIN = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
_MACROS = re.compile(
    r"(vbaproject|vbadata|\.bin$|activex/|embeddings/|macrosheets/)", re.IGNORECASE
)
_HARMLESS = re.compile(r"printersettings\d*\.bin$", re.IGNORECASE)
_COUNTED = re.compile(rb"<(?:\w+:)?(?:Pages|Slides)>(\d{1,7})</")
_MOST_PARTS = 5_000
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_READ = 4 * 1024 * 1024
_TYPES = "[Content_Types].xml"


def check_office(data: bytes) -> tuple[str, int | None]:
    """``docx``, ``xlsx`` or ``pptx``, with the pages or slides that the document says it has.

    Raises ``DocumentRefused`` for macros, embedded objects, any other zip file, and one that
    unpacks to far more than it should.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive)
            names = archive.namelist()
            if _TYPES not in names:
                raise DocumentRefused(
                    "It is a zip archive and not a document. Upload the document."
                )
            types = _read(archive, _TYPES)
            _check_macros(names, types)
            kind = next((kind for mark, kind in _MAIN.items() if mark in types), None)
            if kind is None:
                raise DocumentRefused(
                    "It is not a plain Word, Excel or PowerPoint document. Save it as .docx, "
                    ".xlsx or .pptx and upload that."
                )
            return kind, _pages(archive, names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise DocumentRefused("The document is damaged. Save it again and upload that.") from error


def _check_size(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(one.file_size for one in parts) > _MOST_UNPACKED:
        raise DocumentRefused("The document unpacks to far more than its size. Save it anew.")


def _check_macros(names: list[str], types: bytes) -> None:
    found = [name for name in names if _MACROS.search(name) and not _HARMLESS.search(name)]
    if b"macroEnabled" in types or found:
        raise DocumentRefused(
            "It holds macros or embedded objects. Save it without them, as .docx, .xlsx or .pptx, "
            "and upload that."
        )


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_MOST_READ)


def _pages(archive: zipfile.ZipFile, names: list[str]) -> int | None:
    if "docProps/app.xml" not in names:
        return None
    found = _COUNTED.search(_read(archive, "docProps/app.xml"))
    return int(found.group(1)) if found else None
