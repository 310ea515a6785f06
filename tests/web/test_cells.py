"""Tables of figures: every text is escaped, and stands in the cell where it was given."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from regionqa.web.cells import figures_body

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
ROWS = st.lists(st.lists(TEXTS | st.sampled_from(["<b>", "&amp;", '"']), min_size=1, max_size=5))


class Reader(HTMLParser):
    """The cells of each row of a table's body: the tag and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
            return
        assert dict(attrs).get("scope") == ("row" if tag == "th" else None)
        self.rows[-1].append((tag, ""))

    def handle_data(self, data: str) -> None:
        tag, text = self.rows[-1].pop()
        self.rows[-1].append((tag, text + data))


@given(ROWS)
def test_each_text_stands_escaped_in_its_own_cell(rows: list[list[str]]) -> None:
    reader = Reader()
    reader.feed(figures_body(rows))
    reader.close()
    assert reader.rows == [
        [("th" if place == 0 else "td", text) for place, text in enumerate(row)] for row in rows
    ]


def test_a_text_cannot_part_itself_in_two_cells() -> None:
    assert figures_body([["May", "1\x1f2"]]).count("<td") == 1
