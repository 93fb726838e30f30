"""GS1 element strings: General Specifications 25.0, sections 3 and 7.8."""

import pytest
import zint

from common.barcode.encode import gs1
from common.barcode.encode.check_digits import gs1 as check_digit
from common.barcode.encode.gs1.identifiers import (
    IDENTIFIERS,
    PREDEFINED,
    ApplicationIdentifier,
    Part,
)
from common.barcode.encode.gs1.linters import check_pair
from common.barcode.model.errors import DataError, Problem
from tests.common.barcode.drawing import make

GTIN = "09501101530003"


def refusal(data: str) -> Problem:
    with pytest.raises(DataError) as refused:
        gs1.parse(data)
    return refused.value.problems[0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "gs1.bad_syntax"),
        ("()", "gs1.bad_syntax"),
        ("(01", "gs1.bad_syntax"),
        ("(1)5", "gs1.bad_syntax"),
        ("(01)", "gs1.bad_length"),
        ("x", "gs1.unknown_ai"),
        ("(04)12345678901234", "gs1.unknown_ai"),
        ("(999)1", "gs1.unknown_ai"),
        ("(01)9501101530003", "gs1.bad_length"),
        ("(01)095011015300030", "gs1.bad_length"),
        ("(01)0950110153000A", "gs1.bad_character"),
        ("(01)٠٩٥٠١١٠١٥٣٠٠٠٣", "gs1.bad_character"),
        ("(01)09501101530004", "gs1.bad_check_digit"),
        ("(00)376104250021234560", "gs1.bad_check_digit"),
        ("(10)" + "A" * 21, "gs1.bad_length"),
        ("(10)A B", "gs1.bad_character"),
        ("(10)é", "gs1.bad_character"),
        ("(17)261301", "gs1.bad_value"),
        ("(17)260230", "gs1.bad_value"),
        ("(17)26023", "gs1.bad_length"),
        ("(7003)2612312460", "gs1.bad_value"),
        ("(8010)abc", "gs1.bad_character"),
        ("(8013)1987654Ad4X4bL5ttr2310cXX", "gs1.bad_check_digit"),
        ("(8006)095011015300030302", "gs1.bad_value"),
        ("(8013)1A", "gs1.bad_check_digit"),
        ("(8007)hello", "gs1.bad_value"),
        ("(01)09501101530003]x(10)A", "gs1.bad_length"),
        ("[01]09501101530003[x]A", "gs1.bad_syntax"),
        ("(7230)A", "gs1.bad_length"),
        ("(7040)1AB", "gs1.bad_length"),
        ("(421)276", "gs1.bad_length"),
        ("(703112)x", "gs1.bad_syntax"),
        ("(8007)DE00370400440532013000", "gs1.bad_value"),
        ("(421)12", "gs1.bad_length"),
        ("(4307)12", "gs1.bad_value"),
        ("(4321)2", "gs1.bad_value"),
        ("(4300)A%2", "gs1.bad_value"),
        ("(3106)123456", "gs1.unknown_ai"),
        (f"(01){GTIN}(02){GTIN}", "gs1.excluded"),
        (f"(01){GTIN}(37)5", "gs1.excluded"),
        ("(10)A(10)B", "gs1.repeated"),
        (f"01{GTIN}10", "gs1.bad_length"),
        (f"01{GTIN[:-1]}", "gs1.bad_length"),
    ],
)
def test_what_the_specifications_forbid_is_refused_by_name(data: str, code: str) -> None:
    assert refusal(data).code == code


def test_a_wrong_check_digit_is_answered_with_the_whole_string_put_right() -> None:
    problem = refusal(f"(10)ABC(01){GTIN[:-1]}4(21)7")
    assert problem.suggestion == f"(10)ABC(01){GTIN}(21)7"


def test_a_short_gtin_is_told_to_fill_up_with_zeros() -> None:
    assert "zeros" in refusal("(01)9501101530003").fix


