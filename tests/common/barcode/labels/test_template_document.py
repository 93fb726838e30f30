"""Label templates as JSON: bad documents first, then the published schema and the built-in ones."""

from typing import Any

import jsonschema
import pytest

from common.barcode.labels import builtin, template_document
from common.barcode.labels.template import BarcodeElement, TextElement
from common.barcode.model.errors import OptionError

TEXT = {"type": "text", "text": "{name}", "left": 1, "top": 1, "width": 30, "height": 5}
GOOD: dict[str, Any] = {"size": {"width": 50, "height": 30}, "elements": [TEXT]}


def bad(document: object) -> list[tuple[str, str]]:
    with pytest.raises(OptionError) as raised:
        template_document.parse(document)
    return [(problem.field, problem.code) for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"elements": None}, "elements", "template.malformed"),
        ({"elements": []}, "elements", "template.malformed"),
        ({"elements": ["text"]}, "elements[0].type", "template.malformed"),
        ({"elements": [{"type": "oval"}]}, "elements[0].type", "template.malformed"),
        ({"elements": [TEXT | {"left": -1}]}, "elements[0].left", "template.bad_value"),
        ({"elements": [TEXT | {"left": "1"}]}, "elements[0].left", "template.bad_value"),
        ({"elements": [TEXT | {"fit": "some"}]}, "elements[0].fit", "template.bad_value"),
        ({"elements": [TEXT | {"rotate": 45}]}, "elements[0].rotate", "template.bad_value"),
        ({"elements": [TEXT | {"wrap": 1}]}, "elements[0].wrap", "template.bad_value"),
        ({"elements": [TEXT | {"colour": 1}]}, "elements[0].colour", "template.unknown_field"),
        ({"elements": [TEXT | {"left": 30}]}, "elements[0]", "template.outside"),
        ({"elements": [{"type": "text", "text": ""}]}, "elements[0].left", "template.missing"),
        ({"size": {"width": 50}}, "size.height", "template.missing"),
        ({"size": 5}, "size", "template.malformed"),
        ({"stock": "L7160"}, "size", "template.conflict"),
        ({"copies": -1}, "copies", "template.bad_value"),
        ({"copies": True}, "copies", "template.bad_value"),
        ({"counters": []}, "counters", "template.malformed"),
        ({"counters": {"a b": {}}}, "counters.a b", "template.bad_value"),
        ({"counters": {"n": {"per": "row"}}}, "counters.n.per", "template.bad_value"),
        ({"title": 5}, "title", "template.bad_value"),
        ({"elemens": []}, "elemens", "template.unknown_field"),
    ],
)
def test_problems_name_the_field(change: dict[str, Any], field: str, code: str) -> None:
    """The path of the field in the document."""
    assert (field, code) in bad(GOOD | change)


@pytest.mark.parametrize("document", [None, [], "text", 5])
def test_a_template_is_an_object(document: object) -> None:
    assert bad(document) == [("template", "template.malformed")]


def test_every_problem_is_listed() -> None:
    """One error has all of them."""
    document = GOOD | {"copies": -1, "elements": [TEXT | {"left": -1, "top": "x"}]}
    assert {field for field, _ in bad(document)} == {
        "copies",
        "elements[0].left",
        "elements[0].top",
    }


def test_neither_size_nor_stock() -> None:
    assert bad({"elements": [TEXT]}) == [("size", "template.missing")]


def test_values_of_a_template() -> None:
    """Defaults are those of the schema."""
    barcode = {"type": "barcode", "left": 1, "top": 8, "width": 40, "height": 20, "data": "{x}"}
    made = template_document.parse(GOOD | {"elements": [TEXT, barcode], "copies": 3})
    text, bars = made.elements
    assert isinstance(text, TextElement)
    assert (text.font_size, text.fit, text.overflow) == (9, "all", "cut")
    assert isinstance(bars, BarcodeElement)
    assert made.copies == "3"


@pytest.mark.parametrize("name", builtin.names())
def test_builtin_templates_follow_the_schema(name: str) -> None:
    """Jsonschema validates them by the published schema (2020-12)."""
    schema = template_document.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    document = builtin.documents()[name]
    jsonschema.validate(document, schema)
    assert document["name"] == name
    assert builtin.find(name.upper()) == template_document.parse(document)


@pytest.mark.parametrize(
    "document",
    [
        GOOD | {"elements": [TEXT | {"left": -1}]},
        GOOD | {"elements": [TEXT | {"fit": "some"}]},
        GOOD | {"elements": [{"type": "line", "left": 1, "top": 1}]},
        GOOD | {"copies": -1},
        GOOD | {"unknown": 1},
    ],
)
def test_schema_refuses_what_the_parser_refuses(document: dict[str, Any]) -> None:
    assert bad(document)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, template_document.schema())
