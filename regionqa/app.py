"""The application factory: a list of ``register_*`` calls, one for each part."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

import config
from regionqa import accounts
from regionqa.accounts.api import door as me_api
from regionqa.accounts.pages import DOORS as ACCOUNTS_DOORS
from regionqa.authorities.api import door as authorities_api
from regionqa.authorities.pages import DOORS as AUTHORITIES_DOORS
from regionqa.benchmarking.api import door as returns_api
from regionqa.benchmarking.pages import DOORS as BENCHMARKING_DOORS
from regionqa.core.database import Database
from regionqa.frameworks.pages import DOORS as FRAMEWORKS_DOORS
from regionqa.indicators.api import door as indicators_api
from regionqa.indicators.pages import DOORS as INDICATORS_DOORS
from regionqa.moderation.pages import DOORS as MODERATION_DOORS
from regionqa.ratings.api import door as ratings_api
from regionqa.ratings.pages import DOORS as RATINGS_DOORS
from regionqa.web.api.document import register_api
from regionqa.web.bearer import FormTokens, register_bearers
from regionqa.web.errors import register_errors
from regionqa.web.home import door as home
from regionqa.web.identity import EXTENSION, Extension
from regionqa.web.layout import register_layout
from regionqa.web.notices import door as notices
from regionqa.web.outbox import door as outbox
from regionqa.web.requests_log import register_request_log
from regionqa.web.security import register_security
from regionqa.web.session import register_sessions
from regionqa.web.work import door as work

API_DOORS = (me_api, authorities_api, indicators_api, ratings_api, returns_api)


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Make the application from settings, by default those of the process's environment."""
    app = Flask("regionqa", static_folder=None, template_folder=None)
    app.config.from_mapping(settings if settings is not None else config.load())
    register_database(app)
    accounts.configure(app.config)
    register_request_log(app)
    register_security(app)
    FormTokens(app)
    register_sessions(app, accounts.resolve)
    register_bearers(app, accounts.resolve_token)
    register_layout(app)
    register_errors(app, sign_in="accounts.sign_in", choose_authority="accounts.choose_authority")
    for door in (home, work, outbox, notices):
        app.register_blueprint(door)
    for door in (
        *ACCOUNTS_DOORS,
        *AUTHORITIES_DOORS,
        *FRAMEWORKS_DOORS,
        *INDICATORS_DOORS,
        *RATINGS_DOORS,
        *MODERATION_DOORS,
        *BENCHMARKING_DOORS,
    ):
        app.register_blueprint(door)
    register_api(app, API_DOORS)
    return app


def register_database(app: Flask) -> None:
    """Open the database that the settings name."""
    database = Database(app.config["DATABASE_URL"], pool_size=app.config["DATABASE_POOL_SIZE"])
    app.extensions[EXTENSION] = Extension(database)
