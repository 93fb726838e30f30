"""Symbologies that zxing-cpp does not read, read by decoders written here from their standards."""

import random
from itertools import groupby

import pytest

from tests.common.barcode.drawing import make, refusal

Elements = list[int]


def widths(row: bytes) -> Elements:
    """Return the widths of bars and spaces, from the first bar to the last."""
    return [len(list(run)) for _, run in groupby(row)]


def row(name: str, data: str, **options: object) -> bytes:
    return make(name, data, **options).rows[0].modules


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("code11", "12A"),
        ("msi", "12-3"),
        ("plessey", "12G"),
        ("matrix2of5", "12 3"),
        ("pharmacode", "2"),
        ("pharmacode", "131071"),
        ("pharmacode2", "3"),
        ("pharmacode2", "64570081"),
        ("channel_code", "7742863"),
        ("fim", "F"),
        ("flattermarken", "00"),
        ("bc412", "ABCDEFO"),
        ("bc412", "ABC"),
        ("ean2", "123"),
        ("ean5", "1234"),
        ("postnet", "1234"),
        ("postnet", "5555512371"),
        ("planet", "12345"),
        ("usps_imb", "01234"),
        ("usps_imb", "09876567094987654321"),
        ("rm4scc", "BX1!"),
        ("kix", "1231-FZ"),
        ("daft", "DAFX"),
        ("mailmark", "HELLO"),
        ("mailmark", "1100000000000XY11   A "),
        ("mailmark", "1100000000000XY11    "),
        ("mailmark_2d", "JGB 01210012"),
        ("mailmark_2d", "jgb 012100123412345678AB19XY1A 0"),
        ("mailmark_2d", "JGB 012100123412345678aB19XY1A 0"),
        ("auspost", "1234567"),
        ("auspost", "12345678ABC"),
        ("auspost_reply", "123456789"),
        ("japanpost", "154_0023"),
        ("koreapost", "12345"),
        ("koreapost", "9234571"),
        ("cepnet", "1234567"),
        ("code16k", "é"),
        ("code49", "é"),
        ("codablock_f", "é"),
    ],
)
def test_wrong_data_is_refused(name: str, data: str) -> None:
    assert refusal(name, data).field == "data"


# Laetus Pharmacode Guide: from the right, a thin bar at place n counts 2^n and a thick one 2^(n+1).
@pytest.mark.parametrize("number", [3, 4, 5, 6, 7, 1234, 117480, 131070])
def test_pharmacode(number: int) -> None:
    bars = [width > 1 for width in widths(row("pharmacode", str(number)))[::2]]
    assert number == sum(2 ** (place + thick) for place, thick in enumerate(reversed(bars)))


# The same: from the right, a lower bar counts 3^n, an upper one twice and a full one thrice that.
@pytest.mark.parametrize("number", [4, 5, 13, 1234, 29876543, 64570080])
def test_pharmacode_of_two_tracks(number: int) -> None:
    upper, lower = (r.modules[::2] for r in make("pharmacode2", str(number)).rows)
    bars = [1 * low + 2 * up for up, low in zip(upper, lower, strict=True)]
    assert number == sum(3**place * value for place, value in enumerate(reversed(bars)))


# MSI: start 110, each digit four bits of 110 (1) or 100 (0), highest first, stop 1001.
@pytest.mark.parametrize("data", ["0", "6502", "1234567890"])
def test_msi(data: str) -> None:
    bits = "".join(map(str, row("msi", data)))
    assert bits.startswith("110")
    assert bits.endswith("1001")
    body = bits[3:-4]
    read = ["1" if body[at : at + 3] == "110" else "0" for at in range(0, len(body), 3)]
    assert data == "".join(str(int("".join(read[at : at + 4]), 2)) for at in range(0, len(read), 4))


def test_msi_adds_its_check_digit_when_asked() -> None:
    assert make("msi", "1789372997", add_checksum=True).data == "17893729974"


# AIM USD-8: elements of a character, 1 is wide, with a narrow space between characters.
CODE11 = {
    "00001": "0", "10001": "1", "01001": "2", "11000": "3", "00101": "4", "10100": "5",
    "01100": "6", "00011": "7", "10010": "8", "10000": "9", "00100": "-", "00110": "*",
}  # fmt: skip


def five_wide(row: bytes, step: int, count: int) -> list[str]:
    wide = [int(width > 1) for width in widths(row)]
    return ["".join(map(str, wide[at : at + count])) for at in range(0, len(wide), step)]


