"""What the specification asks of a server, and the tests that prove it.

A requirement names the page and section that asks (modelcontextprotocol.io/specification, of the
oldest revision that does), how strongly, and its tests. ``test_requirements`` holds it both ways:
every test named here exists, and every test of the protocol and of its transports is named here
or in OWN, which holds what this product asks of itself.
"""

from tests.common.mcp.requirements.base import BASE
from tests.common.mcp.requirements.features import FEATURES
from tests.common.mcp.requirements.manifest import HELD, Requirement
from tests.common.mcp.requirements.own import OWN
from tests.common.mcp.requirements.stateless import STATELESS
from tests.common.mcp.requirements.transports import TRANSPORTS

__all__ = ["HELD", "OWN", "REQUIREMENTS", "Requirement"]

REQUIREMENTS = (*BASE, *FEATURES, *STATELESS, *TRANSPORTS)