@pytest.mark.parametrize(
    ("data", "raw"),
    [
        (f"(01){GTIN}(10)ABC", f"01{GTIN}10ABC"),
        (f"(10)ABC(01){GTIN}", f"10ABC\x1d01{GTIN}"),
        (f"01{GTIN}10ABC", f"01{GTIN}10ABC"),
        (f"\x1d01{GTIN}10ABC\x1d2112", f"01{GTIN}10ABC\x1d2112"),
        (f"]C101{GTIN}10ABC", f"01{GTIN}10ABC"),
        (f"]d201{GTIN}", f"01{GTIN}"),
        (f"^FNC101{GTIN}", f"01{GTIN}"),
        (f"{{FNC1}}01{GTIN}10ABC{{FNC1}}2112", f"01{GTIN}10ABC\x1d2112"),
        ("10ABC{GS}2112", "10ABC\x1d2112"),
        ("10ABC^FNC12112", "10ABC\x1d2112"),
        ("␝10ABC␝2112", "10ABC\x1d2112"),
        (f"01{GTIN}\x1d17261231", f"01{GTIN}17261231"),
        (f"[01]{GTIN}[10]ABC", f"01{GTIN}10ABC"),
        (r"(10)A\(10)B", "10A(10)B"),
        ("(10)A(B)C", "10A(B)C"),
        ("(17)260200", "17260200"),
        ("(17)280229", "17280229"),
        (f"(253){GTIN[1:]}", f"253{GTIN[1:]}"),
        (f"(253){GTIN[1:]}A1", f"253{GTIN[1:]}A1"),
        (f"(8003){GTIN}AB", f"8003{GTIN}AB"),
        ("(8008)26123123", "800826123123"),
        ("(8008)261231235959", "8008261231235959"),
        ("(7007)261201261231", "7007261201261231"),
        ("(4330)000500-", "4330000500-"),
        ("(8007)DE89370400440532013000", "8007DE89370400440532013000"),
        ("(8013)1987654Ad4X4bL5ttr2310c2K", "80131987654Ad4X4bL5ttr2310c2K"),
        ("(3103)001750(10)A(3922)199", "310300175010A\x1d3922199"),
    ],
)
def test_elements_are_read_and_written_raw(data: str, raw: str) -> None:
    assert gs1.raw(gs1.parse(data)) == raw


def test_reading_raw_gives_back_the_same_elements() -> None:
    elements = gs1.parse(f"(10)ABC(01){GTIN}(3103)000500(21)X")
    assert gs1.parse(gs1.raw(elements)) == elements


@pytest.mark.parametrize("value", ["A(10)B", "(10)", "((21)", "A(B)C", "(1)", ")(", "(12345)"])
def test_what_is_written_parses_to_the_same(value: str) -> None:
    elements = (gs1.Element("91", value, "INTERNAL"), gs1.Element("10", "X", "BATCH/LOT"))
    assert gs1.parse(gs1.written(elements)) == elements


def test_what_else_the_item_must_bear_is_said() -> None:
    # General Specifications 4.13.2: a batch goes with a trade item, a content with its count.
    assert gs1.missing(gs1.parse(f"(01){GTIN}(10)A")) == ()
    assert "(01)" in gs1.missing(gs1.parse("(10)A"))[0]
    assert "(37)" in gs1.missing(gs1.parse(f"(02){GTIN}"))[0]
    assert make("gs1_128", "(10)A").warnings == gs1.missing(gs1.parse("(10)A"))


def test_an_element_says_what_it_means() -> None:
    titles = [element.title for element in gs1.parse(f"(01){GTIN}(17)261231(10)A")]
    assert titles == ["GTIN", "USE BY or EXPIRY", "BATCH/LOT"]


