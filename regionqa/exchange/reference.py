"""The tables that the project keeps in its own tree: plain CSV, with a checksum of each."""

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """The rows of a CSV file, by column name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file with Unix line ends, so that its checksum is the same everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def write_records(path: Path, records: Sequence[Mapping[str, object]]) -> None:
    """Write records with the same keys, which become the columns."""
    write_rows(path, list(records[0]), (list(record.values()) for record in records))


def write_checksums(folder: Path) -> None:
    """Write the SHA-256 of every table in the folder, in the layout of ``sha256sum``."""
    tables = sorted(p for p in folder.iterdir() if p.suffix in {".csv", ".toml"})
    lines = (f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in tables)
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
