"""The symbols keep their letters, their words and the true zero."""

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.symbols import Symbol, UnknownSymbolError, parse_value


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("c", Symbol.CONFIDENTIAL),
        ("z", Symbol.NOT_APPLICABLE),
        ("x", Symbol.NOT_AVAILABLE),
        ("u", Symbol.LOW_RELIABILITY),
        ("low", Symbol.LOW),
        ("k", Symbol.LOW),
        ("-", Symbol.UNKNOWN),
        ("[c]", Symbol.CONFIDENTIAL),
        (" [ Low ] ", Symbol.LOW),
        ("C", Symbol.CONFIDENTIAL),
    ],
)
def test_a_symbol_is_read_as_files_write_it(text: str, symbol: Symbol) -> None:
    assert Symbol.parse(text) is symbol
    assert parse_value(text) is symbol


def test_str_gives_the_letter() -> None:
    assert str(Symbol.CONFIDENTIAL) == "c"
    assert f"{Symbol.LOW}" == "low"
    assert [str(symbol) for symbol in Symbol] == ["c", "z", "x", "u", "low", "-"]


def test_each_symbol_has_its_own_words() -> None:
    assert Symbol.CONFIDENTIAL.spoken == "confidential: hidden because the number is small"
    assert len({symbol.spoken for symbol in Symbol}) == len(Symbol)


@pytest.mark.parametrize("text", ["*", ":", "..", "n/a", "[", "[]", "cc", "s", "1 2", "1,2", "nan"])
def test_another_text_is_refused_by_name(text: str) -> None:
    with pytest.raises(UnknownSymbolError) as error:
        parse_value(text)
    assert error.value.text == text
    assert text in str(error.value)


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_value_is_refused(text: str) -> None:
    with pytest.raises(UnknownSymbolError, match="an empty value"):
        parse_value(text)


def test_a_true_zero_is_a_number() -> None:
    assert parse_value("0") == 0
    assert not isinstance(parse_value("0"), Symbol)
    assert parse_value("low") != 0


@pytest.mark.parametrize(
    ("text", "value"), [("1,234", 1234), ("-5", -5), ("12.0", Decimal("12.0")), ("+7", 7)]
)
def test_numbers_keep_their_printed_places(text: str, value: int | Decimal) -> None:
    parsed = parse_value(text)
    assert parsed == value
    assert str(parsed) == str(value)


@given(st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_a_printed_number_comes_back(value: int | Decimal) -> None:
    assert parse_value(f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}") == value


def test_nothing_of_the_project_is_imported() -> None:
    listed = "import sys, regionqa.symbols; print([m for m in sys.modules if 'regionqa' in m])"
    seen = subprocess.run(
        [sys.executable, "-c", listed], capture_output=True, text=True, check=True
    )
    assert seen.stdout.strip() == "['regionqa', 'regionqa.symbols']"
