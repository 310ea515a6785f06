"""What tests of benchmarking share."""

import pytest
from flask import Flask

from regionqa.background import declare_every_job
from regionqa.core.database import Database
from tests.benchmarking.walking import Lead
from tests.conftest import Browse
from tests.factories.world import World
from tests.moderation.region import Region

declare_every_job()


@pytest.fixture
def lead(app: Flask, database: Database, browse_as: Browse) -> Lead:
    """A QA lead of the first authority."""
    return Lead(app, database, browse_as("qa_lead", place=World.a))


@pytest.fixture
def region(database: Database) -> Region:
    """A region with its people, before any round."""
    return Region(database)
