"""`decode` returns what the command zint draws, as pictures of random data at four angles.

Left out is what nothing here draws: Ultracode, and NVE-18 and CEPNet as names of their own.
"""

import io
import subprocess
from collections.abc import Callable
from random import Random
from typing import NamedTuple

import pytest
from PIL import Image

from common.barcode.decode import reader
from tests.interop.test_bwip_decode import (
    HIBC,
    KINDS,
    TEXT,
    Data,
    drawn_again,
    readings,
)
from tests.interop.test_bwip_read import CAPITALS, DIGITS, both, of

MARGIN = 40  # px
OF = {kind.id: kind.data for kind in KINDS}
GTIN = OF["databar_omni"]
SOME = tuple(range(5, 13))


class Kind(NamedTuple):
    """A symbology: its id, its name there, how to make data, and how zint takes them."""

    id: str
    name: str
    data: Data
    given: Callable[[str], str] = str
    options: tuple[str, ...] = ()


def bracketed(text: str) -> str:
    return text.replace("(", "[").replace(")", "]")


def without_check(text: str) -> str:
    return text[:-1]


def bare(text: str) -> str:
    """Return a GTIN or SSCC without its identifier and check digit."""
    return text[4:-1]


def same(id: str, name: str, *options: str) -> Kind:
    return Kind(id, name, OF[id], options=options)


KINDS_OF_ZINT = (
    *(same(id, name) for id, name in (
        ("matrix2of5", "C25STANDARD"), ("iata2of5", "C25IATA"), ("datalogic2of5", "C25LOGIC"),
        ("industrial2of5", "C25IND"), ("itf", "C25INTER"), ("code39", "CODE39"),
        ("code39ext", "EXCODE39"), ("code93", "CODE93"), ("code128", "CODE128"),
        ("codabar", "CODABAR"), ("leitcode", "DPLEIT"), ("identcode", "DPIDENT"),
        ("code49", "CODE49"), ("telepen", "TELEPEN"), ("telepen_numeric", "TELEPEN_NUM"),
        ("msi", "MSI_PLESSEY"), ("plessey", "PLESSEY"), ("channel_code", "CHANNEL"),
        ("bc412", "BC412"), ("pharmacode", "PHARMA"), ("pharmacode2", "PHARMA_TWO"),
        ("flattermarken", "FLAT"), ("ean2", "EANX"), ("ean5", "EANX"), ("isbn", "ISBNX"),
        ("postnet", "POSTNET"), ("planet", "PLANET"), ("rm4scc", "RM4SCC"), ("kix", "KIX"),
        ("japanpost", "JAPANPOST"), ("daft", "DAFT"), ("vin", "VIN"), ("code32", "CODE32"),
        ("pdf417", "PDF417"), ("pdf417_compact", "PDF417COMP"), ("micropdf417", "MICROPDF417"),
        ("maxicode", "MAXICODE"), ("qr", "QRCODE"), ("micro_qr", "MICROQR"), ("rmqr", "RMQR"),
        ("upn_qr", "UPNQR"), ("aztec_rune", "AZRUNE"), ("hanxin", "HANXIN"),
        ("code_one", "CODEONE"), ("codablock_f", "CODABLOCKF"),
    )),
    same("datamatrix", "DATAMATRIX", "--square"),
    same("aztec", "AZTEC", "--vers=10"),
    *(Kind(id, name, OF[id], without_check) for id, name in (
        ("ean13", "EANX"), ("ean8", "EANX"), ("upca", "UPCA"), ("itf14", "ITF14"),
    )),
    Kind("upce", "UPCE", OF["upce"], lambda text: text[1:-1]),
    *(Kind(id, name, OF[id], bracketed) for id, name in (
        ("gs1_128", "GS1_128"), ("databar_expanded", "DBAR_EXP"),
        ("databar_expanded_stacked", "DBAR_EXPSTK"),
    )),
    Kind("databar_omni", "DBAR_OMN", GTIN, bare, ("--compliantheight",)),
    *(Kind(id, name, OF[id], bare) for id, name in (
        ("databar_limited", "DBAR_LTD"), ("databar_stacked", "DBAR_STK"),
        ("databar_stacked_omni", "DBAR_OMNSTK"), ("ean14", "EAN14"), ("sscc", "NVE18"),
    )),
    Kind("datamatrix_rectangular", "DATAMATRIX", of(CAPITALS, 4, 8), options=("--vers=27",)),
    Kind("dmre", "DATAMATRIX", of(CAPITALS, 4, 8), options=("--dmre", "--vers=31")),
    Kind("grid_matrix", "GRIDMATRIX", of(TEXT, 4, 30)),
    # Of 8, 13 or 18 characters zint 2.11 leaves out the row with the check characters.
    Kind("code16k", "CODE16K", of(CAPITALS, 7, 9, 12, 15)),
    Kind("dotcode", "DOTCODE", of(DIGITS, *range(6, 20))),
    Kind("koreapost", "KOREAPOST", of(DIGITS, 6)),
    Kind("fim", "FIM", of("ABCDE", 1)),
    Kind("auspost", "AUSPOST", of(DIGITS, 8)),
    Kind("auspost_reply", "AUSREPLY", of(DIGITS, 8)),
    Kind("auspost_routing", "AUSROUTE", of(DIGITS, 8)),
    Kind("auspost_redirect", "AUSREDIRECT", of(DIGITS, 8)),
    Kind("usps_imb", "USPS_IMAIL", both(of(DIGITS, 1), of("01234", 1), of(DIGITS, 18))),
    *(Kind(id, name, HIBC, options=options) for id, name, options in (
        ("hibc_code128", "HIBC_128", ()), ("hibc_code39", "HIBC_39", ()),
        ("hibc_datamatrix", "HIBC_DM", ("--square",)), ("hibc_qr", "HIBC_QR", ()),
        ("hibc_pdf417", "HIBC_PDF", ()), ("hibc_micropdf417", "HIBC_MICPDF", ()),
        ("hibc_codablock_f", "HIBC_BLOCKF", ()), ("hibc_aztec", "HIBC_AZTEC", ()),
    )),
)  # fmt: skip
COMPOSITES = (
    ("ean13_composite", "EANX_CC", without_check),
    ("ean8_composite", "EANX_CC", without_check),
    ("upca_composite", "UPCA_CC", without_check),
    ("upce_composite", "UPCE_CC", lambda text: text[1:-1]),
    ("gs1_128_composite", "GS1_128_CC", bracketed),
    ("databar_omni_composite", "DBAR_OMN_CC", bare),
    ("databar_limited_composite", "DBAR_LTD_CC", bare),
    ("databar_expanded_composite", "DBAR_EXP_CC", bracketed),
    ("databar_stacked_composite", "DBAR_STK_CC", bare),
    ("databar_stacked_omni_composite", "DBAR_OMNSTK_CC", bare),
    ("databar_expanded_stacked_composite", "DBAR_EXPSTK_CC", bracketed),
)


