"""Schemas of tools, and arguments read by them. Expectations: what clients trip over."""

from typing import Annotated, Any, Literal

import pytest
from jsonschema import Draft202012Validator
from msgspec import Meta, Struct

from common.mcp.catalogue import catalogue
from common.mcp.protocol import schema
from common.mcp.protocol.definitions import CallError


class CallRequest(Struct):
    text: Annotated[str, Meta(description="What.", max_length=5)]
    times: Annotated[int, Meta(description="How often.", ge=1, le=9)] | None = None
    loud: Annotated[bool, Meta(description="Whether loud.")] = False
    kind: Annotated[Literal["a", "b"], Meta(description="Which.")] = "a"


class Bare(Struct):
    text: str


def test_schema_is_flat_and_described() -> None:
    found = schema.of(CallRequest, {"text": {"examples": ["hi"]}})
    assert found["type"] == "object"
    assert found["required"] == ["text"]
    assert found["properties"]["times"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 9,
        "description": "How often.",
    }
    assert found["properties"]["text"]["examples"] == ["hi"]


def test_property_without_description_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="description"):
        schema.of(Bare)


def walk(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [*node, *(key for value in node.values() for key in walk(value))]
    return [key for value in node for key in walk(value)] if isinstance(node, list) else []


@pytest.mark.parametrize("name", list(catalogue("1").tools))
def test_every_tool_has_a_schema_that_every_client_takes(name: str) -> None:
    """Some clients drop all tools when one schema is unusual."""
    found = dict(catalogue("1").tools[name].input_schema)
    Draft202012Validator.check_schema(found)
    assert found["type"] == "object"
    assert not {"$ref", "$defs", "anyOf", "oneOf", "allOf"} & set(walk(found))
    for each in found["properties"].values():
        assert each["description"]
        assert each["examples"]
        # A form that a client fills with defaults must be one that can be sent.
        assert "default" not in each or each["default"] in each.get("enum", [each["default"]])
        Draft202012Validator({"type": "array", "items": each}).validate(each["examples"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"text": "a"}, CallRequest("a")),
        ({"text": "a", "times": "3"}, CallRequest("a", 3)),
        ({"text": "a", "times": None}, CallRequest("a")),
        ({"text": "a", "loud": "true", "kind": "b"}, CallRequest("a", loud=True, kind="b")),
    ],
)
def test_arguments_are_read_as_they_are_meant(
    arguments: dict[str, Any], expected: CallRequest
) -> None:
    assert schema.parse(CallRequest, arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({}, ["text: is missing. Give text: What."]),
        ({"text": "too long"}, ["text: "]),
        ({"text": "a", "times": 10}, ["times: "]),
        ({"text": "a", "times": 1.5}, ["times: "]),
        ({"text": "a", "kind": "c"}, ["kind: "]),
        ({"text": "a", "tims": 1}, ["tims: there is no such argument. Did you mean times?"]),
        ({"times": 0, "zzz": 1}, ["zzz: ", "text: is missing", "times: "]),
    ],
)
def test_every_problem_is_told(arguments: dict[str, Any], told: list[str]) -> None:
    with pytest.raises(CallError) as caught:
        schema.parse(CallRequest, arguments)
    assert len(caught.value.messages) == len(told)
    for message, beginning in zip(caught.value.messages, told, strict=True):
        assert message.startswith(beginning)
