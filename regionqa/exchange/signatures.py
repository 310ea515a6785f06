"""What a file is, told by its first bytes, whatever its name says."""

from pathlib import PurePath

from regionqa.exchange.problems import FileRefused

TEXT = "csv"
WORKBOOK = "xlsx"
_EXTENSIONS = {".csv": TEXT, ".tsv": TEXT, ".txt": TEXT, ".xlsx": WORKBOOK}
_SAVE_AS = "In Excel choose Save as, “Excel workbook (.xlsx)” or “CSV UTF-8”, and upload that file."

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7-Zip)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "a database file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_OTHER_NAMES = {
    ".xls": "an old Excel workbook (.xls)",
    ".xlsm": "an Excel workbook with macros (.xlsm)",
    ".xltm": "an Excel template with macros (.xltm)",
    ".xlsb": "a binary Excel workbook (.xlsb)",
    ".xltx": "an Excel template (.xltx)",
    ".ods": "an OpenDocument spreadsheet (.ods)",
    ".numbers": "an Apple Numbers file",
    ".pdf": "a PDF document",
    ".doc": "a Word document",
    ".docx": "a Word document",
    ".zip": "a zip archive",
}


def tell_kind(data: bytes, filename: str) -> str:
    """``csv`` or ``xlsx``. Raises FileRefused for anything else, named by what it is."""
    found = what_it_is(data)
    if found is not None:
        raise FileRefused(f"This is {found}, which cannot be read.", _SAVE_AS)
    extension = PurePath(filename).suffix.lower()
    kind = WORKBOOK if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"} else TEXT
    wanted = _EXTENSIONS.get(extension)
    if wanted is None:
        name = _OTHER_NAMES.get(extension) or f"a file whose name ends in “{extension[:10]}”"
        if not extension:
            name = "a file whose name has no ending such as .csv or .xlsx"
        raise FileRefused(f"This is {name}, which cannot be read.", _SAVE_AS)
    if kind != wanted:
        actual = "an Excel workbook or a zip archive" if kind == WORKBOOK else "not a workbook"
        raise FileRefused(
            f"The name of the file ends in {extension}, but what is in it is {actual}.", _SAVE_AS
        )
    return kind


def what_it_is(data: bytes) -> str | None:
    """What the first bytes say that a file is; None where they say nothing."""
    if data.startswith(_COMPOUND):
        if _ENCRYPTED in data:
            return "a workbook protected by a password"
        return "an old Excel workbook (.xls) or another old Office document"
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return "a web page (some case systems give it the name of a workbook)"
    if start.startswith(b"<?xml"):
        return "an XML file"
    return None
