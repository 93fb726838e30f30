"""The requirements of the specification for a server, and the tests that prove them.

A requirement names its page and section (modelcontextprotocol.io/specification, of the oldest
revision that has it), its level, and its tests. ``test_requirements`` checks both directions: every
test named here exists, and every test of the protocol and of its transports is named here or in
PRODUCT, which contains the tests of this product's own requirements.
"""

from tests.common.mcp.requirements.base import BASE
from tests.common.mcp.requirements.features import FEATURES
from tests.common.mcp.requirements.manifest import COVERED, Requirement
from tests.common.mcp.requirements.own import PRODUCT
from tests.common.mcp.requirements.stateless import STATELESS
from tests.common.mcp.requirements.transports import TRANSPORTS

__all__ = ["COVERED", "PRODUCT", "REQUIREMENTS", "Requirement"]

REQUIREMENTS = (*BASE, *FEATURES, *STATELESS, *TRANSPORTS)
