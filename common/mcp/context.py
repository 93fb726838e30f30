"""What the functions of tools, resources and prompts get beside their arguments."""

from common.mcp.protocol.definitions import Context
from common.operations.quota import Quota
from common.services.container import Services

ToolContext = Context[Services, Quota]
