"""Browsers for the region's people."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from regionqa.core.database import Database
from tests.moderation.pages.visiting import Visits
from tests.moderation.region import START, Region


@pytest.fixture
def region(database: Database) -> Region:
    """The region, whose people joined before its first day."""
    with time_machine.travel(START - timedelta(days=1)):
        return Region(database)


@pytest.fixture
def visits(app: Flask, region: Region) -> Visits:
    """Browsers of everybody in the region."""
    return Visits(app, region)
