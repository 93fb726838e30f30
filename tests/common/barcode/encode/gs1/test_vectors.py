"""Verdicts of GS1's own syntax engine over 11,269 strings; see tests/vectors/gs1/README.md."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common.barcode.encode import gs1
from common.barcode.model.errors import DataError

VECTORS = Path(__file__).parents[4] / "vectors" / "gs1"


def vectors(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(VECTORS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def verdict(data: str) -> tuple[bool, bool, str | None]:
    try:
        elements = gs1.parse(data)
    except DataError:
        return False, False, None
    return True, not gs1.missing(elements), "^" + gs1.raw(elements).replace(gs1.GS, "^")


def link_verdict(uri: str) -> tuple[bool, bool, str | None]:
    try:
        link = gs1.digital_link.read(uri)
    except DataError:
        return False, False, None
    is_short = any("a Digital Link has 14" in warning for warning in link.warnings)
    return not is_short, True, gs1.written(link.elements)


def test_element_strings_are_judged_as_the_engine_judges_them() -> None:
    """Validity, mandatory associations and the message with its separators."""
    different = [
        (one, found)
        for one in vectors("element_strings")
        if (found := verdict(one["data"])) != (one["valid"], one["complete"], one["message"])
    ]
    assert different == []


def test_digital_links_are_judged_as_the_engine_judges_them() -> None:
    """Validity with and without short GTINs, and the elements."""
    different = [
        (one, found)
        for one in vectors("digital_links")
        if (found := link_verdict(one["uri"]))
        != (one["valid"], one["valid_with_short_gtin"], one["elements"])
    ]
    assert different == []


def test_a_valid_digital_link_can_be_built_again_from_its_elements() -> None:
    """The grammar is one for both directions; the order of the query is free."""
    for one in vectors("digital_links"):
        if one["valid"]:
            elements = gs1.digital_link.read(one["uri"]).elements
            again = gs1.digital_link.read(gs1.digital_link.build(elements))
            assert sorted(again.elements, key=str) == sorted(elements, key=str)


def test_what_is_written_parses_to_the_same() -> None:
    """Brackets in values are escaped on the way out and back."""
    for one in vectors("element_strings"):
        if one["valid"]:
            elements = gs1.parse(one["data"])
            assert gs1.parse(gs1.written(elements)) == elements
