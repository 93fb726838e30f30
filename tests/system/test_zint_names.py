"""Pictures of the command zint (Debian) are reported by the names of what was drawn."""

import io
import subprocess

import pytest
from PIL import Image

from common.barcode.decode import picture_regions, picture_search

MARGIN = 20
GTIN = "0950110153000"
SYMBOLS = (
    ("databar_omni", "DBAR_OMN", GTIN, ()),
    ("databar_stacked", "DBAR_STK", GTIN, ()),
    ("databar_stacked_omni", "DBAR_OMNSTK", GTIN, ()),
    ("databar_expanded_stacked", "DBAR_EXPSTK", "[01]09501101530003[10]ABC123", ()),
    ("datamatrix", "DATAMATRIX", "Hello World 12345", ("--square",)),
    ("datamatrix_rectangular", "DATAMATRIX", "Hello", ("--vers=25",)),
    ("dmre", "DATAMATRIX", "Hello World", ("--dmre", "--vers=31")),
    ("pdf417", "PDF417", "Hello World", ()),
    ("pdf417_compact", "PDF417COMP", "Hello World", ()),
    ("micropdf417", "MICROPDF417", "Hello World", ()),
    ("upca", "UPCA", "03600029145", ()),
    ("upce", "UPCE", "0425261", ()),
    ("itf14", "ITF14", GTIN, ()),
    ("code16k", "CODE16K", "ABC1234567890", ()),
)
COMPOSITES = (
    ("ean13", "EANX_CC", "4006381333931", "[99]1234-abcd"),
    ("ean8", "EANX_CC", "9638507", "[21]A12345678"),
    ("upca", "UPCA_CC", "03600029145", "[99]1234-abcd"),
    ("upce", "UPCE_CC", "0425261", "[99]1234-abcd"),
    ("gs1_128", "GS1_128_CC", "[01]09501101530003", "[10]ABC123"),
    ("databar_omni", "DBAR_OMN_CC", GTIN, "[21]A12345"),
    ("databar_limited", "DBAR_LTD_CC", GTIN, "[21]A12345"),
    ("databar_stacked", "DBAR_STK_CC", GTIN, "[21]A12345"),
    ("databar_stacked_omni", "DBAR_OMNSTK_CC", GTIN, "[21]A12345"),
    ("databar_expanded", "DBAR_EXP_CC", "[01]09501101530003", "[21]A12345"),
    ("databar_expanded_stacked", "DBAR_EXPSTK_CC", "[01]09501101530003[10]ABC", "[21]A12345"),
)


def draw(kind: str, data: str, *options: str, scale: float = 2) -> Image.Image:
    command = ["zint", "-b", kind, "-d", data, "--direct", "--filetype=PNG", f"--scale={scale}"]
    file = subprocess.run([*command, *options], check=True, capture_output=True).stdout
    bars = Image.open(io.BytesIO(file)).convert("L")
    page = Image.new("L", (bars.width + 2 * MARGIN, bars.height + 2 * MARGIN), 255)
    page.paste(bars, (MARGIN, MARGIN))
    return page


@pytest.mark.parametrize("scale", [1, 2, 3])
@pytest.mark.parametrize(("id", "kind", "data", "options"), SYMBOLS, ids=lambda value: str(value))
def test_a_symbol_has_the_name_of_what_was_drawn(
    id: str, kind: str, data: str, options: tuple[str, ...], scale: int
) -> None:
    """The name of the product for what zint was asked to draw."""
    found = picture_search.find(draw(kind, data, *options, scale=scale))
    assert [one.format for one in found] == [id]


@pytest.mark.parametrize(("id", "kind", "linear", "data"), COMPOSITES)
def test_a_composite_is_found_without_its_name_and_with_it(
    id: str, kind: str, linear: str, data: str
) -> None:
    """The linear component alone would be a symbol, too."""
    # Else zint draws 14 modules for DataBar Omnidirectional, which is then a truncated one.
    picture = draw(kind, data, f"--primary={linear}", "--compliantheight")
    expected = [f"{id}_composite"]
    assert [one.format for one in picture_search.find(picture)] == expected
    assert [one.format for one in picture_search.find(picture, (expected[0],))] == expected


@pytest.mark.parametrize(
    ("id", "kind", "data", "options", "text"),
    [
        ("logmars", "LOGMARS", "ABC-123", (), "ABC-123"),
        ("aztec_compact", "AZTEC", "HELLO 12", ("--vers=2",), "HELLO 12"),
        ("isbn10", "ISBNX", "316148410X", (), "9783161484100"),
    ],
)
def test_symbols_that_look_like_another_are_found_by_name(
    id: str, kind: str, data: str, options: tuple[str, ...], text: str
) -> None:
    """LOGMARS has the bars of Code 39; zint's second size of Aztec is a compact one."""
    (found,) = picture_search.find(draw(kind, data, *options), (id,))
    assert (found.format, found.text) == (id, text)


def test_flattermarken_are_found_by_name() -> None:
    """The marks may be those of other digits, of which the note tells."""
    (found,) = picture_search.find(draw("FLAT", "12345"), ("flattermarken",))
    assert (found.text, "first field" in found.note) == ("12345", True)


@pytest.mark.parametrize(
    "data", ["Hello World 123", "ABC123456", "ABC123", "1234567890", "a", "HELLO"]
)
@pytest.mark.parametrize("scale", [1, 2, 2.5, 3, 4, 5])
def test_dotcode_is_read_as_drawn_or_not_at_all(data: str, scale: float) -> None:
    """At some sizes the dots touch, and other grids are within reach of the error correction."""
    found = picture_search.find(draw("DOTCODE", data, scale=scale))
    assert {one.text for one in found} <= {data}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("HANXIN", "Han Xin 2021"),
        ("GRIDMATRIX", "Grid Matrix 123"),
        ("CODEONE", "Code One 1234"),
        ("CODE16K", "ABC1234567890"),
        ("DOTCODE", "DotCode 123"),
    ],
)
def test_an_area_that_is_read_is_not_turned_to_other_angles(
    kind: str, data: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eighty turns of each dense area took most of the time of these pictures."""
    tried: list[Image.Image] = []
    monkeypatch.setattr(picture_regions, "_angle", tried.append)
    (found,) = picture_search.find(draw(kind, data, scale=3))
    assert (found.text, tried) == (data, [])
