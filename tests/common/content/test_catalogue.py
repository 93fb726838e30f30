"""The framework of content types: names, shared checks, schema and recognition."""

import jsonschema
import pytest

from common.barcode.model.errors import DataError
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


@pytest.mark.parametrize(
    ("name", "suggestion"), [("wify", "wifi"), ("GiroCode", "epc"), ("swiss bill", "swiss_qr_bill")]
)
def test_unknown_type_names_the_nearest(name: str, suggestion: str) -> None:
    """The nearest id or synonym leads to the suggestion."""
    with pytest.raises(DataError) as refused:
        find(name)
    [problem] = refused.value.problems
    assert (problem.code, problem.suggestion) == ("content.unknown", suggestion)


def test_case_spaces_and_hyphens_of_a_name_are_ignored() -> None:
    """Names are found as those of symbologies are."""
    assert find("Swiss QR-Bill").id == "swiss_qr_bill"


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"ssid": "a", "pasword": "b"}, "content.pasword", "unknown_field"),
        ({"ssid": ["a", "b"]}, "content.ssid", "repeated"),
        ({"ssid": "\ud800"}, "content.ssid", "bad_character"),
        ({"ssid": "a", "security": "wpa"}, "content.security", "bad_choice"),
        ({"ssid": "a", "eap_method": "?"}, "content.eap_method", "malformed"),
        ({"ssid": ""}, "content.ssid", "missing_field"),
    ],
)
def test_shared_checks_name_the_field(
    fields: dict[str, str | list[str]], field: str, code: str
) -> None:
    """The declaration of a field is enough for these refusals."""
    with pytest.raises(DataError) as refused:
        build("wifi", fields)
    problem = refused.value.problems[0]
    assert (problem.field, problem.code) == (field, f"content.wifi.{code}")


def test_problems_of_several_fields_are_reported_together() -> None:
    """A form shows all of them at once."""
    with pytest.raises(DataError) as refused:
        build("geo", {"latitude": "north", "longitude": "200", "colour": "red"})
    found = [problem.field for problem in refused.value.problems]
    assert found == ["content.colour", "content.latitude"]
