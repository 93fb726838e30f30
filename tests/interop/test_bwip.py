"""bwip-js draws the same modules, above all for symbologies without a free reader.

It supports the most symbologies and shares no code with the engines that draw here. `make interop`
installs it and runs this.
"""

import json
import subprocess
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from common.barcode.encode.symbology import find
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol
from tests.interop.environments import HERE, NODE

SCRIPT = Path(__file__).parent / "clients" / "bwip.cjs"


class Case(NamedTuple):
    """One symbol: its name and data here, and in bwip-js if they differ."""

    symbology: str
    data: str
    name: str = ""
    text: str = ""
    options: dict[str, Any] = {}  # noqa: RUF012 # never changed


# Examples of bwip-js's own documentation, unless they are ours too.
LINEAR = (
    Case("bc412", "AQ145670", options={"semi": True}),
    Case("channel_code", "3493", "channelcode"),
    Case("code32", "01234567"),
    Case("coop2of5", "0123456789"),
    Case("datalogic2of5", "01234567"),
    Case("ean2", "05"),
    Case("ean5", "90200"),
    Case("hibc_code39", "A123BJC5D6E71", "hibccode39"),
    Case("iata2of5", "01234567"),
    Case("industrial2of5", "01234567"),
    Case("msi", "0123456789"),
    Case("pharmacode", "117480"),
    Case("pzn", "1234562"),
    Case("telepen", "ABCdef 12"),
    Case("telepen_numeric", "01234567", "telepennumeric"),
)
# The same elements; the wide ones have another width.
OTHER_RATIO = (
    Case("code11", "123-45", options={"includecheck": True}),
    Case("identcode", "563102430313"),
    Case("leitcode", "21348075016401"),
    Case("matrix2of5", "01234567"),
    Case("plessey", "01234ABCD"),
)
POSTAL = (
    Case("auspost", "56439111ABA 9", text="5956439111ABA 9", options={"custinfoenc": "character"}),
    Case("auspost", "56439111", text="1156439111"),
    Case("daft", "FATDAFTDAD"),
    Case("japanpost", "6540123789-A-K-Z"),
    Case("kix", "1231FZ13XHS"),
    Case("pharmacode2", "29876543"),
    Case("planet", "01234567890"),
    Case("postnet", "123456789"),
    Case("rm4scc", "LE28HS9Z", "royalmail"),
    Case("usps_imb", "0123456709498765432101234567891", "onecode"),
)
AI_99 = "(99)1234-abcd"
ROWS = (
    Case("aztec_rune", "125", "aztecrune"),
    Case("codablock_f", "CODABLOCK F 34567890010040digit", "codablockf", options={"columns": 5}),
    Case("code16k", "Abcd-1234567890-wxyZ"),
    Case("code49", "MULTIPLE ROWS IN CODE 49"),
    Case("code_one", "Code One", "codeone"),
    Case(
        "databar_expanded_composite",
        "(01)93712345678904(3103)001234|(91)1A2B3C4D5E",
        "databarexpandedcomposite",
    ),
    Case(
        "databar_expanded_stacked_composite",
        "(01)00012345678905(10)ABCDEF|(21)12345678",
        "databarexpandedstackedcomposite",
    ),
    Case(
        "databar_limited_composite",
        "(01)03512345678907|(21)abcdefghijklmnopqrst",
        "databarlimitedcomposite",
    ),
    Case("databar_omni_composite", "(01)03612345678904|(11)990102", "databaromnicomposite"),
    Case("databar_stacked_composite", "(01)03412345678900|(17)010200", "databarstackedcomposite"),
    Case(
        "databar_stacked_omni_composite",
        "(01)03612345678904|(11)990102",
        "databarstackedomnicomposite",
    ),
    Case("dmre", "1234", "datamatrixrectangularextension", options={"version": "8x48"}),
    Case("dotcode", "This is DotCode"),
    Case("ean13_composite", f"2112345678900|{AI_99}", "ean13composite"),
    Case("ean8_composite", "02345673|(21)A12345678", "ean8composite"),
    Case("gs1_128_composite", f"(01)03312345678903|{AI_99}", "gs1-128composite"),
    Case(
        "gs1_dotcode",
        "(01)03453120000011(17)120508(10)ABCD1234(410)9501101020917",
        "gs1dotcode",
    ),
    Case("micropdf417", "MicroPDF417"),
    Case("upca_composite", f"416000336108|{AI_99}", "upcacomposite"),
    Case("upce_composite", "00123457|(15)021231", "upcecomposite"),
)


@cache
def everything() -> dict[int, Any]:
    cases = [*LINEAR, *OTHER_RATIO, *POSTAL, *ROWS]
    requests = [(one.name or one.symbology, one.text or one.data, one.options) for one in cases]
    done = subprocess.run(
        [NODE, SCRIPT],
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE,
    )
    return {id(one): drawn for one, drawn in zip(cases, json.loads(done.stdout), strict=True)}


def ours(case: Case) -> Symbol:
    return find(case.symbology).make(case.data, DrawOptions(data=case.data, format=case.symbology))


def theirs(case: Case) -> list[int]:
    """Return the widths from the first bar to the last."""
    widths: list[int] = everything()[id(case)]["widths"]
    return widths[: len(widths) - (len(widths) + 1) % 2]


def widths(case: Case) -> list[int]:
    return [len(list(run)) for _, run in groupby(ours(case).rows[0].modules)]


def classes(widths: list[int]) -> list[bool]:
    """Return for each bar and space True if it is a wide one."""
    return [width > min(widths[place % 2 :: 2]) for place, width in enumerate(widths)]


def name(case: Case) -> str:
    return f"{case.symbology}-{case.data[:12]}"


@pytest.mark.parametrize("case", LINEAR, ids=name)
def test_bars_and_spaces_have_the_same_widths(case: Case) -> None:
    """bwip-js's widths, in modules."""
    assert widths(case) == theirs(case)


@pytest.mark.parametrize("case", OTHER_RATIO, ids=name)
def test_the_same_bars_and_spaces_are_wide(case: Case) -> None:
    """bwip-js's widths; the ratio of wide to narrow may differ."""
    assert classes(widths(case)) == classes(theirs(case))


@pytest.mark.parametrize("case", POSTAL, ids=name)
def test_bars_have_the_same_states(case: Case) -> None:
    """bwip-js's heights and positions of bars."""
    there = everything()[id(case)]
    states = [
        (round(height, 3), round(foot, 3))
        for height, foot in zip(there["heights"], there["feet"], strict=True)
    ]
    here = list(zip(*(row.modules[::2] for row in ours(case).rows), strict=True))
    meant = dict(zip(states, here, strict=True))
    assert [meant[state] for state in states] == here
    assert len(set(meant.values())) == len(meant)


@pytest.mark.parametrize("case", ROWS, ids=name)
def test_rows_have_the_same_modules(case: Case) -> None:
    """bwip-js's rows of modules."""
    there = everything()[id(case)]
    width, modules = there["width"], bytes(there["modules"])
    rows = [modules[at : at + width] for at in range(0, len(modules), width)]
    # Both repeat a row, but by different heights: distinct rows are compared.
    assert [row for row, _ in groupby(row.modules for row in ours(case).rows)] == [
        row for row, _ in groupby(rows)
    ]
