"""Postal bars: figures that the operators have published."""

import pytest
from msgspec import structs

from common.barcode.decode import four_state
from common.barcode.decode.catalogue import decoders
from common.barcode.decode.decoder import Bar, Decoding

# Symbology, data and bars (F full, A ascender, D descender, T tracker; of two states A and T).
FIGURES = (
    # Australia Post, Customer Barcoding Technical Specifications, diagram 1.
    ("auspost", "96184209", "ATFAFATFDFFADDAAFDFFTFTDFFTDADADTADAT"),
    # Australia Post, A Guide to Printing the 4-State Barcode, figures 3 and 4.
    ("auspost", "39549554", "ATFAFAAFTFADAATFADADAATTADAFATAATDDAT"),
    ("auspost", "56439111ABA 9", "ATADTFADDFAAAFTFFAFAFAFFFFFAFFFFFTTDDTTAFADAFFFTTAAT"),
    # Correios, CEPNet e Código Bidimensional Datamatrix 2D, figures 8 and 10.
    ("cepnet", "12345678", "ATTTAATTATATTAATTATTATATATTAATTATTTAATTATTATTAA"),
    ("cepnet", "36400000", "ATTAATTAATTTATTAAATTTAATTTAATTTAATTTAATTTATTTAA"),
    # Japan Post, Zip Code and Barcode Manual, page 6.
    (
        "japanpost",
        "15400233-16-4-205",
        "FDFFTFTFFADFTTFTTFDADFADFATFTFFTDAFTFTFADTFTFDAFTTFTFTDATDATDADAFDF",
    ),
    (
        "japanpost",
        "350110622-1A308",
        "FDDFAFTFFTTFFTFFTFTTDAFFDAFDATFTFFTDATFTTDFAFTTADFTDATDATDATDAFTFDF",
    ),
    # USPS Publication 197 (2004), exhibits 4 and 6; the check digit is part of the text.
    (
        "planet",
        "40123452356366",
        "AATAATTTAAAAAATTAATATAATTAATAATATATAAATATAATTAATATAATTAAAATTAATTAAATTAAA",
    ),
    (
        "planet",
        "50201402356354",
        "AATATATTAAAAATATTTAAAAAATTATAATTTAAAAATATAATTAATATAATTAAAATTAATATAATAATA",
    ),
    # PostNL, Handleiding KIX code, section 2.1, examples 1 to 4.
    ("kix", "2500GG30250", "TDFADDAATTFFTTFFDAFTDAFTDTAFTTFFTDFADDAATTFF"),
    ("kix", "2130VA80430", "TDFATDAFDTAFTTFFAFTDDADATFDATTFFDTFADTAFTTFF"),
    ("kix", "1231GF156X2", "TDAFTDFADTAFTDAFDAFTDAADTDAFDDAATADFFATDTDFA"),
    ("kix", "1231FZ13XHS", "TDAFTDFADTAFTDAFDAADFFTTTDAFDTAFFATDDFATFTFT"),
    # USPS-B-3200, revision H, figure 5; then the USPS's own encoder test cases.
    (
        "usps_imb",
        "0123456709498765432101234567891",
        "AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA",
    ),
    (
        "usps_imb",
        "40120111574675115924",
        "FAAADFDDADFFDAFDFFTFDFFFFTADFADTTTATTTADDDAFTATADDTADDDATATFFTFDD",
    ),
    (
        "usps_imb",
        "6278964125896321456942563",
        "DTTFAATAADFDFDTADDTFAFADAADTATDDTFATTTATDATDFDATDDDTATATAFADTDFAD",
    ),
    (
        "usps_imb",
        "40120111574675115924621766091",
        "ADFFTATTAFTTFTAADTFFATDTDFDDDTTAAFDTDDDFAAFATAFDFDTDTATDDATTADADA",
    ),
    # Royal Mail, Mailmark barcode C and barcode L encoding and decoding instructions, examples.
    (
        "mailmark",
        "1100000000000XY11     ",
        "TTDTTATTDTAATTDTAATTDTAATTDTTDDAATAADDATAATDDFAFTDDTAADDDTAAFDFAFF",
    ),
    (
        "mailmark",
        "21B2254800659JW5O9QA6Y",
        "DAATATTTADTAATTFADDDDTTFTFDDDDFFDFDAFTADDTFFTDDATADTTFATTDAFDTFDDA",
    ),
    (
        "mailmark",
        "11000000000000000XY11     ",
        "TTDTTATDDTTATTDTAATTDTAATDDTTATTDTTDATFTAATDDTAATDDTATATFAADDAATAATDDTAADFTFTA",
    ),
    (
        "mailmark",
        "41038422416563762EF61AH8T ",
        "DTTFATTDDTATTTATFTDFFFTFDFDAFTTTADTTFDTFDDDTDFDDFTFAADTFDTDTDTFAATAFDDTAATTDTT",
    ),
)
CORRECTING = tuple(figure for figure in FIGURES if figure[0] in ("auspost", "mailmark", "usps_imb"))


def read(bars: tuple[Bar, ...]) -> list[Decoding]:
    return [
        decoding
        for decoder in decoders()
        if decoder.kind == "postal" and not decoder.ambiguous
        for decoding in decoder.decode(bars)
    ]


@pytest.mark.parametrize(("symbology", "text", "bars"), FIGURES)
def test_published_figures_are_read(symbology: str, text: str, bars: str) -> None:
    """The expected data and bars are printed in the publications that FIGURES names."""
    found = [(one.symbology, one.text) for one in read(four_state.from_names(bars))]

    assert found == [(symbology, text)]


@pytest.mark.parametrize(("symbology", "text", "bars"), CORRECTING)
def test_a_wrong_half_of_any_bar_is_corrected(symbology: str, text: str, bars: str) -> None:
    """Each of these standards has error correction, or a check that finds the one wrong bit."""
    frame = 2 if symbology == "auspost" else 0
    for place in range(frame, len(bars) - frame):
        wrong = list(four_state.from_names(bars))
        wrong[place] = structs.replace(wrong[place], ascends=not wrong[place].ascends)

        (found,) = read(tuple(wrong))

        assert (found.text, found.errors_corrected) == (text, 1)


def test_bars_of_no_symbology_are_not_read() -> None:
    """No standard has symbols of one, two or three bars, or a hundred equal ones."""
    for bars in ("", "F", "TT", "FAD", "F" * 100, "A" * 66, "T" * 65, "D" * 67):
        assert read(four_state.from_names(bars)) == []


def test_japan_posts_check_sum_of_zero_adds_zero() -> None:
    """The manual makes the sum a multiple of 19, so that 0 completes one that is (page 21).

    bwip-js 4.11 draws no check character of value 0 for such data; the manual decides.
    """
    codes = {"0": "FTT", "1": "FFT", "CC4": "TDA"}
    characters = ["1", *["0"] * 6, *["CC4"] * 13]  # 1 + 13 × 14 is 183, which 7 completes
    bars = "FD" + "".join(codes[one] for one in characters) + "AFD" + "DF"

    assert [one.text for one in read(four_state.from_names(bars))] == ["1000000"]
