"""Quiet zones and printed sizes of symbologies, as their standards give them."""

import pytest

from common.barcode.encode.symbology import find
from tests.common.barcode.drawing import make

# Quiet zones left and right in modules; X in mm (least, nominal, greatest); height of bars in mm.
EAN = (0.264, 0.330, 0.660)
CARTON = (0.495, 0.495, 1.016)


@pytest.mark.parametrize(
    ("name", "zone", "module_mm", "height_mm"),
    [
        ("ean13", (11, 7), EAN, 22.85),
        ("jan", (11, 7), EAN, 22.85),
        ("isbn", (11, 7), EAN, 22.85),
        ("ean8", (7, 7), EAN, 18.23),
        ("upca", (9, 9), EAN, 22.85),
        ("upce", (9, 7), EAN, 22.85),
        ("ean2", (7, 7), EAN, 21.9),
        ("itf14", (10, 10), CARTON, 31.75),
        ("gs1_128", (10, 10), CARTON, 31.75),
        ("ean14", (10, 10), CARTON, 31.75),
    ],
)
def test_retail_and_carton_symbols_have_the_sizes_of_gs1(
    name: str, zone: tuple[int, int], module_mm: tuple[float, ...], height_mm: float
) -> None:
    """GS1 General Specifications, 5.12.3, symbol specification tables."""
    symbol = make(name, find(name).example)
    rule = symbol.print_rule
    assert (symbol.quiet_zone.left, symbol.quiet_zone.right) == zone
    assert (rule.min_module_mm, rule.module_mm, rule.max_module_mm) == module_mm
    assert rule.height_mm == height_mm


def test_add_ons_have_a_quiet_zone_of_five_modules() -> None:
    """GS1 General Specifications, 5.2.2.5."""
    assert make("ean13", "4006381333931", addon="12").quiet_zone.right == 5


@pytest.mark.parametrize("name", ["code128", "code39", "itf", "codabar", "code93"])
def test_industrial_bars_are_at_least_five_mm_and_15_percent_of_the_width(name: str) -> None:
    """ISO/IEC 15417, 16388 and 16390 recommend both."""
    for symbol in (make(name, find(name).example), make(name, LONG[name])):
        rule = symbol.print_rule
        least = max(5.0, 0.15 * symbol.width * rule.module_mm)
        assert rule.height_mm == pytest.approx(least, abs=0.01)
        assert symbol.quiet_zone.left == symbol.quiet_zone.right == 10


LONG = {
    "code128": "A" * 60,
    "code39": "A" * 40,
    "itf": "12" * 30,
    "codabar": f"A{'1' * 50}B",
    "code93": "A" * 40,
}


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("qr", 4),
        ("micro_qr", 2),
        ("rmqr", 2),
        ("datamatrix", 1),
        ("aztec", 0),
        ("pdf417", 2),
        ("micropdf417", 1),
        ("maxicode", 1),
        ("hanxin", 3),
    ],
)
def test_matrix_symbols_have_the_quiet_zone_of_their_standard(name: str, zone: int) -> None:
    """ISO/IEC 18004, 23941, 16022, 24778, 15438, 24728, 16023 and 20830."""
    quiet = make(name, find(name).example).quiet_zone
    assert (quiet.left, quiet.right, quiet.top, quiet.bottom) == (zone, zone, zone, zone)


@pytest.mark.parametrize(
    ("name", "modules"), [("databar_omni", 33), ("databar_truncated", 13), ("databar_limited", 10)]
)
def test_databar_has_a_height_and_no_quiet_zone(name: str, modules: int) -> None:
    """ISO/IEC 24724: heights are 33, 13 and 10 X."""
    symbol = make(name, find(name).example)
    assert (symbol.quiet_zone.left, symbol.quiet_zone.right) == (0, 0)
    assert symbol.print_rule.height_mm == pytest.approx(modules * 0.330, abs=0.01)


@pytest.mark.parametrize(("name", "least"), [("pdf417", 3), ("micropdf417", 2)])
def test_stacked_rows_have_the_least_height_of_their_standard(name: str, least: int) -> None:
    """ISO/IEC 15438 requires 3 X, ISO/IEC 24728 2 X."""
    assert min(row.height for row in make(name, find(name).example).rows) >= least
