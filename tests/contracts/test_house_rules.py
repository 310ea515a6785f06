"""House rules that a linter does not know; each message says what to do instead."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "regionqa"
SOURCES = sorted(PACKAGE.rglob("*.py"))
OUTSIDE_CORE = [path for path in SOURCES if PACKAGE / "core" not in path.parents]

# name of the call → why it is not to be made outside of regionqa/core, and what to do
BANNED_CALLS = {
    "text": "plain SQL passes the ORM's filter: write select(Model), or put the query in core",
    "read_sql": "pandas reads past the ORM's filter: read through session(scope), then DataFrame",
    "read_sql_query": "pandas reads past the ORM's filter: read through session(scope)",
    "read_sql_table": "pandas reads past the ORM's filter: read through session(scope)",
    "exec_driver_sql": "plain SQL passes the ORM's filter: write select(Model)",
    "commit": "one commit a request, made by the unit of work: raise to roll back",
    "bulk_save_objects": "a bulk insert passes the flush check: add_all, or core's checked insert",
    "bulk_insert_mappings": "a bulk insert passes the flush check: add_all",
}
ALLOWED = {
    ("regionqa/web/layout.py", "exec_driver_sql"): "the health check asks SELECT 1 of no table",
    ("regionqa/migrate.py", "commit"): "migrations are no unit of work",
    ("regionqa/migrate.py", "exec_driver_sql"): "BEGIN of SQLite's migrations",
}


def _calls(tree: ast.AST) -> list[tuple[str, int]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else None
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name in BANNED_CALLS:
                found.append((name, node.lineno))
    return found


def _imports_sqlalchemy(tree: ast.AST) -> bool:
    modules = [
        node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    return any(module.split(".")[0] in {"sqlalchemy", "pandas"} for module in modules)


@pytest.mark.parametrize("path", OUTSIDE_CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_database_is_reached_only_through_the_filter(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text())
    if not _imports_sqlalchemy(tree):
        return
    maps_tables = path.name == "models.py" or path.parent.name == "models"
    for call, line in _calls(tree):
        if call == "text" and maps_tables:
            continue  # the condition of a partial index
        assert (name, call) in ALLOWED, f"{name}:{line}: {call}(): {BANNED_CALLS[call]}"


def test_the_search_for_calls_finds_them() -> None:
    tree = ast.parse("from sqlalchemy import text\nsession.execute(text('select 1'))\nx.commit()")
    assert sorted(name for name, _line in _calls(tree)) == ["commit", "text"]
    assert _imports_sqlalchemy(tree)


def test_files_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in SOURCES
        if (count := len(path.read_text().splitlines())) > 400
    ]
    assert not long, f"a file past 400 lines becomes a folder, one concept a file: {long}"


INLINE = re.compile(r"<\w[^>{]*\s(style|on\w+)=|<style|<script>|javascript:")


def test_templates_hold_no_inline_script_or_style() -> None:
    bad = [
        f"{path.relative_to(ROOT)}: {found.group(0)}"
        for path in PACKAGE.rglob("*.html")
        for found in INLINE.finditer(path.read_text())
    ]
    assert not bad, f"the content security policy blocks these: {bad}"


def test_the_search_for_inline_script_finds_it() -> None:
    for bad in ('<p style="x">', '<a class="b" onclick="x">', "<style>", "<script>", "javascript:"):
        assert INLINE.search(bad), bad
    assert not INLINE.search('{{ button("x", style="warning") }}')
