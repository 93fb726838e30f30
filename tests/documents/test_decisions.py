"""The index of decisions and the glossary are complete and in order."""

import re
from pathlib import Path

import pytest

from tests.documents.reading import ROOT, links, name, prose, table

FOLDER = ROOT / "docs" / "decisions"
INDEX = FOLDER / "README.md"
GLOSSARY = ROOT / "docs" / "glossary.md"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
FEWEST_LINES, MAX_LINES = 25, 50


def test_the_index_lists_every_record_in_order() -> None:
    assert [each.name for each in RECORDS] == links(INDEX)


def test_records_are_numbered_without_gaps() -> None:
    numbers = [int(each.name[:4]) for each in RECORDS]
    assert list(range(1, len(RECORDS) + 1)) == numbers


@pytest.mark.parametrize("record", RECORDS, ids=name)
def test_a_record_has_the_parts_that_the_index_promises(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert FEWEST_LINES <= len(text.splitlines()) <= MAX_LINES
    assert text.startswith(f"# {int(record.name[:4])}. ")
    assert re.search(r"^Date: \d{4}-\d{2}-\d{2}\. Status: \w+", text, re.MULTILINE)
    headings = re.findall(r"^## (.+)$", prose(record), re.MULTILINE)
    assert headings in [
        ["Context", "Decision", measured, "Consequences"] for measured in ("Measured", "Found")
    ]


def test_the_glossary_is_alphabetical_and_defines_each_term_once() -> None:
    terms = [row[0].rstrip(" †").casefold() for row in table(GLOSSARY, "term", "meaning")]
    assert sorted(terms) == terms
    assert len(set(terms)) == len(terms)


def test_every_definition_is_a_sentence() -> None:
    meanings = [row[1] for row in table(GLOSSARY, "term", "meaning")]
    assert [each for each in meanings if not each.endswith(".")] == []
