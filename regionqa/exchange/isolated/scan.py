"""Look over a sheet for what the reader of values does not tell, by a full XML parser."""

from xml.parsers import expat

from regionqa.exchange.isolated.findings import Findings, place_of
from regionqa.exchange.isolated.parts import local_name

TRUE = {"1", "true"}


class SheetScan:
    """The handlers that fill ``Findings`` from the XML of a sheet, however it was written."""

    def __init__(self, findings: Findings) -> None:
        self._seen = findings
        self._row, self._column = -1, -1
        self._kind, self._style = "n", 0
        self._in_cell = False
        self._text: list[str] | None = None

    def attach(self, parser: expat.XMLParserType) -> None:
        """Set the handlers of the parser that reads the sheet."""
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if self._in_cell:
            self._start_in_cell(name)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
            if attributes.get("hidden") in TRUE:
                self._seen.hidden_rows.add(self._row)
        elif name == "col" and attributes.get("hidden") in TRUE:
            columns = [int(attributes["min"]) - 1, int(attributes["max"]) - 1]
            self._seen.hidden_columns.append(columns)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            self._row, self._column = place_of(attributes["r"])
        else:
            self._column += 1
        self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", 0))
        self._in_cell = True

    def _start_in_cell(self, name: str) -> None:
        if name == "f":
            self._seen.add_formula(self._row, self._column)
        if name not in {"f", "v", "is"}:
            return
        self._seen.rows.add(self._row)
        self._seen.columns.add(self._column)
        if self._kind == "n" and self._style in self._seen.percent_styles:
            self._seen.percent_columns.add(self._column)
        if name == "v" and self._kind == "e":
            self._text = []

    def _characters(self, text: str) -> None:
        if self._text is not None and len(self._text) < 10:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        name = local_name(tag)
        if name == "c":
            self._in_cell = False
        elif name == "v" and self._text is not None:
            self._seen.add_error(self._row, self._column, "".join(self._text))
            self._text = None
