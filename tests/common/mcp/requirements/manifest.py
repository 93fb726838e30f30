"""What a requirement is, and how tests are named in the manifest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# What each file of tests is called here; every test of these is named in the manifest.
HELD = {
    "handshake": "tests/common/mcp/test_handshake.py",
    "messages": "tests/common/mcp/protocol/test_messages.py",
    "tools": "tests/common/mcp/test_tools.py",
    "resources": "tests/common/mcp/protocol/test_resource_methods.py",
    "lists": "tests/common/mcp/test_lists.py",
    "prompts": "tests/common/mcp/protocol/test_prompt_methods.py",
    "reports": "tests/common/mcp/test_reports.py",
    "stateless": "tests/common/mcp/test_stateless.py",
    "jsonrpc": "tests/common/mcp/protocol/test_jsonrpc.py",
    "trips": "tests/common/mcp/test_round_trips.py",
    "http": "tests/rest/resources/test_mcp_http.py",
    "sockets": "tests/mcp_daemon/test_sockets.py",
    "opening": "tests/mcp_daemon/test_opening.py",
    "closing": "tests/mcp_daemon/test_closing.py",
    "stdio": "tests/mcp_daemon/test_stdio.py",
    "bridge": "tests/mcp_daemon/bridge/test_coming_back.py",
}
# Tests of these may be named.
OTHERS = {"oracle": "tests/common/mcp/test_oracle.py", "fuzz": "tests/common/mcp/test_fuzz.py"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that the specification asks.

    Attributes:
        source: revision, page and section.
        level: how strongly.
        text: what, in our words.
        tests: ``file::test`` of what proves it.
    """

    source: str
    level: Literal["MUST", "SHOULD", "MAY"]
    text: str
    tests: tuple[str, ...]


def asks(
    source: str, level: Literal["MUST", "SHOULD", "MAY"], text: str, **tests: str
) -> Requirement:
    """Make a requirement; *tests* are by file, several of one file with spaces between."""
    return Requirement(source, level, text, named(tests))


def named(tests: Mapping[str, str]) -> tuple[str, ...]:
    """Return ``file::test`` of each of *tests*, which are by file as above."""
    files = HELD | OTHERS
    return tuple(f"{files[key]}::test_{n}" for key, names in tests.items() for n in names.split())
