"""Content types as callers see them: descriptions, and requests that use one."""

import jsonschema
import pytest

from common.barcode.encode import symbology
from common.barcode.model.errors import DataError, OptionError
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
