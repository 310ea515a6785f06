"""Every test of accounts goes by the settings of tests: cheap hashes, the usual limits."""

import pytest

import config
from regionqa import accounts


@pytest.fixture(autouse=True)
def _settings_of_tests() -> None:
    accounts.configure(config.load("testing", {}))