@pytest.mark.parametrize(
    ("data", "whole"),
    [("123-45", "123-455"), ("0", "00"), ("01234567890", None), ("---", None)],
)
def test_code_11(data: str, whole: str | None) -> None:
    read = "".join(CODE11[one] for one in five_wide(row("code11", data), 6, 5))
    assert read.startswith(f"*{data}")
    assert len(read) == len(data) + 2 + (2 if len(data) > 10 else 1)
    assert whole is None or read == f"*{whole}*"


def test_code_11_without_check_characters() -> None:
    bars = row("code11", "123-45", no_checksum=True)
    assert "".join(CODE11[one] for one in five_wide(bars, 6, 5)) == "*123-45*"


# 2 of 5: two of five elements are wide, weighted 1, 2, 4, 7 and parity (AIM USS 2 of 5).
TWO_OF_FIVE = {
    "00110": "0", "10001": "1", "01001": "2", "11000": "3", "00101": "4",
    "10100": "5", "01100": "6", "00011": "7", "10010": "8", "01010": "9",
}  # fmt: skip


@pytest.mark.parametrize(("name", "lead", "tail"), [("industrial2of5", 3, 3), ("iata2of5", 2, 2)])
@pytest.mark.parametrize("data", ["0123456789", "9", "7531"])
def test_two_of_five_in_bars(name: str, lead: int, tail: int, data: str) -> None:
    bars = [int(width > 1) for width in widths(row(name, data))[::2]][lead:-tail]
    digits = ["".join(map(str, bars[at : at + 5])) for at in range(0, len(bars), 5)]
    assert "".join(TWO_OF_FIVE[one] for one in digits) == data


@pytest.mark.parametrize(("name", "lead", "tail"), [("matrix2of5", 6, 5), ("datalogic2of5", 4, 3)])
@pytest.mark.parametrize("data", ["0123456789", "9", "7531"])
def test_two_of_five_in_bars_and_spaces(name: str, lead: int, tail: int, data: str) -> None:
    elements = [int(width > 1) for width in widths(row(name, data))][lead:-tail]
    digits = ["".join(map(str, elements[at : at + 5])) for at in range(0, len(elements), 6)]
    assert "".join(TWO_OF_FIVE[one] for one in digits) == data


@pytest.mark.parametrize("data", ["0123456789", "9", "7531"])
def test_coop_two_of_five_counts_as_postnet_does(data: str) -> None:
    elements = [int(width > 1) for width in widths(row("coop2of5", data))]
    assert (elements[:3], elements[-3:]) == ([1, 0, 1], [0, 1, 1])
    digits = ["".join(map(str, elements[at : at + 5])) for at in range(4, len(elements) - 4, 6)]
    assert "".join(POSTNET[one] for one in digits) == data


def test_two_of_five_adds_its_check_digit_when_asked() -> None:
    assert make("industrial2of5", "629104150021", add_checksum=True).data == "6291041500213"


# DMM 708.4: two of five bars are tall, weighted 7, 4, 2, 1 and 0; of PLANET two are short.
POSTNET = {
    "11000": "0", "00011": "1", "00101": "2", "00110": "3", "01001": "4",
    "01010": "5", "01100": "6", "10001": "7", "10010": "8", "10100": "9",
}  # fmt: skip


def tall(name: str, data: str) -> str:
    return "".join(map(str, make(name, data).rows[0].modules[::2]))


def test_postnet() -> None:
    # Wikipedia, POSTNET: 55555-1237 has check digit 2.
    bars = tall("postnet", "55555-1237")
    assert (bars[0], bars[-1]) == ("1", "1")
    digits = [bars[at : at + 5] for at in range(1, len(bars) - 1, 5)]
    assert "".join(POSTNET[one] for one in digits) == "5555512372"


def test_cepnet_is_postnet_of_eight_digits_and_their_check_digit() -> None:
    # 1 + 2 + … + 8 makes 36, and 4 fills up to a multiple of ten.
    bars = tall("cepnet", "12345-678")[1:-1]
    digits = [bars[at : at + 5] for at in range(0, len(bars), 5)]
    assert "".join(POSTNET[one] for one in digits) == "123456784"


def test_planet_is_postnet_the_other_way_round() -> None:
    bars = tall("planet", "40123456789")[1:-1].translate(str.maketrans("01", "10"))
    digits = [bars[at : at + 5] for at in range(0, len(bars), 5)]
    assert "".join(POSTNET[one] for one in digits) == "401234567891"


