"""Who may upload, read and withdraw files of double-graded cases."""

from regionqa.authorities import LEADS, Role
from regionqa.core.permissions import declare, role

READERS = (
    *LEADS,
    Role.DCS,
    Role.PRINCIPAL_SOCIAL_WORKER,
    Role.HEAD_OF_SERVICE,
    Role.OPERATIONS_DIRECTOR,
)

READ_RATINGS = declare("ratings:file:read", (role(*READERS),))
UPLOAD_RATINGS = declare("ratings:file:upload", (role(*LEADS),))
WITHDRAW_RATINGS = declare("ratings:file:withdraw", (role(*LEADS),))
