"""GS1 element strings: General Specifications 25.0, sections 3 and 7.8."""

import pytest
import zint

from common.barcode.encode import gs1
from common.barcode.encode.check_digits import gs1 as check_digit
from common.barcode.encode.gs1 import identifier as identifiers
from common.barcode.encode.gs1.identifier import Component, Identifier
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
        ("(10)A(B)C", "gs1.bad_syntax"),
        (r"(21)AB\CD", "gs1.bad_character"),
        (r"(21)AB\\(CD", "gs1.bad_character"),
        ("(17)261301", "gs1.bad_value"),
        ("(17)260230", "gs1.bad_value"),
        ("(17)26023", "gs1.bad_length"),
        ("(7003)2612312460", "gs1.bad_value"),
        ("(8010)abc", "gs1.bad_character"),
        ("(8013)1987654Ad4X4bL5ttr2310cXX", "gs1.bad_check_digit"),
        ("(8006)095011015300030302", "gs1.bad_value"),
        ("(8013)1A", "gs1.bad_check_digit"),
        ("(8007)hello", "gs1.bad_value"),
        ("(8030)AAAA=", "gs1.bad_value"),
        ("(01)09501101530003]x(10)A", "gs1.bad_length"),
        ("[01]09501101530003[x]A", "gs1.bad_syntax"),
        ("(7230)A", "gs1.bad_length"),
        ("(7040)1AB", "gs1.bad_length"),
        ("(421)276", "gs1.bad_length"),
        ("(703112)x", "gs1.bad_syntax"),
        ("(8007)DE00370400440532013000", "gs1.bad_value"),
        ("(421)12", "gs1.bad_length"),
        ("(422)999", "gs1.bad_value"),
        ("(4307)12", "gs1.bad_value"),
        ("(4321)2", "gs1.bad_value"),
        ("(4300)A%2", "gs1.bad_value"),
        ("(3106)123456", "gs1.unknown_ai"),
        (f"(01){GTIN}(02){GTIN}", "gs1.excluded"),
        (f"(01){GTIN}(37)5", "gs1.excluded"),
        ("(3102)000001(3103)000001", "gs1.excluded"),
        ("(10)A(10)B", "gs1.repeated"),
        ("(8003)09501101530003(8030)AbC", "gs1.missing_serial"),
        (f"01{GTIN}10", "gs1.bad_length"),
        (f"01{GTIN[:-1]}", "gs1.bad_length"),
        ("04006381333931", "gs1.no_identifier"),
    ],
)
def test_what_the_specifications_forbid_is_refused_by_name(data: str, code: str) -> None:
    """Each breaks one rule of the section that its code stands for."""
    assert refusal(data).code == code


@pytest.mark.parametrize(
    ("data", "suggestion"),
    [
        # 7.9.1: a wrong check digit, in the whole string.
        (f"(10)ABC(01){GTIN[:-1]}4(21)7", f"(10)ABC(01){GTIN}(21)7"),
        # 3.3.2: a GTIN of 8, 12 or 13 digits is filled up with zeros.
        (f"(01){GTIN[1:]}(10)A", f"(01){GTIN}(10)A"),
        ("(01)96385074", "(01)00000096385074"),
        # Forms that people copy from labels and from scanners.
        (f"(01) {GTIN} (11) 180604", f"(01){GTIN}(11)180604"),
        ("(01) 0950 1101 5300 03 (11) 180604", f"(01){GTIN}(11)180604"),
        (f" (01){GTIN}\n", f"(01){GTIN}"),
        (f"(01){GTIN} (10)A B", ""),
        (f"01 {GTIN} 10 ABC", f"(01){GTIN}(10)ABC"),
        ("(10)ABC{GS}(21)12", "(10)ABC(21)12"),
        ("(10)ABC\x1d(21)12\x1d", "(10)ABC(21)12"),
        (r"(10)A\)B", "(10)A)B"),
        ("(10)A(B)C", r"(10)A\(B)C"),
        ("036000291452", "(01)00036000291452"),
        ("376104250021234569", "(00)376104250021234569"),
        # No other value is likely enough.
        (r"(21)AB\CD", ""),
        ("(17)261301", ""),
    ],
)
def test_a_refusal_suggests_what_can_be_drawn(data: str, suggestion: str) -> None:
    """What is suggested is taken, and differs in what the message names."""
    assert refusal(data).suggestion == suggestion
    assert not suggestion or gs1.written(gs1.parse(suggestion)) == suggestion


