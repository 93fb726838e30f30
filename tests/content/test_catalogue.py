"""The framework of content types: names, shared checks, schema and recognition."""

import jsonschema
import pytest

from common.barcode.errors import DataError
from common.content.catalogue import build, catalogue, explain, find, schema


@pytest.mark.parametrize("id", list(catalogue()))
def test_minimal_examples_build_and_are_explained(id: str) -> None:
    """The examples of the first and the required fields build together and are recognised."""
    kind = find(id)
    first, *rest = kind.fields
    used = [first, *(field for field in rest if field.required)]
    fields = {f.name: [f.example] if f.repeated else f.example for f in used}
    jsonschema.validate(fields, schema(id), jsonschema.Draft202012Validator)
    payload = build(id, fields)
    found = explain(payload.text, payload.content)
    assert found is not None
    assert (found.type, found.problems) == (id, ())
    assert fields.items() <= found.fields.items()


@pytest.mark.parametrize("id", list(catalogue()))
def test_required_fields_are_named_together(id: str) -> None:
    """A build without fields names every required field (the interface of the catalogue)."""
    required = [f"content.{f.name}" for f in find(id).fields if f.required]
    if not required:
        return
    with pytest.raises(DataError) as refused:
        build(id, {})
    assert required == [problem.field for problem in refused.value.problems]


def test_unknown_type_names_the_nearest() -> None:
    """The nearest id is the suggestion."""
    with pytest.raises(DataError) as refused:
        find("wify")
    [problem] = refused.value.problems
    assert (problem.code, problem.suggestion) == ("content.unknown", "wifi")
