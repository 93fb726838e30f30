"""What the specification asks of a server, and the tests that prove it.

A requirement names the page and section that asks (modelcontextprotocol.io/specification, of the
oldest revision that does), how strongly, and its tests. ``test_requirements`` holds it both ways:
every test named here exists, and every test of the protocol and of its transports is named here
or in OWN, which holds what this product asks of itself.
"""

from tests.mcp.requirements.base import BASE
from tests.mcp.requirements.features import FEATURES
from tests.mcp.requirements.manifest import HELD, Requirement
from tests.mcp.requirements.own import OWN
from tests.mcp.requirements.stateless import STATELESS
from tests.mcp.requirements.transports import TRANSPORTS

__all__ = ["HELD", "OWN", "REQUIREMENTS", "Requirement"]

REQUIREMENTS = (*BASE, *FEATURES, *STATELESS, *TRANSPORTS)
