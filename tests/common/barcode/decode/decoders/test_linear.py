"""Linear decoders: patterns by the standards' tables, spread ink, and what must not be read."""

from collections.abc import Sequence

import pytest

from common.barcode.decode.catalogue import decoders

# Symbology, data and element widths, first a bar. Each is put together by the standard's tables.
FIGURES = (
    # USPS DMM 708, exhibit 8.2.0: FIM C.
    ("fim", "C", "11131313111"),
    # Laetus, Pharmacode Guide: 7 is three thin bars, 3 × 2 + 2 × 2 … from the right.
    ("pharmacode", "7", "12121"),
    ("pharmacode", "14", "32323"),
    # ISO/IEC 15420:2009, 4.4.1: 05 has check value 1, that is number sets A and B.
    ("ean2", "05", "112" + "3211" + "11" + "1321"),
    # AIM USS 2 of 5: start 110, stop 101; the digit 1 is 10001.
    ("industrial2of5", "1", "313111" + "3111111131" + "31113"),
    # TCPDF and Barcode Bakery draw start and stop as 11011010 and 1101011, and wide bars of digits
    # as 111.
    ("industrial2of5", "1", "212111" + "3111111131" + "21112"),
    # IATA Resolution 740: start 00, stop 10.
    ("iata2of5", "1", "1111" + "3111111131" + "311"),
    # Matrix 2 of 5: encoders draw the outer bars 4 modules wide, or 3 as other wide elements are;
    # the sources that describe it say only that they are wide. Both are read.
    ("matrix2of5", "1", "411111" + "311131" + "41111"),
    ("matrix2of5", "1", "311111" + "311131" + "31111"),
    ("datalogic2of5", "1", "1111" + "311131" + "311"),
    ("coop2of5", "7", "3131" + "311131" + "133"),
    # MSI: start 21, a bit is 12 or 21, stop 121.
    ("msi", "9", "21" + "21121221" + "121"),
    # Code 11 by USD-8, wide elements of 2 modules and of 3; 1 has check character 1.
    ("code11", "1", "112211" + "211121" + "211121" + "11221"),
    ("code11", "1", "113311" + "311131" + "311131" + "11331"),
    # ANSI/AIM BC12: the first pattern of three channels, 00.
    ("channel_code", "00", "111111111" + "121132"),
)
# Plessey's start 1101, the digit 1 with its least bit first, and its check; a bit is a narrow bar
# and a wide space or a wide bar and a narrow space.
PLESSEY = "31311331" + "31131313" + "3131311331311313"
PLESSEY_OF_FIVE = "32321432" + "32141414" + "3232321432321414"


def read(widths: Sequence[float], symbology: str) -> list[str]:
    return [
        decoding.text
        for decoder in decoders()
        if decoder.kind == "linear" and symbology in decoder.symbologies
        for decoding in decoder.decode(widths)
        if decoding.symbology == symbology
    ]


def grown(widths: str, growth: float) -> list[float]:
    """Return *widths* with bars wider by *growth* modules, and spaces narrower."""
    return [int(width) + (-growth if place % 2 else growth) for place, width in enumerate(widths)]


@pytest.mark.parametrize("ends", [(2, 0.6), (2, 1.5), (1.6, 1)])
def test_an_msi_bar_that_was_cut_is_no_end(ends: tuple[float, float]) -> None:
    """Start has a bar of two modules, and stop ends with one of one module."""
    inner = [1, *map(int, "21121221"), 1, 2]
    assert read([2, *inner, 1], "msi") == ["9"]
    assert read([ends[0], *inner, ends[1]], "msi") == []


def test_code_11_has_no_gap_that_is_wider_than_others() -> None:
    """Encoders choose the space between characters (USD-8), but the same for all of a symbol."""
    wide, uneven = (
        "112212" + "211122" + "211122" + "11221",
        "112212" + "211129" + "211122" + "11221",
    )
    assert read([*map(int, wide)], "code11")[0] == "1"
    assert read([*map(int, uneven)], "code11") == []


@pytest.mark.parametrize(("symbology", "text", "widths"), FIGURES)
@pytest.mark.parametrize("growth", [0, 0.3, -0.3])
def test_patterns_of_the_standards_are_read(
    symbology: str, text: str, widths: str, growth: float
) -> None:
    """Print that grows by 0.3 modules is the tolerance that the interface asks for."""
    assert text in read(grown(widths, growth), symbology)


@pytest.mark.parametrize("symbology", sorted({figure[0] for figure in FIGURES}))
def test_what_is_no_pattern_of_it_is_not_read(symbology: str) -> None:
    """No standard has a symbol of nothing, of one bar, or of spaces of no width."""
    for widths in ([], [1], [1, 0, 1], [0, 0, 0], [1, 2], [1] * 500):
        assert read(widths, symbology) == []


@pytest.mark.parametrize(
    "widths",
    [
        PLESSEY + "331311313",
        PLESSEY + "431311313",
        PLESSEY + "3",
        PLESSEY_OF_FIVE + "541412323",
        PLESSEY_OF_FIVE + "323",
        PLESSEY_OF_FIVE + "5",
    ],
)
def test_each_way_to_end_plessey_is_read(widths: str) -> None:
    """The termination bar is of a bit's width by the code's description.

    Encoders draw it as wide as a wide bar too, and one-way symbols end with a 1 and a wide bar.
    """
    assert read(grown(widths, 0), "plessey") == ["1"]


def test_plessey_with_a_wrong_check_is_not_read() -> None:
    """The check's polynomial is x^8 + x^7 + x^6 + x^5 + x^3 + 1."""
    wrong = PLESSEY[:-2] + "31" + "331311313"

    assert read(grown(wrong, 0), "plessey") == []


def test_korea_post_is_read_from_the_least_significant_digit() -> None:
    """ETRI (1999) prints the digits from the least significant one; some encoders from the first.

    The digits of 123450 with check digit 5, whose dark places are those of the code's table; the
    other order of the same bars is given as a guess.
    """
    places = {
        "0": "111001", "1": "001111", "2": "010111", "3": "100111", "4": "011011", "5": "101011",
    }  # fmt: skip
    row = "".join(places[digit] for digit in "054321" + "5")
    widths = [1.0]
    for gap in row.strip("0").split("1")[1:-1]:
        widths += [3.0 + 4 * len(gap), 1.0]

    assert read(widths, "koreapost") == ["1234505", "0543215"]
