"""Content types as callers see them: descriptions, and requests that use one."""

import jsonschema
import pytest

from common.barcode.encode import symbology
from common.barcode.model.errors import DataError, OptionError
from common.barcode.model.options import Repeated
from common.content import catalogue
from common.operations import content


def test_unknown_type_is_refused_with_the_nearest() -> None:
    """The nearest id is the suggestion."""
    with pytest.raises(DataError) as refused:
        content.one("vcart")
    assert refused.value.problems[0].suggestion == "vcard"


def test_every_type_is_listed() -> None:
    """Adding a content type is one file: it appears here by itself."""
    assert [entry.id for entry in content.every()] == list(catalogue.catalogue())


@pytest.mark.parametrize("id", list(catalogue.catalogue()))
def test_example_fits_the_schema_and_builds(id: str) -> None:
    """The description of a type is enough to build its payload."""
    details = content.one(id)
    jsonschema.validate(details.example, details.fields, jsonschema.Draft202012Validator)
    assert catalogue.build(id, details.example).text == details.payload


@pytest.mark.parametrize("id", list(catalogue.catalogue()))
def test_symbologies_of_a_type_exist(id: str) -> None:
    """A type names symbologies by id, and its payload's default is the first of them."""
    kind = catalogue.find(id)
    assert set(kind.symbologies) <= set(symbology.catalogue())
    default = catalogue.build(id, content.one(id).example).symbology
    assert default == (kind.symbologies[0] if kind.symbologies else default)
    assert default in symbology.catalogue()


_EPC = {"name": "Red Cross of Belgium", "iban": "BE72000000001616"}


@pytest.mark.parametrize(
    ("options", "field", "code", "suggestion"),
    [
        ({"data": "a"}, "data", "option.conflict", ""),
        ({"text": "a"}, "text", "option.conflict", ""),
        ({"format": "ean13"}, "format", "content.symbology", "qr"),
        ({"ecc": "H"}, "ecc", "content.option", "M"),
    ],
)
def test_options_that_contradict_the_standard_are_refused(
    options: dict[str, str], field: str, code: str, suggestion: str
) -> None:
    """EPC069-12, 2: QR Code at level M."""
    with pytest.raises(OptionError) as refused:
        content.prepare("epc", _EPC, options)
    [problem] = refused.value.problems
    assert (problem.field, problem.code, problem.suggestion) == (field, code, suggestion)


@pytest.mark.parametrize(
    ("arguments", "field", "code"),
    [
        ({"content": 5}, "content", "option.bad_value"),
        ({"content": True, "data": "a"}, "content", "option.bad_value"),
        ({"content": ["wifi"]}, "content", "option.bad_value"),
        ({"content": Repeated(["wifi", "vcard"])}, "content", "option.repeated"),
        ({"content": {}}, "content", "option.missing"),
        ({"content": {"type": 5}}, "content", "option.missing"),
        ({"content": "", "content.ssid": "a"}, "content", "option.missing"),
        ({"content_fields": "{}"}, "content", "option.missing"),
        ({"content": "wifi", "content.ssid": [["a"]]}, "content.ssid", "option.bad_value"),
        ({"content": "wifi", "content.ssid": {}}, "content.ssid", "option.bad_value"),
        ({"content": "wifi", "content.ssid": 1.5}, "content.ssid", "option.bad_value"),
        ({"content": "wifi", "content.ssid": 1 << 100}, "content.ssid", "option.bad_value"),
        ({"content": "wifi", "content_fields": 0}, "content_fields", "option.bad_value"),
        ({"content": "wifi", "content_fields": "[]"}, "content_fields", "option.bad_value"),
        ({"content": "wifi", "content_fields": "[" * 9999}, "content_fields", "option.bad_value"),
        (
            {"content": "wifi", "content_fields": r'{"\ud800": ""}'},
            "content_fields",
            "option.bad_value",
        ),
        ({"content": "wifi", "content.ssid": "a" * 20_001}, "content.ssid", "option.bad_value"),
        ({"content": "vcard", "content.tel": [""] * 20_001}, "content.tel", "option.bad_value"),
        (
            {"content": "wifi", "content_fields": '{"a": 1, "a": 2}'},
            "content_fields",
            "option.twice",
        ),
        (
            {"content": {"type": "wifi", "ssid": "a"}, "content.ssid": "b"},
            "content.ssid",
            "option.twice",
        ),
    ],
)
def test_malformed_content_is_refused(arguments: dict[str, object], field: str, code: str) -> None:
    """The error names the argument that the caller has to change."""
    with pytest.raises(OptionError) as refused:
        content.expand(arguments)
    [problem] = refused.value.problems
    assert (problem.field, problem.code) == (field, code)


@pytest.mark.parametrize("text", ["hello", "https://example.com", "12345", "\ud800"])
def test_text_given_as_content_is_answered_with_data(text: str) -> None:
    """Other services call data so."""
    with pytest.raises(DataError) as refused:
        content.expand({"content": text, "format": "qr"})
    assert "give it as data" in refused.value.problems[0].fix
    str(refused.value).encode()


def test_unknown_type_with_fields_is_answered_with_the_nearest_only() -> None:
    """Fields show that a content type is meant."""
    with pytest.raises(DataError) as refused:
        content.expand({"content": "wify", "content.ssid": "a"})
    assert refused.value.problems[0].fix == "Did you mean wifi?"


@pytest.mark.parametrize("empty", [None, ""])
def test_empty_content_is_absent(empty: object) -> None:
    """A form and a language model send what they leave empty, too."""
    arguments = {"data": "a", "content": empty, "content_fields": empty, "content.ssid": empty}
    assert content.expand(arguments).arguments == {"data": "a"}


@pytest.mark.parametrize("empty", [None, ""])
def test_empty_data_beside_content_is_absent(empty: object) -> None:
    """As empty content beside data."""
    expanded = content.expand(
        {"data": empty, "format": empty, "content": "tel", "content.number": "+15550123"}
    )
    assert expanded.arguments == {"data": "tel:+15550123", "format": "qr"}


def test_content_makes_data_format_and_demanded_options() -> None:
    """Other options of the request stay as they are."""
    prepared = content.prepare("EPC", _EPC, {"scale": 3, "ecc": "m", "format": "qrcode"})
    assert prepared.options == {
        "data": prepared.payload.text,
        "format": "qr",
        "ecc": "M",
        "scale": 3,
    }


def test_type_for_any_symbology_takes_the_one_of_the_request() -> None:
    """A URL may be drawn in every symbology that has its characters."""
    prepared = content.prepare("url", {"url": "https://example.com"}, {"format": "datamatrix"})
    assert prepared.options["format"] == "datamatrix"
