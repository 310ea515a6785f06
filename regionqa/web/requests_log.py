"""One line in the log for each request: the route and not the address, so that nobody is named."""

import logging
import time

from flask import Flask, Response, g, has_request_context, request

logger = logging.getLogger("regionqa.request")


def log_context() -> dict[str, object]:
    """What every record gets while a request is answered: its reference."""
    if not has_request_context():
        return {}
    return {"request_id": g.get("request_id", "")}


def register_request_log(app: Flask) -> None:
    """Write a line when a request is answered, with its CPU time."""

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()
        g.cpu_started = time.thread_time()

    @app.after_request
    def _write(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "no route"
        logger.info(
            "request",
            extra={
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - g.started) * 1000, 1),
                "cpu_milliseconds": round((time.thread_time() - g.cpu_started) * 1000, 1),
            },
        )
        return response
