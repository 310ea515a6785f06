"""Pictures: what a camera or a program wrote beside the picture is left out."""

import struct

from regionqa.exchange.isolated.documents.answers import Refusal

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_WORDS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_BROKEN = Refusal("A picture in it is damaged.", "Paste the picture anew as PNG or JPEG.")


def strip_picture(data: bytes, name: str) -> bytes:
    """The picture without places, times, names and remarks. Raises ``Refusal``."""
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(b"GIF8") and name.lower().endswith(".gif"):
        return data
    raise _BROKEN


def _png(data: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise _BROKEN
        if kind not in _PNG_WORDS:
            kept.append(data[at:end])
        at = end
        if kind == b"IEND":
            return b"".join(kept)
    raise _BROKEN


def _jpeg(data: bytes) -> bytes:
    """Keep JFIF (APP0) and Adobe's colour mark (APP14); drop the other APPs and the comments."""
    kept, at = [b"\xff\xd8"], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        end = at + 2 + length
        if marker == 0xDA:  # the picture itself, to the end of the file
            last = data.rfind(b"\xff\xd9")
            return b"".join([*kept, data[at : last + 2 if last > at else len(data)]])
        if not (0xE1 <= marker <= 0xED or marker in {0xEF, 0xFE}):
            kept.append(data[at:end])
        at = end
    raise _BROKEN
