"""Look over a sheet fast, when it is written the way spreadsheets write: 15 times the full parser.

Every ``<`` of the sheet must be accounted for by the few forms known here; otherwise nothing is
concluded, and the full parser looks instead.
"""

import re

from regionqa.exchange.isolated.findings import Findings, place_of

_HEAD = re.compile(rb'(\xef\xbb\xbf)?(<\?xml [^>]*encoding="utf-8"[^>]*\?>)?', re.IGNORECASE)
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>(</c>)?')
_ROW = re.compile(rb'<row r="([0-9]{1,7})"([^>]*)>')
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"(?:[^>]*[^/>])?><f[ />]')
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]* t="e"[^>]*>'
    rb"(?:<f[^>]*/>|<f[^>/]*>[^<]*</f>|<f [^>]*[^/]>[^<]*</f>)?<v>([^<&]*)</v>"
)
_ATTRIBUTES = re.compile(rb'(?: [A-Za-z0-9_:]+="[^"<>&]*")* ?/?')
_ATTRIBUTE = re.compile(rb' ([A-Za-z0-9_:]+)="([^"]*)"')
_COLUMN = re.compile(rb"<col( [^>]*)>")
_KNOWN = (
    *(b"</c>", b"</row>", b"<v>", b"</v>", b"<v/>", b"<v />", b"<is>", b"</is>"),
    *(b"<t>", b"</t>", b"<t/>", b"<t />", b'<t xml:space="preserve">'),
    *(b"<f>", b"</f>", b"<f ", b"<f/>"),
)
_FORMULA_TAGS = (b"<f>", b"<f ", b"<f/>")
_SLICE = 1 << 20
_EMPTY, _PLAIN, _PERCENT, _ERRONEOUS = range(4)


def quick_scan(xml: bytes, findings: Findings) -> bool:
    """Fill ``findings`` from a sheet; False, with ``findings`` untouched, when it is not plain."""
    start, end = xml.find(b"<sheetData>"), xml.find(b"</sheetData>")
    if start < 0 or end < start or not _plain_document(xml[:start], xml[end:]):
        return False
    return _Sheet(findings).read(xml, start + len(b"<sheetData>"), end)


def _plain_document(head: bytes, tail: bytes) -> bool:
    declared = _HEAD.match(head)
    body = head[declared.end() :] if declared else head
    outside = body + tail
    return (
        b"<!" not in outside
        and b"<?" not in outside
        and b"<sheetData" not in outside
        and tail.count(b"</sheetData>") == 1
        and outside.count(b":sheetData") == 0
    )


class _Sheet:
    def __init__(self, findings: Findings) -> None:
        self._seen = findings
        self._letters: set[bytes] = set()
        self._digits: set[bytes] = set()
        self._percent: set[bytes] = set()
        self._hidden: list[bytes] = []
        self._formulas: list[bytes] = []
        self._errors: list[tuple[bytes, bytes]] = []
        self._meanings: dict[bytes, int] = {}

    def read(self, xml: bytes, start: int, end: int) -> bool:
        """Read slice by slice, each from one row to another; False when a slice is not plain."""
        at = start
        while at < end:
            cut = xml.find(b"<row ", at + _SLICE, end)
            cut = end if cut < 0 else cut
            if not self._read_slice(xml[at:cut]):
                return False
            at = cut
        self._conclude(xml[:start])
        return True

    def _read_slice(self, part: bytes) -> bool:
        cells, rows = _CELL.findall(part), _ROW.findall(part)
        known = len(cells) + len(rows) + sum(part.count(tag) for tag in _KNOWN)
        if known != part.count(b"<"):
            return False
        errors = self._read_cells(cells)
        formulas = _FORMULA.findall(part)
        erroneous = _ERROR.findall(part) if errors else []
        if errors is None or len(erroneous) != errors:
            return False
        if len(formulas) != sum(part.count(tag) for tag in _FORMULA_TAGS):
            return False
        self._formulas += formulas
        self._errors += erroneous
        self._hidden += [digits for digits, rest in rows if b' hidden="1"' in rest]
        return not any(b' hidden="true"' in rest for _, rest in rows)

    def _read_cells(self, cells: list[tuple[bytes, bytes, bytes, bytes]]) -> int | None:
        """The number of cells with errors; None for a cell that is not plain."""
        errors = 0
        meanings, letters_seen, digits_seen = self._meanings, self._letters, self._digits
        for letters, digits, rest, closed in cells:
            meaning = meanings.get(rest)
            if meaning is None:
                if not _ATTRIBUTES.fullmatch(rest):
                    return None
                meaning = meanings[rest] = self._meaning(rest)
            if meaning == _EMPTY or closed:
                continue
            letters_seen.add(letters)
            digits_seen.add(digits)
            if meaning == _PERCENT:
                self._percent.add(letters)
            elif meaning == _ERRONEOUS:
                errors += 1
        return errors

    def _meaning(self, rest: bytes) -> int:
        attributes = dict(_ATTRIBUTE.findall(rest))
        if rest.endswith(b"/"):
            return _EMPTY
        kind = attributes.get(b"t", b"n")
        if kind == b"e":
            return _ERRONEOUS
        percent = kind == b"n" and int(attributes.get(b"s", 0)) in self._seen.percent_styles
        return _PERCENT if percent else _PLAIN

    def _conclude(self, head: bytes) -> None:
        seen = self._seen
        for reference in self._formulas:
            seen.add_formula(*place_of(reference.decode()))
        for reference, text in self._errors:
            seen.add_error(*place_of(reference.decode()), text.decode("utf-8", "replace"))
        seen.rows |= {place_of(f"A{digits.decode()}")[0] for digits in self._digits}
        seen.columns |= {place_of(f"{letters.decode()}1")[1] for letters in self._letters}
        seen.percent_columns |= {place_of(f"{letters.decode()}1")[1] for letters in self._percent}
        seen.hidden_rows |= {int(digits) - 1 for digits in self._hidden}
        for tag in _COLUMN.findall(head):
            attributes = dict(_ATTRIBUTE.findall(tag))
            if attributes.get(b"hidden") in {b"1", b"true"}:
                columns = [int(attributes[b"min"]) - 1, int(attributes[b"max"]) - 1]
                seen.hidden_columns.append(columns)
