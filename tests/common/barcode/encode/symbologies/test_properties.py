"""Random valid data of each symbology reads back, and random text raises only our errors.

The strategies follow the declared `characters` and `lengths`; the oracle is zxing-cpp, which shares
no code with the engines.
"""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.barcode.decode import verification
from common.barcode.encode import check_digits
from common.barcode.encode.symbology import Symbology, catalogue
from common.barcode.model.errors import BarcodeError
from tests.common.barcode.drawing import make

ASCII = "".join(map(chr, range(128)))
CODE39 = check_digits.CODE39
CAPITALS = string.digits + string.ascii_uppercase
SET_82 = "!\"%&'()*+,-./:;<=>?_" + string.ascii_letters + string.digits
BEYOND = "aZ9 é€ñ中文Ωж🎉\n\\"


def text(alphabet: str, least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=least, max_size=most)


def digits(least: int, most: int | None = None) -> st.SearchStrategy[str]:
    return text(string.digits, least, most or least)


def unfinished(length: int, start: str = "") -> st.SearchStrategy[str]:
    """Return digits that lack their check digit: those that end in one have two readings."""
    body = digits(length - len(start)).map(start.__add__)
    return body.filter(lambda data: check_digits.gs1(data[:-1]) != data[-1])


def even(most: int) -> st.SearchStrategy[str]:
    return digits(1, most // 2).map(lambda half: half + half[::-1])


def escaped(value: str) -> str:
    return value.replace("(", "\\(")


GTIN_14 = digits(13).map(lambda body: f"(01){body}{check_digits.gs1(body)}")
ELEMENTS = st.tuples(
    GTIN_14,
    st.sampled_from(["", "(17)261231", "(3103)000500", "(11)991130(15)000228"]),
    text(SET_82, 0, 12).map(lambda lot: f"(10){escaped(lot)}" if lot else ""),
    text(SET_82, 0, 10).map(lambda serial: f"(21){escaped(serial)}" if serial else ""),
).map("".join)
FILM = st.builds("{}-{}/{}".format, st.integers(1, 127), st.integers(0, 15), st.integers(0, 63))
SHORT_ELEMENTS = ELEMENTS.filter(lambda data: len(data) < 45)
LABEL = text(CODE39, 1, 24).map(lambda data: data if data[0] != "+" else "A" + data)
HIBC = st.from_regex(r"A[0-9A-Z]{4,21}/\$\$3270131[A-Z]{1,18}", fullmatch=True).map(
    lambda data: data.replace("/", "5/")
)

VALID: dict[str, st.SearchStrategy[str]] = {
    "aztec": text(BEYOND + ASCII, 1, 60),
    "aztec_compact": text(ASCII, 1, 25),
    "aztec_rune": st.integers(0, 255).map(str),
    "codabar": st.tuples(
        st.sampled_from("ABCD"), text("0123456789-$:/.+", 2, 40), st.sampled_from("ABCD")
    ).map("".join),
    "code128": text(ASCII, 1, 80) | digits(1, 80),
    "code32": digits(8),
    "code39": text(CODE39, 1, 40),
    # After a capital, no pair equals a check character.
    "code39ext": text(ASCII, 0, 20).map(lambda data: data + "A"),
    "code93": text(ASCII, 1, 25),
    "databar_expanded": SHORT_ELEMENTS,
    "databar_expanded_stacked": SHORT_ELEMENTS,
    "databar_limited": unfinished(13, "0"),
    "databar_omni": unfinished(13),
    "databar_stacked": unfinished(13),
    "databar_stacked_omni": unfinished(13),
    "databar_truncated": unfinished(13),
    "datamatrix": text(BEYOND + ASCII, 1, 80),
    "datamatrix_rectangular": text(ASCII, 1, 23),
    "dmre": text(ASCII, 1, 40),
    "dpd": text(CAPITALS, 27, 27),
    "dx_film_edge": st.builds(
        "{}-{}/{}".format, st.integers(1, 127), st.integers(0, 15), st.integers(0, 63)
    ),
    "ean13": unfinished(12),
    "ean14": unfinished(13),
    "ean8": digits(7),
    "gs1_128": ELEMENTS.filter(lambda data: len(data) < 54),
    "gs1_coupon": st.just("(8110)106141416543213150110120"),
    "gs1_datamatrix": ELEMENTS,
    "gs1_datamatrix_rectangular": ELEMENTS,
    "gs1_dl_datamatrix": digits(13).map(
        lambda body: f"https://example.com/01/{body}{check_digits.gs1(body)}"
    ),
    "gs1_dl_qr": digits(13).map(
        lambda body: f"https://example.com/01/{body}{check_digits.gs1(body)}?17=261231"
    ),
    "gs1_qr": ELEMENTS,
    "hibc_aztec": HIBC,
    "hibc_code128": HIBC,
    "hibc_code39": HIBC,
    "hibc_datamatrix": HIBC,
    "hibc_datamatrix_rectangular": HIBC,
    "hibc_micropdf417": HIBC,
    "hibc_pdf417": HIBC,
    "hibc_qr": HIBC,
    "identcode": digits(11),
    "isbn": digits(9).map("978".__add__) | digits(9),
    "isbn10": digits(9),
    "ismn": digits(8).map("9790".__add__),
    "issn": digits(7),
    "itf": even(40).filter(lambda data: len(data) > 2),
    "itf14": unfinished(13),
    "jan": digits(10).map("49".__add__),
    "leitcode": digits(13),
    "logmars": text(CODE39, 1, 30),
    "mailmark_2d": st.just("JGB 012100123412345678AB19XY1A 0"),
    "maxicode": text(string.ascii_uppercase + string.digits + " é中", 1, 25),
    "micro_qr": text(CAPITALS, 1, 15),
    "micropdf417": text(BEYOND + ASCII, 1, 30),
    "pdf417": text(BEYOND + ASCII, 1, 100),
    "pdf417_compact": text(BEYOND + ASCII, 1, 100),
    "pzn": digits(6).filter(check_digits.pzn),
    "pzn8": digits(7).filter(check_digits.pzn),
    "qr": text(BEYOND + ASCII, 1, 100),
    "rmqr": text(BEYOND + ASCII, 1, 25),
    "sscc": digits(17),
    "telepen": text(ASCII, 1, 30),
    "telepen_numeric": even(40),
    "upca": digits(11),
    "upce": digits(5).map(lambda five: f"{five[:3]}{five[3:].replace('0', '1')}5"),
    "upn_qr": text("aAčšžČŠŽ 0123\n", 1, 100),
    "upu_s10": st.tuples(text(string.ascii_uppercase, 2, 2), digits(8), st.just("SI")).map("".join),
    "vin": st.just("1M8GDM9AXKP042788"),
}
VERIFIED = {id: one for id, one in catalogue().items() if one.verified}
# Of each symbology.
QUICK = settings(max_examples=10, database=None, suppress_health_check=list(HealthCheck))


def test_every_strategy_is_of_a_symbology() -> None:
    """The catalogue of symbologies that are read back."""
    assert set(VALID) <= set(VERIFIED)


@pytest.mark.parametrize("symbology", VERIFIED.values(), ids=list(VERIFIED))
def test_random_valid_data_reads_back(symbology: Symbology) -> None:
    """zxing-cpp reports the data; encoding its complete form again gives the same modules."""

    @QUICK
    # A symbology without a strategy is tested with the example that it declares.
    @given(VALID.get(symbology.id, st.just(symbology.example)))
    def holds(data: str) -> None:
        symbol = make(symbology.id, data)
        assert verification.check(symbol) == "true"
        assert make(symbology.id, symbol.data).rows == symbol.rows

    holds()


@pytest.mark.parametrize("symbology", catalogue().values(), ids=list(catalogue()))
def test_random_text_raises_an_error_or_reads_back(symbology: Symbology) -> None:
    """Every error has field, code, message and fix; every symbol is read by zxing-cpp."""
    letters = symbology.example + "()[]|+-\\^\x1d%AZaz09 é中\x00\ud800"

    @QUICK
    @given(st.text(max_size=40) | st.text(letters, max_size=40))
    def holds(data: str) -> None:
        try:
            symbol = make(symbology.id, data)
        except BarcodeError as error:
            for problem in error.problems:
                assert problem.field == "data"
                assert problem.code.partition(".")[2]
                assert problem.message.endswith(".")
                assert problem.fix.endswith((".", "?"))
        else:
            assert verification.check(symbol) == ("true" if symbology.verified else "unsupported")

    holds()


@pytest.mark.parametrize("symbology", catalogue().values(), ids=list(catalogue()))
def test_suggestions_of_errors_are_valid_data(symbology: Symbology) -> None:
    """A suggestion is documented as data that works."""
    letters = symbology.example + "0123456789"

    @QUICK
    @given(st.text(letters, min_size=1, max_size=20))
    def holds(data: str) -> None:
        try:
            make(symbology.id, data)
        except BarcodeError as error:
            for problem in error.problems:
                if problem.suggestion:
                    assert make(symbology.id, problem.suggestion)

    holds()
