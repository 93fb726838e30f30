"""Decodability that was computed by hand, with the formulas of ISO/IEC 15416, annex F."""

import pytest

from common.barcode.decode.grading import decodability

# ISO/IEC 15417, table 1: start A, "A", its check character 34 and stop, in modules.
CODE128 = (2, 1, 1, 4, 1, 2, 1, 1, 1, 3, 2, 3, 1, 3, 1, 1, 2, 3, 2, 3, 3, 1, 1, 1, 2)


def test_other_symbologies_have_none() -> None:
    """Nothing is claimed of what is not measured."""
    assert decodability.of("pharmacode", (1, 2, 3)) is None


def test_exact_widths_are_decoded_for_sure() -> None:
    """Each measurement is half a module from its thresholds, which is as far as can be."""
    assert decodability.of("code128", CODE128) == pytest.approx(1)


def test_width_near_a_threshold_lowers_it() -> None:
    """A pair of 3 modules measures 3.25: 0.25 from the threshold at 3.5, and 0.25 / 0.5 is 0.5."""
    widths = [10.0 * width for width in CODE128]
    widths[0] += 2.5
    widths[5] -= 2.5  # the character stays as wide
    assert decodability.of("code128", widths) == pytest.approx(0.5)


def test_bars_that_spread_evenly_do_not_matter_to_edges() -> None:
    """Edge to similar edge: ink that spreads moves both by as much. The sum of bars notices."""
    spread = [width + (0.2 if place % 2 == 0 else -0.2) for place, width in enumerate(CODE128)]
    # Three bars are 0.6 modules wider: (1.75 - 0.6) / 1.75
    assert decodability.of("code128", spread) == pytest.approx(0.657, abs=0.001)


def test_narrow_bar_near_the_wide_ones_lowers_it() -> None:
    """Code 39: narrow ones of 1 module but one of 1.5, wide ones of 3; the threshold is 2.04."""
    star = [1.0, 3, 1, 1, 3, 1, 3, 1, 1]
    assert decodability.of("code39", star) == pytest.approx(1)
    star[0] = 1.5
    # The mean of narrow ones is 6.5 / 6, the threshold (6.5 / 6 + 3) / 2.
    threshold = (6.5 / 6 + 3) / 2
    expected = (threshold - 1.5) / (threshold - 6.5 / 6)
    assert decodability.of("code39", star) == pytest.approx(expected)


@pytest.mark.parametrize(("id", "count", "modules"), [("ean13", 59, 95), ("ean8", 43, 67)])
def test_width_of_retail_symbols_is_known(id: str, count: int, modules: int) -> None:
    """GS1 General Specifications, 5.2.1: 95 and 67 modules."""
    assert decodability.modules(id, [1] * count) == modules


def test_incomplete_characters_can_not_be_decoded() -> None:
    """A scratch across Code 39 leaves or adds elements: the last character has one of nine."""
    assert decodability.of("code39", [1.0, 3, 1, 1, 3, 1, 3, 1, 1, 1, 2.0]) == 0


def test_only_bar_is_narrow() -> None:
    """There is no other with which it could be compared."""
    assert decodability.narrow([3.0]) == 3
