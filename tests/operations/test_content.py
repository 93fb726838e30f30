"""Content types as callers see them."""

import jsonschema
import pytest

from common.barcode.encode import symbology
from common.barcode.model.errors import DataError
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