def test_a_short_gtin_is_told_to_fill_up_with_zeros() -> None:
    """General Specifications 3.3.2; with a wrong check digit there is nothing to suggest."""
    assert "zeros" in refusal("(01)9501101530004").fix


@pytest.mark.parametrize(
    ("data", "raw"),
    [
        (f"(01){GTIN}(10)ABC", f"01{GTIN}10ABC"),
        (f"(10)ABC(01){GTIN}", f"10ABC\x1d01{GTIN}"),
        (f"01{GTIN}10ABC", f"01{GTIN}10ABC"),
        (f"\x1d01{GTIN}10ABC\x1d2112", f"01{GTIN}10ABC\x1d2112"),
        (f"]C101{GTIN}10ABC", f"01{GTIN}10ABC"),
        (f"]C1(01){GTIN}(10)ABC", f"01{GTIN}10ABC"),
        (f"]d2\x1d01{GTIN}", f"01{GTIN}"),
        (f"^FNC101{GTIN}", f"01{GTIN}"),
        (f"^01{GTIN}10ABC^2112", f"01{GTIN}10ABC\x1d2112"),
        (f"{{FNC1}}01{GTIN}10ABC{{FNC1}}2112", f"01{GTIN}10ABC\x1d2112"),
        (f"<FNC1>01{GTIN}10ABC\x1d2112", f"01{GTIN}10ABC\x1d2112"),
        ("10ABC{GS}2112", "10ABC\x1d2112"),
        ("10ABC[GS]2112", "10ABC\x1d2112"),
        ("10ABC^FNC12112", "10ABC\x1d2112"),
        ("␝10ABC␝2112", "10ABC\x1d2112"),
        (f"01{GTIN}\x1d17261231", f"01{GTIN}17261231"),
        (f"[01]{GTIN}[10]ABC", f"01{GTIN}10ABC"),
        (r"(10)A\(10)B", "10A(10)B"),
        ("(10)A)B", "10A)B"),
        ("(99)a<GS>b", "99a<GS>b"),
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
        ("(8030)AAAA==", "8030AAAA=="),
        ("(717)ABC(8040)123456789012345", "717ABC\x1d8040123456789012345"),
        ("(3103)001750(10)A(3922)199", "310300175010A\x1d3922199"),
    ],
)
def test_elements_are_read_and_written_raw(data: str, raw: str) -> None:
    """General Specifications 7.8.5: GS ends what has no predefined length."""
    assert gs1.raw(gs1.parse(data)) == raw


def test_reading_raw_gives_back_the_same_elements() -> None:
    """Both forms say the same."""
    elements = gs1.parse(f"(10)ABC(01){GTIN}(3103)000500(21)X")
    assert gs1.parse(gs1.raw(elements)) == elements


@pytest.mark.parametrize("value", ["A(10)B", "(10)", "((21)", "A(B)C", "(1)", ")(", "(12345)"])
def test_what_is_written_parses_to_the_same(value: str) -> None:
    """A bracket in a value is escaped."""
    elements = (gs1.Element("91", value, "INTERNAL"), gs1.Element("10", "X", "BATCH/LOT"))
    assert gs1.parse(gs1.written(elements)) == elements


@pytest.mark.parametrize("data", ["(17)000000", "(11)261300", "(17)261332"])
def test_date_is_refused_as_it_was_given(data: str) -> None:
    """Day 00 stands for a whole month (GS1 General Specifications 3.4.2), which must be one."""
    with pytest.raises(DataError, match=f"{data[4:]} is no date YYMMDD"):
        gs1.parse(data)


def test_a_country_is_refused_with_the_standard_that_lists_them() -> None:
    """(422) holds a country of ISO 3166-1 in three digits (3.8.3)."""
    assert "999 is no country of ISO 3166-1" in refusal("(422)999").message


def test_an_element_says_what_it_means() -> None:
    """The data titles of figure 3.2-1."""
    titles = [element.title for element in gs1.parse(f"(01){GTIN}(17)261231(10)A")]
    assert titles == ["GTIN", "USE BY or EXPIRY", "BATCH/LOT"]


