"""What the functions of tools, resources and prompts get beside their arguments."""

from common.mcp.declarations import Context
from common.operations.account import Account
from common.services.bundle import Services

ToolContext = Context[Services, Account]
