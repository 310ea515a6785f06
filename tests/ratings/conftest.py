"""What tests of double-graded files share."""

import pytest

from regionqa.background import declare_every_job

declare_every_job()


@pytest.fixture(autouse=True)
def _settings_of_tests() -> None:
    import config
    from regionqa import accounts

    accounts.configure(config.load("testing", {}))
