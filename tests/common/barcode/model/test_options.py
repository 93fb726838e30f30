"""What a request's words may be, and what is said of those that may not."""

import json

import pytest

from common.barcode.model.errors import OptionError, Problem
from common.barcode.model.options import DrawOptions, Repeated, parse, schema

EXAMPLE = {"data": "123456789", "format": "code128"}


def refusals(mapping: dict[str, object], *, strings: bool = True) -> dict[str, Problem]:
    with pytest.raises(OptionError) as refused:
        parse(mapping, strings=strings)
    return {problem.field: problem for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("width", "0"),
        ("width", "10001"),
        ("width", "200px"),
        ("width", ""),
        ("width", "1_0"),
        ("width", "٣٠٠"),
        ("width", "9" * 5000),
        ("quiet_zone", "nan"),
        ("quiet_zone", "inf"),
        ("quiet_zone", "-1"),
        ("quiet_zone", "."),
        ("module_width", "0"),
        ("module_width", "1e400"),
        ("show_text", "maybe"),
        ("rotate", "45"),
        ("data", ""),
        ("text_content", "x" * 201),
    ],
)
def test_a_malformed_value_is_refused_naming_the_field_and_what_it_takes(
    name: str, value: str
) -> None:
    problem = refusals({**EXAMPLE, name: value})[name]
    assert problem.code == "option.bad_value"
    assert problem.fix.startswith("Give ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("width", "200"),
        ("width", True),
        ("width", 1.5),
        ("quiet_zone", float("nan")),
        ("quiet_zone", float("inf")),
        ("width", 10**400),
        ("data", 123456789),
        ("data", "\ud800"),
        ("show_text", "true"),
        ("ecc", ["L"]),
        ("format", {}),
    ],
)
def test_json_takes_only_values_of_the_right_type(name: str, value: object) -> None:
    assert refusals({**EXAMPLE, name: value}, strings=False)[name].code == "option.bad_value"


@pytest.mark.parametrize("strings", [True, False])
@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("data", ["1"], "data is text of at most 20,000 characters, not an array."),
        ("width", [], "width is a whole number from 1 to 10,000, not an array."),
        ("width", {"a": 1}, "width is a whole number from 1 to 10,000, not an object."),
        ("width", True, "width is a whole number from 1 to 10,000, not true."),
        ("data", "ab\ud800", "Character 3 of data is half of a surrogate pair."),
        ("text_content", "\udc00", "Character 1 of text_content is half of a surrogate pair."),
    ],
)
def test_what_is_no_value_of_the_kind_is_called_by_its_name_in_json(
    name: str, value: object, told: str, strings: bool
) -> None:
    """Over MCP texts are read as in a query string, and nothing is given twice there."""
    assert refusals({**EXAMPLE, name: value}, strings=strings)[name].message == told


@pytest.mark.parametrize(("name", "example"), [("format", "code128"), ("data", "123456789")])
def test_an_empty_value_is_refused_with_an_example(name: str, example: str) -> None:
    assert refusals({**EXAMPLE, name: ""})[name].fix.endswith(f", such as {example}.")


@pytest.mark.parametrize("word", ["yes", "1", "true", "on", "TRUE", "On"])
def test_a_query_may_say_yes_in_several_ways(word: str) -> None:
    assert parse({**EXAMPLE, "show_text": word}, strings=True).show_text is True


@pytest.mark.parametrize("word", ["no", "0", "false", "off", "False"])
def test_a_query_may_say_no_in_several_ways(word: str) -> None:
    assert parse({**EXAMPLE, "show_text": word}, strings=True).show_text is False


def test_json_may_leave_out_by_null_and_write_a_whole_number_with_a_point() -> None:
    options = parse({**EXAMPLE, "width": 200.0, "height": None}, strings=False)
    assert (options.width, options.height) == (200, None)


def test_a_number_where_text_is_due_is_to_be_quoted() -> None:
    # JSON would lose the leading zeros of a number.
    problem = refusals({**EXAMPLE, "data": 123456789}, strings=False)["data"]
    assert problem.fix == "Put it in quotation marks."


def test_of_very_many_problems_the_first_are_told() -> None:
    found = refusals({f"wrong{number}": "1" for number in range(100_000)})
    assert list(found)[:2] == ["wrong0", "wrong1"]
    assert len(found) < 30


def test_every_problem_is_told_at_once() -> None:
    found = refusals({"width": "0", "wdth": "1", "dpi": Repeated(["1", "2"])})
    assert list(found) == ["width", "wdth", "dpi", "data", "format"]
    assert [found[name].code for name in ("width", "wdth", "dpi")] == [
        "option.bad_value",
        "option.unknown",
        "option.repeated",
    ]
    assert {"option.missing"} == {found[name].code for name in ("data", "format")}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        # Names that other services use for the same thing.
        ("text", "data"),
        ("content", "data"),
        ("code", "format"),
        ("bcid", "format"),
        ("type", "format"),
        ("symbology", "format"),
        ("color", "foreground"),
        ("dark", "foreground"),
        ("fg", "foreground"),
        ("bgcolor", "background"),
        ("light", "background"),
        ("bg", "background"),
        ("margin", "quiet_zone"),
        ("quiet", "quiet_zone"),
        ("qz", "quiet_zone"),
        ("eclevel", "ecc"),
        ("correction", "ecc"),
        ("includetext", "show_text"),
        ("hidehrt", "show_text"),
        # Slips of the pen.
        ("heigth", "height"),
        ("moduleWidth", "module_width"),
    ],
)
def test_an_unknown_option_is_refused_naming_ours(theirs: str, ours: str) -> None:
    problem = refusals({**EXAMPLE, theirs: "1"})[theirs]
    assert ("option.unknown", ours) == (problem.code, problem.suggestion)
    assert ours in problem.fix


def test_an_option_like_no_other_is_refused_listing_all() -> None:
    assert "module_width" in refusals({**EXAMPLE, "ß" * 5000: "1"})["ß" * 40].fix


def test_the_schema_is_flat_and_tells_of_every_option() -> None:
    found = schema()
    assert set(DrawOptions.__struct_fields__) == set(found["properties"])
    assert found["required"] == ["data", "format"]
    written = json.dumps(found)
    assert not any(word in written for word in ("$ref", "anyOf", "oneOf", "allOf", "null"))
    for name, declared in found["properties"].items():
        assert isinstance(declared["type"], str), name
        assert declared["description"], name
        assert declared["examples"], name


def test_the_schema_of_some_options_tells_of_those_only() -> None:
    assert list(schema(["data", "ecc"])["properties"]) == ["data", "ecc"]


def test_every_example_of_the_schema_is_taken() -> None:
    for name, declared in schema()["properties"].items():
        for example in declared["examples"]:
            options = parse({**EXAMPLE, name: example}, strings=False)
            assert example == getattr(options, name)
