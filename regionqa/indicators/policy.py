"""Who may read published figures, and who may take new ones in."""

from regionqa.authorities import CONTENT_ROLES, Role
from regionqa.core.permissions import at_office, declare, role

READ_INDICATORS = declare("indicators:figure:read", (role(*CONTENT_ROLES),))
IMPORT_FIGURES = declare("indicators:figure:import", (at_office, role(Role.OPERATOR)))
