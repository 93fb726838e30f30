"""Schemas of tools, and parsing by them. Expectations: JSON Schema 2020-12; what clients accept."""

from typing import Annotated, Any, Literal

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from msgspec import Meta, Struct

from common.mcp.catalogue import catalogue
from common.mcp.protocol import schema
from common.mcp.protocol.definitions import CallError


class Arguments(Struct):
    text: Annotated[str, Meta(description="What.", max_length=5)]
    times: Annotated[int, Meta(description="How often.", ge=1, le=9)] | None = None
    loud: Annotated[bool, Meta(description="Whether loud.")] = False
    kind: Annotated[Literal["a", "b"], Meta(description="Which.")] = "a"


class Bare(Struct):
    text: str


def test_schema_is_flat_and_described() -> None:
    """JSON Schema 2020-12: the constraints of the Struct, without references."""
    found = schema.of(Arguments, {"text": {"examples": ["hi"]}})
    assert found["type"] == "object"
    assert found["required"] == ["text"]
    assert found["properties"]["times"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 9,
        "description": "How often.",
    }
    assert found["properties"]["text"]["examples"] == ["hi"]


def test_property_without_description_is_refused() -> None:
    """Models choose arguments by their descriptions, so each property must have one."""
    with pytest.raises(TypeError, match="description"):
        schema.of(Bare)


def walk(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [*node, *(key for value in node.values() for key in walk(value))]
    return [key for value in node for key in walk(value)] if isinstance(node, list) else []


@pytest.mark.parametrize("name", list(catalogue("1").tools))
def test_every_tool_has_a_schema_that_every_client_accepts(name: str) -> None:
    """Some clients drop all tools when one schema is unusual."""
    found = dict(catalogue("1").tools[name].input_schema)
    Draft202012Validator.check_schema(found)
    assert found["type"] == "object"
    assert not {"$ref", "$defs", "anyOf", "oneOf", "allOf"} & set(walk(found))
    for each in found["properties"].values():
        assert each["description"]
        assert each["examples"]
        # A client may send a form with every default filled in.
        assert "default" not in each or each["default"] in each.get("enum", [each["default"]])
        Draft202012Validator({"type": "array", "items": each}).validate(each["examples"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"text": "a"}, Arguments("a")),
        ({"text": "a", "times": "3"}, Arguments("a", 3)),
        ({"text": "a", "times": None}, Arguments("a")),
        ({"text": "a", "loud": "true", "kind": "b"}, Arguments("a", loud=True, kind="b")),
    ],
)
def test_arguments_are_converted_to_their_types(
    arguments: dict[str, Any], expected: Arguments
) -> None:
    """docs/mcp.md: numbers and booleans may be sent as strings."""
    assert schema.parse(Arguments, arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
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
def test_every_problem_of_the_arguments_is_returned(
    arguments: dict[str, Any], expected: list[str]
) -> None:
    """SEP-1303: a model corrects all arguments at once if it receives every problem."""
    with pytest.raises(CallError) as caught:
        schema.parse(Arguments, arguments)
    assert len(caught.value.messages) == len(expected)
    for message, beginning in zip(caught.value.messages, expected, strict=True):
        assert message.startswith(beginning)


@pytest.mark.parametrize("name", [n for n, t in catalogue("1").tools.items() if t.output_schema])
def test_output_schemas_mean_the_same_in_draft_7(name: str) -> None:
    """The official TypeScript SDK v1 compiles them as draft 7, which has no prefixItems."""
    found = catalogue("1").tools[name].output_schema
    assert found is not None
    Draft7Validator.check_schema(dict(found))
    assert not {"$ref", "$defs", "anyOf", "oneOf", "prefixItems", "const"} & set(walk(found))


class Corner(Struct):
    x: int


class Result(Struct):
    corners: tuple[Corner, Corner]
    remark: str | None = None
    either: dict[str, str | list[str]] = {}


def test_result_without_null_is_valid_by_its_schema() -> None:
    """JSON Schema draft 7, 6.4.1: items is one schema for all elements."""
    found = schema.of_result(Result)
    result = schema.as_result(Result((Corner(1), Corner(2))))
    assert result == {"corners": [{"x": 1}, {"x": 2}], "either": {}}
    for validator in (Draft7Validator(dict(found)), Draft202012Validator(dict(found))):
        validator.validate(result)
        assert not validator.is_valid({"corners": [{"x": "1"}, {"x": 2}]})
