"""What tests of double-graded files share."""

import pytest
from flask import Flask

from regionqa.background import declare_every_job
from regionqa.core.database import Database
from tests.conftest import Browse
from tests.factories.world import World
from tests.ratings.walking import Walker

declare_every_job()


@pytest.fixture
def lead(app: Flask, database: Database, browse_as: Browse) -> Walker:
    """A QA lead of the first authority."""
    return Walker(app, database, browse_as("qa_lead", place=World.a))
