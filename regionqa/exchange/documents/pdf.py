"""A light look into a PDF: how many pages it has, and whether it does anything by itself."""

import re
import zlib
from collections.abc import Iterator

from regionqa.exchange.documents.problems import DocumentRefused

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_STREAM = re.compile(rb"<<(?:(?!endobj).)*?/Type\s*/ObjStm(?:(?!endobj).)*?stream\r?\n", re.DOTALL)
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)(?![A-Za-z])")
_MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes that the object streams of one file may unpack to."""


def count_pages(data: bytes) -> int:
    """How many pages a PDF has.

    Pages are objects, some of them packed into object streams. Raises ``DocumentRefused`` for one
    with a password, with script or embedded files, and for one whose pages cannot be counted.
    """
    if b"%%EOF" not in data[-2048:]:
        raise DocumentRefused("The PDF breaks off before its end. Save it again and upload that.")
    if re.search(rb"/Encrypt(?![A-Za-z])", data):
        raise DocumentRefused("The PDF is protected. Save it without a password and upload that.")
    pages = 0
    for part in (data, *_unpacked(data)):
        if found := _ACTIVE.search(part):
            name = found.group().decode()
            raise DocumentRefused(
                f"The PDF holds something that runs or a file within it ({name}). "
                "Print it to PDF anew and upload that."
            )
        pages += len(_PAGE.findall(part))
    if not pages:
        raise DocumentRefused("The pages of the PDF cannot be counted. Print it to PDF anew.")
    return pages


def _unpacked(data: bytes) -> Iterator[bytes]:
    left = _MOST_UNPACKED
    for found in _STREAM.finditer(data):
        unpacker = zlib.decompressobj()
        try:
            part = unpacker.decompress(data[found.end() :], left)
        except zlib.error:
            continue  # a filter other than Flate: what it holds is not counted
        left -= len(part)
        if left <= 0:
            raise DocumentRefused("The PDF unpacks to far more than its size. Print it anew.")
        yield part
