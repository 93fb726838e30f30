"""The context type of the product's tools, resources and prompts."""

from common.mcp.protocol.definitions import Context
from common.operations.quota import Quota
from common.services.container import Services

ToolContext = Context[Services, Quota]
