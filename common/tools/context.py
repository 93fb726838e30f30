"""What the functions of tools, resources and prompts get beside their arguments."""

from common.mcp.declarations import Context
from common.services.bundle import Services
from common.services.caller import Caller

ToolContext = Context[Services, Caller]
