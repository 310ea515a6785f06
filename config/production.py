"""Production: the base as it is, and mail must be able to leave."""

from config.base import DEFAULTS, FLASK, complete
from config.base import REQUIRED as BASE_REQUIRED

__all__ = ["DEFAULTS", "FLASK", "REQUIRED", "complete"]

REQUIRED = (*BASE_REQUIRED, "MAIL_SERVER", "MAIL_FROM")
