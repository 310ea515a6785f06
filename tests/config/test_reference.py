"""The operator's page lists exactly the settings there are, with their true defaults."""

import re

from config.base import ROOT
from config.reference import table
from config.settings import PREFIX, SETTINGS

PAGE = (ROOT / "docs/operate/configuration.md").read_text()


def test_the_page_holds_the_table_the_program_prints() -> None:
    assert PAGE.endswith("## All settings\n\n" + table().rstrip("\n") + "\n"), (
        "docs/operate/configuration.md is out of date: "
        "replace what follows 'All settings' by the output of: python -m config"
    )


def test_the_table_has_a_row_for_each_setting() -> None:
    rows = re.findall(rf"^\| `{PREFIX}(\w+)` \|", table(), re.MULTILINE)
    assert rows == [setting.name for setting in SETTINGS]


def test_the_page_names_no_setting_that_does_not_exist() -> None:
    known = {setting.name for setting in SETTINGS} | {"ENVIRONMENT"}
    assert set(re.findall(rf"{PREFIX}([A-Z][A-Z0-9_]+)", PAGE)) == known


def test_no_secret_has_a_default_in_the_table() -> None:
    secret = [setting.name for setting in SETTINGS if setting.secret]
    for line in table().splitlines():
        if any(f"`{PREFIX}{name}`" in line for name in secret):
            assert "(secret)" in line
            assert line.count("`") == 2, line