# Ascender and descender of each character; its place in rows and columns (Royal Mail, RM4SCC).
HALVES = ("0011", "0101", "0110", "1001", "1010", "1100")
ORDER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def four_state(name: str, data: str) -> list[str]:
    """Return a letter a bar: F, A, D or T."""
    up, _, down = (r.modules[::2] for r in make(name, data).rows)
    return ["TDAF"[2 * a + d] for a, d in zip(up, down, strict=True)]


def characters(bars: list[str]) -> str:
    read = ""
    for at in range(0, len(bars), 4):
        four = bars[at : at + 4]
        up = "".join(str(int(bar in "AF")) for bar in four)
        down = "".join(str(int(bar in "DF")) for bar in four)
        read += ORDER[6 * HALVES.index(up) + HALVES.index(down)]
    return read


def test_rm4scc() -> None:
    # Wikipedia, RM4SCC: SN34RD1A has check character K; bars begin with A and end with F.
    bars = four_state("rm4scc", "SN34RD1A")
    assert (bars[0], bars[-1]) == ("A", "F")
    assert characters(bars[1:-1]) == "SN34RD1AK"


def test_kix_is_rm4scc_without_ends_and_check() -> None:
    assert characters(four_state("kix", "1231FZ13XHS")) == "1231FZ13XHS"


def test_daft_draws_the_bars_it_is_told() -> None:
    assert "".join(four_state("daft", "FATDAFTDAD")) == "FATDAFTDAD"


@pytest.mark.parametrize(
    ("routing", "bars"),
    [
        # USPS-B-3200, section 3.2.1, the four examples.
        ("", "ATTFATTDTTADTAATTDTDTATTDAFDDFADFDFTFFFFFTATFAAAATDFFTDAADFTFDTDT"),
        ("01234", "DTTAFADDTTFTDTFTFDTDDADADAFADFATDDFTAAAFDTTADFAAATDFDTDFADDDTDFFT"),
        ("012345678", "ADFTTAFDTTTTFATTADTAAATFTFTATDAAAFDDADATATDTDTTDFDTDATADADTDFFTFA"),
        ("01234567891", "AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA"),
    ],
)
def test_intelligent_mail(routing: str, bars: str) -> None:
    assert "".join(four_state("usps_imb", f"01234567094987654321{routing}")) == bars


def test_heights_of_postal_bars_are_what_the_posts_ask_for() -> None:
    def mm(name: str, data: str) -> list[float]:
        symbol = make(name, data)
        return [row.height * symbol.print_rule.module_mm for row in symbol.rows]

    imb = mm("usps_imb", "01234567094987654321")
    assert 3.175 <= sum(imb) <= 4.191  # 0.125 to 0.165 inch
    assert 0.991 <= imb[1] <= 1.448  # 0.039 to 0.057 inch
    postnet = mm("postnet", "12345")
    assert 2.921 <= sum(postnet) <= 3.429  # 0.125 inch, 0.010 more or less
    assert 1.016 <= postnet[1] <= 1.524  # 0.050 inch, 0.010 more or less
    royal = mm("rm4scc", "BX11LT1A")
    assert 4.22 <= sum(royal) <= 5.84
    assert 1.02 <= royal[1] <= 1.52
    australian = mm("auspost", "12345678")
    assert 4.2 <= sum(australian) <= 5.8
    assert 1.0 <= australian[1] <= 1.6
    assert mm("japanpost", "1540023") == pytest.approx([1.2, 1.2, 1.2])


# DMM 708.9: the bars of each mark, 1 is dark, at nine places of 1/16 inch.
@pytest.mark.parametrize(
    ("mark", "bars"),
    [("A", "110010011"), ("B", "101101101"), ("C", "110101011"), ("D", "111010111")],
)
def test_facing_identification_marks(mark: str, bars: str) -> None:
    assert "".join(map(str, row("fim", mark)[::2])) == bars


def test_separators_of_stacked_rows() -> None:
    for name in ("code16k", "code49", "codablock_f"):
        rows = make(name, "STACKED ROWS OF CODE").rows
        assert {row.height for row in rows[::2]} == {1}
        assert all(rows[0].modules)
        assert all(rows[-1].modules)


def test_codablock_f_rows_are_code_128() -> None:
    # AIM USS Codablock F: every row begins with start A and ends with stop.
    for one in make("codablock_f", "CODABLOCK F 34567890").rows[1::2]:
        assert bytes(one.modules[:11]) == bytes([1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0])
        assert bytes(one.modules[-13:]) == bytes([1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1])


def test_random_numbers_keep_their_pharmacode() -> None:
    source = random.Random(1)
    for _ in range(200):
        test_pharmacode(source.randint(3, 131_070))
