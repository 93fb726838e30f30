"""Parsing of options: accepted words, and the errors of others."""

import json

import pytest

from common.barcode.model.errors import OptionError, Problem
from common.barcode.model.options import (
    OPTION_ALIASES,
    DrawOptions,
    Repeated,
    parse,
    schema,
)

EXAMPLE = {"data": "123456789", "format": "code128"}


def problems(mapping: dict[str, object], *, strings: bool = True) -> dict[str, Problem]:
    with pytest.raises(OptionError) as raised:
        parse(mapping, strings=strings)
    return {problem.field: problem for problem in raised.value.problems}


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
def test_malformed_values_are_errors_with_the_expected_form(name: str, value: str) -> None:
    """The declared types and bounds, one step outside; digits and forms that int() accepts."""
    problem = problems({**EXAMPLE, name: value})[name]
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
def test_json_values_of_another_type_are_errors(name: str, value: object) -> None:
    """The declared JSON types."""
    assert problems({**EXAMPLE, name: value}, strings=False)[name].code == "option.bad_value"


@pytest.mark.parametrize("strings", [True, False])
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("data", ["1"], "data is text of at most 20,000 characters, not an array."),
        ("width", [], "width is a whole number from 1 to 10,000, not an array."),
        ("width", {"a": 1}, "width is a whole number from 1 to 10,000, not an object."),
        ("width", True, "width is a whole number from 1 to 10,000, not true."),
        ("data", "ab\ud800", "Character 3 of data is half of a surrogate pair."),
        ("text_content", "\udc00", "Character 1 of text_content is half of a surrogate pair."),
    ],
)
def test_errors_name_the_json_type(name: str, value: object, message: str, strings: bool) -> None:
    """RFC 8259: array, object, true; MCP reads text as a query string does."""
    assert problems({**EXAMPLE, name: value}, strings=strings)[name].message == message


@pytest.mark.parametrize(("name", "example"), [("format", "code128"), ("data", "123456789")])
def test_empty_values_are_errors_with_an_example(name: str, example: str) -> None:
    """The declared examples."""
    assert problems({**EXAMPLE, name: ""})[name].fix.endswith(f", such as {example}.")


@pytest.mark.parametrize("word", ["yes", "1", "true", "on", "TRUE", "On"])
def test_words_for_true_are_accepted(word: str) -> None:
    """The documented words, in any case."""
    assert parse({**EXAMPLE, "show_text": word}, strings=True).show_text is True


@pytest.mark.parametrize("word", ["no", "0", "false", "off", "False"])
def test_words_for_false_are_accepted(word: str) -> None:
    """The documented words, in any case."""
    assert parse({**EXAMPLE, "show_text": word}, strings=True).show_text is False


def test_json_null_and_integral_floats_are_accepted() -> None:
    """JSON Schema 2020-12: 200.0 is an integer."""
    options = parse({**EXAMPLE, "width": 200.0, "height": None}, strings=False)
    assert (options.width, options.height) == (200, None)


def test_number_for_text_is_an_error_that_asks_for_quotation_marks() -> None:
    """A JSON number would lose leading zeros."""
    problem = problems({**EXAMPLE, "data": 123456789}, strings=False)["data"]
    assert problem.fix == "Put it in quotation marks."


def test_errors_report_a_limited_number_of_problems() -> None:
    """The documented limit is twenty, plus missing options."""
    reported = problems({f"wrong{number}": "1" for number in range(100_000)})
    assert list(reported)[:2] == ["wrong0", "wrong1"]
    assert len(reported) < 30


def test_all_problems_are_reported_in_one_error() -> None:
    """One problem a field, in the order given."""
    reported = problems({"width": "0", "wdth": "1", "dpi": Repeated(["1", "2"])})
    assert list(reported) == ["width", "wdth", "dpi", "data", "format"]
    assert [reported[name].code for name in ("width", "wdth", "dpi")] == [
        "option.bad_value",
        "option.unknown",
        "option.repeated",
    ]
    assert {"option.missing"} == {reported[name].code for name in ("data", "format")}


@pytest.mark.parametrize(
    ("alias", "option"),
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
        # Misspellings.
        ("heigth", "height"),
        ("moduleWidth", "module_width"),
    ],
)
def test_unknown_options_are_errors_with_the_right_name(alias: str, option: str) -> None:
    """Parameter names of other barcode services, and misspellings."""
    problem = problems({**EXAMPLE, alias: "1"})[alias]
    assert ("option.unknown", option) == (problem.code, problem.suggestion)
    assert option in problem.fix


def test_errors_of_unlike_options_list_all() -> None:
    """Without a near name, the list is the fix."""
    assert "module_width" in problems({**EXAMPLE, "ß" * 5000: "1"})["ß" * 40].fix


def test_schema_is_flat_and_has_every_option() -> None:
    """Clients of MCP support no references and alternatives."""
    declared = schema()
    assert set(DrawOptions.__struct_fields__) == set(declared["properties"])
    assert declared["required"] == ["data", "format"]
    written = json.dumps(declared)
    assert not any(word in written for word in ("$ref", "anyOf", "oneOf", "allOf", "null"))
    for name, option in declared["properties"].items():
        assert isinstance(option["type"], str), name
        assert option["description"], name
        assert option["examples"], name


def test_schema_of_some_options_has_only_those() -> None:
    """The documented argument."""
    assert list(schema(["data", "ecc"])["properties"]) == ["data", "ecc"]


def test_every_example_of_the_schema_is_accepted() -> None:
    """The declared examples."""
    for name, declared in schema()["properties"].items():
        for example in declared["examples"]:
            options = parse({**EXAMPLE, name: example}, strings=False)
            assert example == getattr(options, name)


@pytest.mark.parametrize(
    ("name", "ours"),
    [("version", "symbol_size"), ("cols", "symbol_columns"), ("vers", "symbol_size")],
)
def test_names_that_tables_may_have_for_labels_are_known_in_requests(name: str, ours: str) -> None:
    """bwip-js and zint name these options so."""
    with pytest.raises(OptionError) as caught:
        parse({"data": "1", "format": "qr", name: "1"}, strings=True)
    assert caught.value.problems[0].suggestion == ours
    assert name not in OPTION_ALIASES


@pytest.mark.parametrize(
    ("value", "width"),
    [(200, 200), (200.0, 200), ("200", None), (True, None), (None, 0), (200.5, None)],
)
def test_type_of_a_json_value_counts_after_an_equal_one(value: object, width: int | None) -> None:
    """RFC 8259, 3: 200, "200" and true have three types, which Python may compare equal."""
    for earlier in (200, 200.0, 1):
        parse({**EXAMPLE, "width": earlier}, strings=False)
    given = {**EXAMPLE, "data": "2", "width": value}
    if width is None:
        assert problems(given, strings=False)["width"].code == "option.bad_value"
    else:
        assert (parse(given, strings=False).width or 0) == width


def test_json_text_is_no_number_after_a_query() -> None:
    """A query has text only, in JSON a number is written without quotation marks."""
    parse({**EXAMPLE, "width": "200"}, strings=True)
    assert problems({**EXAMPLE, "width": "200"}, strings=False)["width"].code == "option.bad_value"
