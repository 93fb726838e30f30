"""Tools: calls and results. Expectations: the specification's revisions."""

import json
from typing import Any

import pytest

from tests.common.mcp.client import REVISIONS, STATELESS, Client, error
from tests.common.mcp.offering import offering


@pytest.mark.parametrize("version", REVISIONS)
def test_tool_is_called(version: str) -> None:
    """Tools, calling tools: content, and isError false."""
    client = Client(offering(), version)
    answer = client.request("tools/call", {"name": "echo", "arguments": {"text": "a", "times": 3}})
    assert answer["result"]["content"] == [{"type": "text", "text": "aaa"}]
    assert answer["result"]["isError"] is False


@pytest.mark.parametrize(
    ("version", "structured"),
    [("2024-11-05", False), ("2025-03-26", False), ("2025-06-18", True), (STATELESS, True)],
)
def test_structured_content_comes_with_the_revision_that_has_it(
    version: str, structured: bool
) -> None:
    """2025-06-18, changelog: structured tool output was added."""
    client = Client(offering(), version)
    result = client.request("tools/call", {"name": "echo", "arguments": {"text": "a"}})["result"]
    assert ("structuredContent" in result) is structured
    listed = {tool["name"]: tool for tool in client.request("tools/list")["result"]["tools"]}
    assert ("outputSchema" in listed["echo"]) is structured


@pytest.mark.parametrize(
    "params",
    [
        {"name": "nothing"},
        {"name": 5},
        {},
        {"name": "echo", "arguments": []},
        {"name": "echo", "arguments": "text"},
    ],
)
def test_malformed_call_and_unknown_tool_are_invalid_params(params: dict[str, Any]) -> None:
    """Tools, error handling: unknown tools and malformed requests are protocol errors."""
    client = Client(offering())
    assert error(client.request("tools/call", params)) == (-32602, 1)
    assert client.started == []


def test_unknown_tool_names_the_nearest() -> None:
    """docs/errors.md: the text contains the fix."""
    answer = Client(offering()).request("tools/call", {"name": "ecko"})
    assert "Did you mean echo?" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "text: is missing"),
        ({"text": 5, "times": 99}, "times: "),
        ({"text": "a", "tims": 2}, "Did you mean times?"),
    ],
)
def test_bad_arguments_are_a_result_with_the_fix(arguments: dict[str, Any], expected: str) -> None:
    """SEP-1303: input validation errors are tool execution errors, so that models see them."""
    result = Client(offering()).request("tools/call", {"name": "echo", "arguments": arguments})[
        "result"
    ]
    assert result["isError"] is True
    assert expected in " ".join(item["text"] for item in result["content"])


def test_every_problem_of_a_refused_call_is_returned() -> None:
    """SEP-1303: one text content per problem, so that a model can correct all."""
    result = Client(offering()).request("tools/call", {"name": "refuse"})["result"]
    assert [item["text"] for item in result["content"]] == [
        "first: is invalid.",
        "second: is invalid too.",
    ]


def test_crash_is_an_internal_error_without_detail() -> None:
    """JSON-RPC 2.0, 5.1: -32603; details may contain secrets."""
    answer = Client(offering()).request("tools/call", {"name": "crash"})
    assert error(answer) == (-32603, 1)
    assert "secret" not in json.dumps(answer)


@pytest.mark.parametrize(
    ("version", "kinds"),
    [
        ("2024-11-05", ["text", "image", "text", "text", "resource", "resource"]),
        ("2025-03-26", ["text", "image", "audio", "text", "resource", "resource"]),
        ("2025-06-18", ["text", "image", "audio", "resource_link", "resource", "resource"]),
    ],
)
def test_content_that_a_revision_does_not_define_becomes_text(
    version: str, kinds: list[str]
) -> None:
    """Changelogs: audio came with 2025-03-26, resource links with 2025-06-18."""
    result = Client(offering(), version).request("tools/call", {"name": "everything"})["result"]
    assert [item["type"] for item in result["content"]] == kinds
