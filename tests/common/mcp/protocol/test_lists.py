"""Lists: their contents in each revision, and their pages.

Expectations: the specification's revisions.
"""

import pytest

from tests.common.mcp.client import REVISIONS, Client, error
from tests.common.mcp.offering import offering


@pytest.mark.parametrize("version", REVISIONS)
@pytest.mark.parametrize(
    ("method", "key", "count"),
    [
        ("tools/list", "tools", 6),
        ("resources/list", "resources", 2),
        ("resources/templates/list", "resourceTemplates", 1),
        ("prompts/list", "prompts", 1),
    ],
)
def test_lists_contain_everything_in_order_of_name(
    version: str, method: str, key: str, count: int
) -> None:
    """Tools, listing: every tool; 2026-07-28: in the same order every time."""
    result = Client(offering(), version).request(method)["result"]
    assert len(result[key]) == count
    place = "uri" if key == "resources" else "name"
    assert result[key] == sorted(result[key], key=lambda item: item[place])
    assert "nextCursor" not in result


def test_pages_follow_each_other_to_the_end() -> None:
    """Pagination: the client follows nextCursor until there is none."""
    client = Client(offering(page_size=4))
    names, params = [], {}
    while True:
        result = client.request("tools/list", params)["result"]
        names += [tool["name"] for tool in result["tools"]]
        if "nextCursor" not in result:
            break
        params = {"cursor": result["nextCursor"]}
    assert names == ["crash", "echo", "everything", "refuse", "report", "wait"]


@pytest.mark.parametrize("cursor", ["", "x", "MA==", "LTQ=", "Mw==", "OTk5", "4", "ä"])
def test_invented_cursor_is_invalid_params(cursor: str) -> None:
    """Pagination, error handling: invalid cursors SHOULD result in -32602."""
    answer = Client(offering(page_size=4)).request("tools/list", {"cursor": cursor})
    assert error(answer) == (-32602, 1)


@pytest.mark.parametrize(
    ("version", "absent", "present"),
    [
        ("2024-11-05", {"annotations", "title", "icons"}, {"name", "inputSchema"}),
        ("2025-03-26", {"title", "icons"}, {"annotations"}),
        ("2025-06-18", {"icons"}, {"annotations", "title"}),
        ("2025-11-25", set(), {"annotations", "title", "icons"}),
        ("1.0.0", set(), {"annotations", "title", "icons"}),
    ],
)
def test_listed_tool_has_the_fields_of_its_revision(
    version: str, absent: set[str], present: set[str]
) -> None:
    """The changelogs of the revisions."""
    tools = Client(offering(), version).request("tools/list")["result"]["tools"]
    (echo,) = [tool for tool in tools if tool["name"] == "echo"]
    assert present <= set(echo)
    assert not absent & set(echo)
