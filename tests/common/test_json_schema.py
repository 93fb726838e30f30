"""Schemas for old validators. Expectations: JSON Schema draft 7, 6.4.1, and 2020-12, 10.3.1."""

import msgspec
import pytest
from jsonschema import Draft7Validator

from common import json_schema


def test_tuple_becomes_an_array_of_its_kind() -> None:
    """Draft 7 reads the schema of the tuple itself as an array without elements."""
    described = msgspec.json.schema(tuple[int, int])
    assert not Draft7Validator(described).is_valid([1, 2])
    simple = Draft7Validator(json_schema.simplify(described))
    assert simple.is_valid([1, 2])
    assert not simple.is_valid([1])
    assert not simple.is_valid([1, "2"])


def test_tuple_of_two_kinds_is_refused() -> None:
    """A plain array would accept them in any order."""
    with pytest.raises(TypeError, match="one kind"):
        json_schema.simplify(msgspec.json.schema(tuple[int, str]))