def picture(name: str, data: str, *options: str) -> bytes:
    command = ["zint", "-b", name, "-d", data, "--direct", "--filetype=PNG", *options]
    drawn = subprocess.run(command, check=True, capture_output=True).stdout
    bars = Image.open(io.BytesIO(drawn)).convert("L")
    page = Image.new("L", (bars.width + 2 * MARGIN, bars.height + 2 * MARGIN), 255)
    page.paste(bars, (MARGIN, MARGIN))
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def assert_returned(id: str, text: str, file: bytes) -> None:
    (found,) = reader.read(file)
    texts = [drawn_again(each, said) for each, said in readings(found) if each == id]
    assert drawn_again(id, text) in texts, readings(found)


@pytest.mark.parametrize(("turn", "scale"), [(0, 1), (90, 2), (180, 3), (270, 1.5)])
@pytest.mark.parametrize("kind", KINDS_OF_ZINT, ids=lambda kind: kind.id)
def test_random_data_are_returned_as_drawn(kind: Kind, turn: int, scale: float) -> None:
    """No symbology is named; those that fit other bars as well are guesses."""
    text = kind.data(Random(f"{kind.id} {turn}"))
    options = (f"--scale={scale}", f"--rotate={turn}", *kind.options)
    assert_returned(kind.id, text, picture(kind.name, kind.given(text), *options))


@pytest.mark.parametrize(("turn", "scale"), [(0, 1), (90, 2), (180, 3), (270, 1.5)])
@pytest.mark.parametrize(("id", "name", "given"), COMPOSITES)
def test_random_composites_are_returned_as_drawn(
    id: str, name: str, given: Callable[[str], str], turn: int, scale: float
) -> None:
    """GS1 DataBar Omnidirectional is not taken for Truncated when it lies."""
    text = OF[id](Random(f"{id} {turn}"))
    linear, _, component = text.partition("|")
    options = (f"--scale={scale}", f"--rotate={turn}", "--compliantheight")
    file = picture(name, bracketed(component), f"--primary={given(linear)}", *options)
    assert_returned(id, text, file)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("id", "name", "text"),
    [
        ("daft", "DAFT", "FATDAFTDADTTF"),
        ("flattermarken", "FLAT", "39617"),
        ("pharmacode", "PHARMA", "117480"),
        ("pharmacode2", "PHARMA_TWO", "7628409"),
        ("industrial2of5", "C25IND", "96892593653"),
        ("fim", "FIM", "A"),
        ("ean5", "EANX", "60795"),
    ],
)
def test_lone_bars_of_an_ambiguous_symbology_are_a_guess(
    id: str, name: str, text: str, turn: int
) -> None:
    """Which end is the left one some don't show: the other reading is an alternative."""
    for scale in (1, 2, 4):
        (found,) = reader.read(picture(name, text, f"--rotate={turn}", f"--scale={scale}"))
        assert (id, text) in readings(found)
        assert found.guess