def test_good_elements_are_kept_when_one_is_bad() -> None:
    """A reader's text is explained as far as it is right, and the fault is named where it is."""
    elements, problem = gs1.explain(f"01{GTIN}422999\x1d10ABC")
    assert [(one.ai, one.value, bool(one.problem)) for one in elements] == [
        ("01", GTIN, False),
        ("422", "999", True),
        ("10", "ABC", False),
    ]
    assert elements[1].problem == problem
    assert "ISO 3166-1" in problem


def test_what_no_identifier_begins_is_kept_up_to_the_separator() -> None:
    """Where an unknown element ends is known from GS only."""
    elements, problem = gs1.explain(f"10ABC\x1d88XYZ\x1d01{GTIN}")
    assert [(one.ai, one.value) for one in elements] == [
        ("10", "ABC"),
        ("", "88XYZ"),
        ("01", GTIN),
    ]
    assert "There is no Application Identifier 88XY" in problem


def test_what_never_comes_together_is_a_problem_of_the_whole() -> None:
    """4.14: (01) and (37) exclude each other; each element is right."""
    elements, problem = gs1.explain(f"01{GTIN}375")
    assert not any(one.problem for one in elements)
    assert "(37) COUNT" in problem


def test_nothing_at_all_is_a_problem() -> None:
    """A symbol that announces GS1 data holds some."""
    assert gs1.explain("") == ((), "There is no element.")


def test_warnings_reach_the_symbol() -> None:
    """4.13.2: a batch goes with a trade item."""
    assert make("gs1_128", "(10)A").warnings == gs1.missing(gs1.parse("(10)A"))
    assert make("gs1_128", f"(01){GTIN}(10)A").warnings == ()


# A value of each linter that has one; other components are filled with digits.
PIECES = {
    "couponcode": "106141416543213150110120",
    "couponposoffer": "009053465647366060767965095",
    "csumalpha": "1987654Ad4X4bL5ttr2310c2K",
    "hasnondigit": "1987654Ad4X4bL5ttr2310c2K",
    "hh": "23",
    "hhmi": "2359",
    "hyphen": "-",
    "iban": "DE89370400440532013000",
    "iso3166": "276",
    "iso3166999": "276",
    "iso3166alpha2": "SI",
    "iso4217": "978",
    "iso5218": "1",
    "latitude": "0279085848",
    "longitude": "3015297971",
    "mediatype": "01",
    "mi": "59",
    "packagetype": "BX",
    "pcenc": "A%20B",
    "pieceoftotal": "0102",
    "posinseqslash": "1/2",
    "ss": "59",
    "winding": "1",
    "yesno": "1",
    "yymmd0": "261200",
    "yymmdd": "261231",
    "yyyymmdd": "20261231",
    "zero": "0",
}


def piece(part: Component) -> str:
    for linter in part.linters:
        if linter == "csum":
            body = "9506000134352"[: part.most - 1].rjust(part.most - 1, "0")
            return body + check_digit(body)
        if linter in PIECES:
            return PIECES[linter]
    # A company prefix is four digits or more.
    if "gcppos1" in part.linters:
        return "9506000A"[: 7 if part.characters == "N" else None]
    if part.characters == "Z":
        return "AbC-_1"
    return "1234567890"[: part.most].ljust(part.least, "1")


def value(identifier: Identifier) -> str:
    return "".join(map(piece, identifier.components))


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


# Of 2024 and 2026, which zint 2.16 does not have yet.
NEW = {"717", "8040", "8041", "8042", "8043"}


@pytest.mark.parametrize("identifier", identifiers.every(), ids=lambda one: one.code)
def test_the_engine_has_the_same_idea_of_an_identifier(identifier: Identifier) -> None:
    """Zint's table was made from the specifications independently of GS1's dictionary."""
    good = value(identifier)
    assert gs1.parse(f"({identifier.code}){good}")
    assert engine_takes(identifier.code, good) == (identifier.code not in NEW)
    too_long = "1" * (identifier.most + 1)
    assert refusal(f"({identifier.code}){too_long}").code == "gs1.bad_length"


def test_every_new_identifier_can_be_drawn() -> None:
    """The engine's own check is off: ours knows more."""
    for code in sorted(NEW):
        identifier = identifiers.find(code)
        assert identifier is not None
        assert make("gs1_datamatrix", f"({code}){value(identifier)}").reading is not None


def test_the_check_characters_of_the_specifications_example() -> None:
    """General Specifications 7.9.5: GMN 1987654Ad4X4bL5ttr2310c2K."""
    assert check_pair("1987654Ad4X4bL5ttr2310c") == "2K"