# A value of each rule that has one; other parts are filled with digits.
PIECES = {
    "birth": "1/2",
    "check_pair": "1987654Ad4X4bL5ttr2310c2K",
    "country": "SI",
    "date": "261231",
    "date_hour": "26123123",
    "day": "261200",
    "iban": "DE89370400440532013000",
    "latitude": "0279085848",
    "long_date": "20261231",
    "longitude": "3015297971",
    "media": "01",
    "minus": "-",
    "minutes": "5959",
    "percent": "A%20B",
    "piece": "0102",
    "sex": "1",
    "time": "2359",
    "winding": "1",
    "yesno": "1",
    "zero": "0",
}


def piece(part: Part) -> str:
    for rule in part.rules:
        if rule == "check":
            body = "9506000134352"[: part.most - 1].rjust(part.most - 1, "0")
            return body + check_digit(body)
        if rule in PIECES:
            return PIECES[rule]
    # A country of ISO 3166 or a currency of ISO 4217 where three digits may be one: 276, 978.
    if "key" in part.rules:
        return "9506000A"[: 7 if part.characters == "N" else None]
    return "123456" if part.most == 6 else "276"[: part.most].ljust(part.least, "1")


def value(identifier: ApplicationIdentifier) -> str:
    special = {
        "391": "97812",
        "393": "97812",
        "7040": "1ABC",
        "8030": "AbC-_1",
        "8110": "106141416543213150110120",
        "8112": "006141411234560654321",
        "7041": "BX",
    }
    for code, example in special.items():
        if identifier.code.startswith(code):
            return example
    return "".join(piece(part) for part in identifier.parts)


def engine_takes(code: str, value: str) -> bool:
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.DATAMATRIX
    symbol.input_mode = zint.InputMode.GS1
    symbol.warn_level = zint.WarningLevel.FAIL_ALL
    try:
        symbol.encode(f"[{code}]{value}")
    except RuntimeError:
        return False
    return True


@pytest.mark.parametrize("identifier", IDENTIFIERS.values(), ids=list(IDENTIFIERS))
def test_the_engine_has_the_same_idea_of_an_identifier(identifier: ApplicationIdentifier) -> None:
    """Zint's table was made from the specifications independently of ours."""
    good = value(identifier)
    assert gs1.parse(f"({identifier.code}){good}")
    assert engine_takes(identifier.code, good)
    if "iban" not in identifier.parts[0].rules:
        assert not engine_takes(identifier.code, "1" * (identifier.most + 1))


def test_the_engine_knows_no_identifier_that_is_missing_here() -> None:
    codes = [f"{number:0{length}}" for length in (2, 3, 4) for number in range(10**length)]
    missing = [
        code
        for code in codes
        if code not in IDENTIFIERS
        and not any(code[:length] in IDENTIFIERS for length in (2, 3))
        and any(engine_takes(code, sample) for sample in ("1", "123456", "1" * 13, "11111111"))
    ]
    # The engine takes a leading zero more for the number behind it: 001 for 01.
    assert [code for code in missing if code[0] != "0"] == []


def test_predefined_lengths_are_those_of_the_table() -> None:
    """Figure 7.8.5-2: what begins with these two digits has one length."""
    for code, identifier in IDENTIFIERS.items():
        if code[:2] in PREDEFINED:
            assert identifier.least == identifier.most


def test_no_identifier_begins_another() -> None:
    begun = [code for code in IDENTIFIERS if {code[:2], code[:3]} - {code} & set(IDENTIFIERS)]
    assert begun == []


def test_the_check_characters_of_the_specifications_example() -> None:
    """General Specifications 7.9.5: GMN 1987654Ad4X4bL5ttr2310c2K."""
    assert check_pair("1987654Ad4X4bL5ttr2310c") == "2K"


@pytest.mark.parametrize("data", ["(17)000000", "(11)261300", "(17)261332"])
def test_date_is_refused_as_it_was_given(data: str) -> None:
    """Day 00 stands for a whole month (GS1 General Specifications 3.4.2), which must be one."""
    with pytest.raises(DataError, match=f"{data[4:]} is no date YYMMDD"):
        gs1.parse(data)
