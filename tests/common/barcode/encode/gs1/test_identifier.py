"""The table of Application Identifiers: GS1 General Specifications, release 2026-01-27."""

from fnmatch import fnmatch

import pytest

from common.barcode.encode.gs1 import identifier as identifiers
from common.barcode.encode.gs1.identifier import Component, Identifier, find, leading
from common.barcode.encode.gs1.linters import LINTERS

# General Specifications 25.0, figure 7.8.5-2: what begins with these two digits has one length.
PREDEFINED = {f"{n:02}" for n in (*range(5), *range(11, 21), *range(31, 37), 41)}


@pytest.mark.parametrize("code", ["", "0", "04", "23", "014", "999", "3106", "٠١", "01 "])
def test_a_code_that_gs1_does_not_assign_is_not_found(code: str) -> None:
    """The figure of all identifiers, 3.2-1, lists none of these."""
    assert find(code) is None


def test_a_release_has_541_identifiers_with_1409_exclusive_pairs() -> None:
    """Counted in the dictionary of the release."""
    every = identifiers.every()
    pairs = {
        frozenset((one.code, other.code))
        for one in every
        for other in every
        if one is not other
        and any(fnmatch(other.code, pattern.replace("n", "?")) for pattern in one.excludes)
    }
    assert (len(every), len(pairs)) == (541, 1409)
    assert sum(bool(one.requires) for one in every) == 502


def test_an_entry_holds_components_relations_and_qualifiers() -> None:
    """The dictionary's entry of (01), written out."""
    assert find("01") == Identifier(
        "01",
        (Component("N", 14, 14, False, ("csum", "gcppos2")),),
        True,
        True,
        (),
        ("255", "37"),
        (("22", "10", "21"), ("235",)),
        "GTIN",
    )


def test_alternatives_and_groups_of_companions_are_kept_apart() -> None:
    """(250) needs (01) or (8006), and (21) too; (7004) needs (01) with (10)."""
    requires = {one.code: one.requires for one in identifiers.every()}
    assert requires["250"] == ((("01",), ("8006",)), (("21",),))
    assert requires["7004"] == ((("01", "10"),),)


def test_identifiers_that_other_tables_miss_are_there() -> None:
    """(717) and (8040) to (8043) are of 2024 and 2026."""
    assert [leading(code) for code in ("717", "8040", "8043")] == [
        find("717"),
        find("8040"),
        find("8043"),
    ]


def test_predefined_lengths_are_those_of_the_figure() -> None:
    """Figure 7.8.5-2 names the first two digits; such a value has one length."""
    for one in identifiers.every():
        assert one.predefined == (one.code[:2] in PREDEFINED)
        assert not one.predefined or one.least == one.most


def test_no_identifier_begins_another() -> None:
    """Otherwise raw data could not be cut."""
    codes = {one.code for one in identifiers.every()}
    assert [code for code in codes if {code[:2], code[:3]} - {code} & codes] == []


def test_only_the_last_component_has_a_variable_length() -> None:
    """The dictionary's header: values are cut from the front."""
    for one in identifiers.every():
        assert all(part.least == part.most for part in one.components[:-1])


def test_every_linter_that_the_table_names_exists() -> None:
    """A newer dictionary with a new linter fails here, by its name."""
    named = {
        name for one in identifiers.every() for part in one.components for name in part.linters
    }
    assert named - set(LINTERS) == set()
