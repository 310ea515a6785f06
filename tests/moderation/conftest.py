"""A region of five authorities, and a round that can be taken as far as a test wants."""

from pathlib import Path

import pytest

from regionqa.core.database import Database
from tests.moderation.region import Region

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here adds authorities, which are reference data."""
    for item in items:
        if HERE in item.path.parents and "database" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.writes_reference)


@pytest.fixture
def region(database: Database) -> Region:
    """The region with its people, before any round."""
    return Region(database)
