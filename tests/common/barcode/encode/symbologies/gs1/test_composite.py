"""GS1 Composite, ISO/IEC 24723:2010."""

from itertools import pairwise

import pytest
import zint
import zxingcpp

from common.barcode.decode import verification
from common.barcode.encode.symbologies.gs1.composite import SYMBOLOGY
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.symbol import Reading, Row, Symbol
from tests.common.barcode.drawing import make, refusal

LONG = "(99)" + "1234-abcd" * 4


@pytest.mark.parametrize("data", ["331234567890", "331234567890|", "|(99)A", "|"])
def test_data_of_one_part_is_refused(data: str) -> None:
    assert refusal("ean13_composite", data).code == "ean13_composite.one_part"


def test_both_parts_are_checked() -> None:
    assert refusal("ean13_composite", "3312345678904|(99)A").code.endswith("bad_check_digit")
    assert refusal("ean13_composite", "331234567890|(01)1").code == "gs1.bad_length"
    assert refusal("databar_limited_composite", "2361234567890|(99)A").code.endswith("indicator")


def test_what_is_suggested_has_both_parts() -> None:
    problem = refusal("ean13_composite", "3312345678904|(99)A")
    assert problem.suggestion == "3312345678903|(99)A"
    problem = refusal("ean13_composite", "331234567890|(414)9501101530004")
    assert problem.suggestion == "331234567890|(414)9501101530003"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("gs1_128_composite", "(10)A|(10)B", "gs1.repeated"),
        ("gs1_128_composite", "(01)03312345678903|(37)5", "gs1.excluded"),
        ("ean13_composite", "3312345678903|(02)03312345678903(37)5", "gs1.excluded"),
        ("upce_composite", "01212309|(8006)095011015300030102", "gs1.excluded"),
        ("databar_omni_composite", "03612345678904|(255)9501101530003", "gs1.excluded"),
    ],
)
def test_both_parts_are_one_message(name: str, data: str, code: str) -> None:
    """GS1 General Specifications 4.14: pairs are judged over all symbols of an item."""
    assert refusal(name, data).code == code


def test_one_part_is_the_companion_of_the_other() -> None:
    """4.13.2: a batch needs a trade item, which the linear part may be."""
    assert make("ean13_composite", "3312345678903|(10)ABC").warnings == ()
    assert make("gs1_128_composite", "(99)A|(10)ABC").warnings != ()


def test_the_linear_part_is_among_the_elements() -> None:
    """The number of the linear part is a GTIN of 14 digits."""
    kinds = {one.id: one for one in SYMBOLOGY}
    for name, first in (("ean8_composite", "12345670"), ("upce_composite", "01212309")):
        symbol = make(name, f"{first}|(10)ABC")
        assert [one.ai for one in kinds[name].elements(symbol.data)] == ["01", "10"]


def linear_part(symbol: Symbol, reading: Reading) -> Symbol:
    """Return the lowest row of *symbol* as a symbol that is to be read as *reading*."""
    row = symbol.rows[-1].modules
    return Symbol(
        symbology=f"databar_part_of_{symbol.symbology}",
        shape="linear",
        rows=(Row(row),),
        quiet_zone=symbol.quiet_zone,
        data="",
        reading=reading,
    )


@pytest.mark.parametrize(
    ("name", "data", "formats", "text"),
    [
        ("ean13_composite", "331234567890", ("EAN13",), "3312345678903"),
        ("ean8_composite", "1234567", ("EAN8",), "12345670"),
        ("upca_composite", "61414101234", ("UPCA",), "0614141012343"),
        ("upce_composite", "0121230", ("UPCE",), "0012000001239"),
        ("gs1_128_composite", "(01)03312345678903", ("Code128",), "(01)03312345678903"),
        ("databar_omni_composite", "03612345678904", ("DataBarOmni",), "(01)03612345678904"),
        ("databar_truncated_composite", "03612345678904", ("DataBarOmni",), "(01)03612345678904"),
        ("databar_limited_composite", "03612345678904", ("DataBarLtd",), "(01)03612345678904"),
        (
            "databar_expanded_composite",
            "(01)98898765432106",
            ("DataBarExp",),
            "(01)98898765432106",
        ),
    ],
)
@pytest.mark.parametrize("elements", ["(99)1234-abcd", LONG])
def test_a_reader_reads_the_linear_part(
    name: str, data: str, formats: tuple[str, ...], text: str, elements: str
) -> None:
    part = linear_part(make(name, f"{data}|{elements}"), Reading(formats, text))
    assert verification.check(part) == "true"


@pytest.mark.parametrize("elements", ["(99)1234-abcd", LONG])
@pytest.mark.parametrize("symbology", SYMBOLOGY, ids=[one.id for one in SYMBOLOGY])
def test_a_reader_of_the_whole_picture_finds_the_linear_part(
    symbology: object, elements: str
) -> None:
    data = symbology.example.partition("|")[0]  # type: ignore[attr-defined] # a Symbology
    symbol = make(symbology.id, f"{data}|{elements}")  # type: ignore[attr-defined] # a Symbology
    lines = []
    for row in symbol.rows:
        line = b"".join(b"\x00\x00" if module else b"\xff\xff" for module in row.modules)
        lines += [b"\xff" * 24 + line + b"\xff" * 24] * round(2 * row.height)
    picture = memoryview(b"".join(lines)).cast("B", shape=[len(lines), len(lines[0])])
    texts = {barcode.text.removeprefix("(01)") for barcode in zxingcpp.read_barcodes(picture)}
    assert any(symbol.text.removeprefix("(01)") in text for text in texts) or (
        symbology.id == "upce_composite"  # type: ignore[attr-defined] # read as its UPC-A
        and "0012000001239" in texts
    )


