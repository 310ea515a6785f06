"""Hundreds of broken files: each is a table or a refusal, in bounded time and memory."""

import random
import resource

import pytest

from regionqa.exchange import FileRefused, Table, read_table
from regionqa.exchange.isolated.child import answer
from tests.exchange import sample_files

_MEGABYTES = 512


def outcome(name: str, data: bytes, **options: object) -> str:
    try:
        table = read_table(data, name, **options)
    except FileRefused as caught:
        said = (caught.message, caught.fix)
        assert all(0 < len(text) < 400 for text in said)
        return "refused"
    assert isinstance(table, Table)
    assert all(len(row.cells) == len(table.headers) for row in table.rows)
    assert all(p.message and p.fix and len(p.value) <= 30 for p in table.problems)
    return "problems" if table.problems else "read"


@pytest.mark.timeout(600)
def test_broken_files_read_here(full: bool) -> None:
    seen = {"refused": 0, "problems": 0, "read": 0}
    for name, data in sample_files.mutants(5000 if full else 470, seed=20261121):
        seen[outcome(name, data, workbook_reader=answer)] += 1
    assert min(seen.values()) > 20, seen
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 3 * _MEGABYTES * 1024


@pytest.mark.timeout(600)
def test_broken_workbooks_read_by_the_process(full: bool) -> None:
    files = sample_files.mutants(1000 if full else 40, seed=7)
    books = [(name, data) for name, data in files if name.endswith(".xlsx")]
    for name, data in books:
        outcome(name, data)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < _MEGABYTES * 1024


@pytest.mark.parametrize("name", ["noise.csv", "noise.xlsx", "noise.txt"])
def test_noise(name: str, full: bool) -> None:
    dice = random.Random(3)
    for _ in range(300 if full else 30):
        start = dice.choice((b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"a,b\n"))
        outcome(name, start + dice.randbytes(dice.randrange(2000)), workbook_reader=answer)
