"""A requirement, and the names of its tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# Short names of test files. The manifest names every test of these files.
COVERED = {
    "handshake": "tests/common/mcp/protocol/test_handshake.py",
    "messages": "tests/common/mcp/protocol/test_messages.py",
    "tools": "tests/common/mcp/protocol/test_tools.py",
    "resources": "tests/common/mcp/protocol/test_resource_methods.py",
    "lists": "tests/common/mcp/protocol/test_lists.py",
    "prompts": "tests/common/mcp/protocol/test_prompt_methods.py",
    "reports": "tests/common/mcp/protocol/test_reports.py",
    "stateless": "tests/common/mcp/protocol/test_stateless.py",
    "jsonrpc": "tests/common/mcp/protocol/test_jsonrpc.py",
    "roots": "tests/common/mcp/protocol/test_roots.py",
    "trips": "tests/common/mcp/protocol/test_round_trips.py",
    "http": "tests/rest/resources/test_mcp_http.py",
    "sockets": "tests/mcp_daemon/test_session_runner.py",
    "opening": "tests/mcp_daemon/test_admission.py",
    "closing": "tests/mcp_daemon/test_server.py",
    "stdio": "tests/mcp_daemon/test_stdio.py",
    "http_bridge": "tests/mcp_daemon/bridge/test_http_bridge.py",
    "websocket_bridge": "tests/mcp_daemon/bridge/test_websocket_bridge.py",
}
# The manifest may name tests of these files.
REFERENCED = {
    "oracle": "tests/common/mcp/protocol/test_oracle.py",
    "fuzz": "tests/common/mcp/protocol/test_fuzz.py",
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of the specification.

    Attributes:
        source: revision, page and section.
        level: its level (RFC 2119).
        text: its summary.
        tests: ``file::test`` of each test that proves it.
    """

    source: str
    level: Literal["MUST", "SHOULD", "MAY"]
    text: str
    tests: tuple[str, ...]


def requires(
    source: str, level: Literal["MUST", "SHOULD", "MAY"], text: str, **tests: str
) -> Requirement:
    """Return a requirement; *tests* are by short name of the file, separated by spaces."""
    return Requirement(source, level, text, test_ids(tests))


def test_ids(tests: Mapping[str, str]) -> tuple[str, ...]:
    """Return ``file::test`` of each of *tests*, which have the same format."""
    files = COVERED | REFERENCED
    return tuple(f"{files[key]}::test_{n}" for key, names in tests.items() for n in names.split())