def engine_heights(kind: zint.Symbology, primary: str, elements: str) -> list[float]:
    """Return the heights of the rows as zint itself draws them, in modules."""
    symbol = zint.Symbol()
    symbol.symbology, symbol.input_mode, symbol.primary = kind, zint.InputMode.GS1, primary
    symbol.show_text = False
    symbol.encode(elements)
    symbol.buffer_vector(0)
    edges = {round(r.y / 2, 2) for r in symbol.vector.rectangles}
    edges |= {round((r.y + r.height) / 2, 2) for r in symbol.vector.rectangles}
    ordered = sorted(edges)
    return [round(b - a, 2) for a, b in pairwise(ordered)]


@pytest.mark.parametrize("elements", ["(99)1234-abcd", LONG])
@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("databar_omni_composite", "03612345678904", zint.Symbology.DBAR_OMN_CC),
        ("databar_limited_composite", "03612345678904", zint.Symbology.DBAR_LTD_CC),
        ("databar_stacked_composite", "03612345678904", zint.Symbology.DBAR_STK_CC),
        ("databar_stacked_omni_composite", "03612345678904", zint.Symbology.DBAR_OMNSTK_CC),
        ("databar_expanded_composite", "(01)98898765432106", zint.Symbology.DBAR_EXP_CC),
        (
            "databar_expanded_stacked_composite",
            "(01)98898765432106(3103)001750(10)ABC123",
            zint.Symbology.DBAR_EXPSTK_CC,
        ),
        ("gs1_128_composite", "(01)03312345678903", zint.Symbology.GS1_128_CC),
    ],
)
def test_rows_are_as_high_as_the_engine_draws_them(
    name: str, data: str, kind: zint.Symbology, elements: str
) -> None:
    heights = [row.height for row in make(name, f"{data}|{elements}").rows]
    primary = data.replace("(", "[").replace(")", "]")
    drawn = engine_heights(kind, primary, elements.replace("(", "[").replace(")", "]"))
    # The engine leaves the height of the lowest row to the printer, except in stacked ones.
    assert heights[:-1] == drawn[:-1]


def test_the_rows_of_cc_c_are_those_of_pdf417() -> None:
    # Only GS1-128 has a CC-C, which the engine takes where CC-B is full: 3X instead of 2X (4.5.4).
    elements = "".join(f"({ai})" + "1234-abcd" * 9 for ai in range(91, 96))
    symbol = make("gs1_128_composite", f"(01)03312345678903|{elements}")
    heights = [row.height for row in symbol.rows]
    assert set(heights[:-2]) == {3}
    primary, bare = "[01]03312345678903", elements.replace("(", "[").replace(")", "]")
    assert heights[:-1] == engine_heights(zint.Symbology.GS1_128_CC, primary, bare)[:-1]


@pytest.mark.parametrize(
    ("data", "suggestions"),
    [
        # (01)04006381333931 would contradict the GTIN of the EAN-13.
        ("331234567890|4006381333931", ["331234567890|(400)6381333931"]),
        # It is the same GTIN.
        (
            "4006381333931|4006381333931",
            ["4006381333931|(01)04006381333931", "4006381333931|(400)6381333931"],
        ),
        ("3312345678908|(01)09501101530004", []),  # both parts are wrong
        ("3312345678908|(99)1", ["3312345678903|(99)1"]),
    ],
)
def test_only_data_that_can_be_drawn_is_suggested(data: str, suggestions: list[str]) -> None:
    """General Specifications 5.9.2: both parts are one message, in which a GTIN occurs once."""
    with pytest.raises(DataError) as refused:
        make("ean13_composite", data)
    assert [one.suggestion for one in refused.value.problems if one.suggestion] == suggestions
    for suggestion in suggestions:
        assert make("ean13_composite", suggestion).data


@pytest.mark.parametrize("kind", SYMBOLOGY, ids=lambda kind: kind.id)
def test_every_version_is_drawn_and_read(kind: Symbology) -> None:
    """ISO/IEC 24723, 4.2: CC-A and CC-B above any, CC-C above GS1-128 only."""
    versions = kind.choices["composite_version"]
    assert versions == ("CC-A", "CC-B", "CC-C")[: len(versions)]
    assert (len(versions) == 3) == (kind.id == "gs1_128_composite")
    drawn = [make(kind.id, kind.example, composite_version=each.lower()) for each in versions]
    assert len({symbol.rows for symbol in drawn}) == len(versions)
    assert [verification.check(symbol) for symbol in drawn] == ["true"] * len(versions)


def test_data_of_a_larger_version_is_refused_with_it() -> None:
    """A CC-A holds at most 56 digits."""
    data = "(01)03312345678903|(10)A1b2C(99)" + "X" * 60
    problem = refusal("gs1_128_composite", data, composite_version="CC-A")
    assert (problem.field, problem.suggestion) == ("composite_version", "CC-B")
    assert make("gs1_128_composite", data, composite_version="CC-B").rows
    assert refusal("ean13_composite", "331234567890|(99)A", composite_version="CC-C").code == (
        "option.bad_value"
    )
