"""Prompts, and completion of their arguments. Expectations: the specification's revisions."""

from typing import Any

import pytest

from tests.common.mcp.client import Client, error
from tests.common.mcp.offering import offering


def test_prompt_is_filled_in() -> None:
    """Prompts, getting a prompt: the messages contain the arguments."""
    params = {"name": "greet", "arguments": {"name": "Ada"}}
    result = Client(offering()).request("prompts/get", params)["result"]
    assert result == {
        "description": "A greeting",
        "messages": [{"role": "user", "content": {"type": "text", "text": "Greet Ada well."}}],
    }


@pytest.mark.parametrize(
    "params",
    [
        {"name": "greet"},
        {"name": "greet", "arguments": {"how": "well"}},
        {"name": "greet", "arguments": {"name": 5}},
        {"name": "greet", "arguments": {"name": "Ada", "hwo": "well"}},
        {"name": "great"},
        {},
    ],
)
def test_prompt_with_wrong_arguments_is_invalid_params(params: dict[str, Any]) -> None:
    """Prompts, error handling: -32602 for an invalid name and for missing arguments."""
    assert error(Client(offering()).request("prompts/get", params)) == (-32602, 1)


@pytest.mark.parametrize(
    "reference",
    [{"type": "ref/prompt", "name": "greet"}, {"type": "ref/resource", "uri": "note://{name}"}],
)
def test_completion_offers_the_first_hundred(reference: dict[str, str]) -> None:
    """Completion: at most 100 values, with their number and whether there are more."""
    params = {"ref": reference, "argument": {"name": "name", "value": "name"}}
    completion = Client(offering()).request("completion/complete", params)["result"]["completion"]
    assert (len(completion["values"]), completion["total"], completion["hasMore"]) == (
        100,
        150,
        True,
    )
    assert completion["values"][0] == "name000"


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"ref": {"type": "ref/prompt", "name": "no"}, "argument": {"name": "a", "value": ""}},
        {"ref": {"type": "ref/resource", "uri": "no"}, "argument": {"name": "a", "value": ""}},
        {"ref": {"type": "ref/tool", "name": "echo"}, "argument": {"name": "a", "value": ""}},
        {"ref": {"type": "ref/prompt", "name": "greet"}, "argument": {"name": "a"}},
        {"ref": {"type": "ref/prompt", "name": "greet"}, "argument": {"name": "a", "value": ""}},
        {
            "ref": {"type": "ref/resource", "uri": "note://{name}"},
            "argument": {"name": "how", "value": ""},
        },
    ],
)
def test_completion_of_an_unknown_argument_is_invalid_params(params: dict[str, Any]) -> None:
    """Completion, error handling: -32602."""
    assert error(Client(offering()).request("completion/complete", params)) == (-32602, 1)
