"""From bytes to text: the encodings that spreadsheets write, and a clear refusal of the rest."""

import codecs
import re
from typing import NamedTuple

from regionqa.exchange.problems import FileRefused, excerpt

_SAVE_AS = "Open the file in Excel, choose Save as, “CSV UTF-8 (comma delimited)”, and upload that."
_SAMPLE = 4096
_UTF8_PAIR = re.compile(rb"[\xc3\xe2][\x80-\xbf]")
_MOJIBAKE = re.compile("Ã[\x80-¿‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ©±§¼¢¤¥¨]|â€[™œ\x9d“”˜¦]|Â£")


class Decoded(NamedTuple):
    """Text, the encoding it was read by, and sentences for the person."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def decode(data: bytes) -> Decoded:
    """The text of a file: UTF-8, UTF-16 or, with a note, Windows-1252.

    Raises FileRefused, naming the line, for bytes that are in none of these.
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise FileRefused("The file is in UTF-32, which cannot be read.", _SAVE_AS)
    if data.startswith(codecs.BOM_UTF8):
        return _strict(data[3:], "utf-8", "UTF-8")
    if data.startswith(codecs.BOM_UTF16_LE):
        return _strict(data[2:], "utf-16-le", "UTF-16")
    if data.startswith(codecs.BOM_UTF16_BE):
        return _strict(data[2:], "utf-16-be", "UTF-16")
    if b"\x00" in data:
        return _with_zero_bytes(data)
    try:
        return _checked(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as error:
        return _windows(data, error.start)


def _checked(text: str, encoding: str) -> Decoded:
    zero = text.find("\x00")
    if zero >= 0:
        line = line_of(text[:zero])
        raise FileRefused(
            f"Line {line} holds a zero byte, so the file is damaged or is not a text file.",
            _SAVE_AS,
            row=line,
        )
    garbled = _MOJIBAKE.search(text)
    if garbled is None:
        return Decoded(text, encoding, ())
    around = text[max(0, garbled.start() - 12) : garbled.end() + 8].splitlines()
    note = (
        f"Line {line_of(text[: garbled.start()])} seems to hold letters that were garbled before "
        f"the file was saved (“{excerpt(around[-1] if len(around) == 1 else garbled.group())}”). "
        "Check names and apostrophes in the preview."
    )
    return Decoded(text, encoding, (note,))


def _strict(data: bytes, codec: str, name: str) -> Decoded:
    try:
        return _checked(data.decode(codec), name)
    except UnicodeDecodeError as error:
        line = line_of(data[: error.start].decode(codec, "replace"))
        raise FileRefused(
            f"The file says that it is in {name}, but line {line} is not.", _SAVE_AS, row=line
        ) from error


def _with_zero_bytes(data: bytes) -> Decoded:
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 == 0 and odd * 3 > len(sample) and even * 20 < len(sample):
        return _strict(data, "utf-16-le", "UTF-16")
    if len(data) % 2 == 0 and even * 3 > len(sample) and odd * 20 < len(sample):
        return _strict(data, "utf-16-be", "UTF-16")
    line = data[: data.index(b"\x00")].count(b"\n") + 1
    raise FileRefused(
        f"Line {line} holds a zero byte, so the file is damaged or is not a text file.",
        _SAVE_AS,
        row=line,
    )


def _windows(data: bytes, at: int) -> Decoded:
    """Windows-1252, as older versions of Excel save; never for a file that is mostly UTF-8."""
    line = data[:at].count(b"\n") + 1
    if _UTF8_PAIR.search(data[:at]):
        raise FileRefused(
            f"Line {line} is in another encoding than what stands before it (UTF-8).",
            _SAVE_AS,
            row=line,
        )
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileRefused(
            f"Line {line} holds a byte that is no letter in UTF-8 or in Windows-1252.",
            _SAVE_AS,
            row=line,
        ) from error
    start = text.rfind("\n", 0, at) + 1
    around = text[max(start, at - 10) : at + 15].splitlines()[0]
    note = (
        "The file is not in UTF-8 and was read as Windows-1252. "
        f"Check that line {line} reads right: “{excerpt(around)}”."
    )
    return Decoded(text, "Windows-1252", (note,))


def line_of(before: str) -> int:
    """The number of the line that follows ``before``, from 1."""
    return max(before.count("\n"), before.count("\r")) + 1
