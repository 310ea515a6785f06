"""What the web server loads: the application behind as many proxies as the settings trust."""

from werkzeug.middleware.proxy_fix import ProxyFix

import config
from config.logging import configure
from regionqa.app import create_app
from regionqa.background import declare_every_job
from regionqa.core.worker import Worker
from regionqa.web.identity import EXTENSION
from regionqa.web.requests_log import log_context

settings = config.load()
configure(settings, log_context)
app = create_app(settings)
if settings["JOBS_EMBEDDED"]:
    declare_every_job()
    Worker(app.extensions[EXTENSION].database, settings).start()
if proxies := settings["TRUSTED_PROXIES"]:
    app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way to wrap it
        app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
    )
