"""`decode` returns what bwip-js draws, as pictures, with random data of every symbology it has.

Left out is what nothing here draws: PosiCode, Ultracode, and a 2D component without its linear one;
and Japan Post codes whose check digit is 0, which bwip-js 4.11.4 draws wrongly.
"""

import base64
import io
import json
import subprocess
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any, NamedTuple

import pytest
from PIL import Image

from common.barcode.decode import reader
from common.barcode.decode.found import Found
from common.barcode.encode import symbology
from common.barcode.model.options import DrawOptions
from tests.interop.environments import HERE, NODE
from tests.interop.test_bwip_read import CAPITALS, DIGITS, SCRIPT, both, number, of

SEEDS = range(3)
TEXT = "".join(map(chr, range(33, 127)))
WORD = CAPITALS + DIGITS + "-."
Data = Callable[[Random], str]
HIBC = both(of(CAPITALS, 1), of(DIGITS + CAPITALS, *range(4, 14)), of(DIGITS, 1))


class Kind(NamedTuple):
    """A symbology: its id, its name there, how to make data, and what differs there."""

    id: str
    name: str
    data: Data
    options: dict[str, Any] = {}  # noqa: RUF012 # never changed
    before: str = ""
    is_ambiguous: bool = False


def checked(first: Data) -> Data:
    """Return data with the check digit of the GS1 General Specifications, 7.9.1."""

    def draw(random: Random) -> str:
        digits = first(random)
        total = sum(int(one) * (3, 1)[n % 2] for n, one in enumerate(reversed(digits)))
        return f"{digits}{-total % 10}"

    return draw


def written(form: str, *parts: Data) -> Data:
    return lambda random: form.format(*(part(random) for part in parts))


def elements(random: Random) -> str:
    word = of(WORD, *range(3, 12))
    forms = ("(11)261231", "(17)261231(10){}", "(21){}", "(99){}")
    return random.choice(forms).format(word(random))


def japan_post(random: Random) -> str:
    """Return data whose check digit, modulo 19, is not 0; a letter has two characters."""
    while True:
        text = both(of(DIGITS, 7), of(DIGITS + CAPITALS + "-", 3, 6))(random)
        values = [
            value
            for character in text
            for value in (
                (11 + CAPITALS.index(character) // 10, CAPITALS.index(character) % 10)
                if character in CAPITALS
                else ((DIGITS + "-").index(character),)
            )
        ]
        if sum([*values, *[14] * 20][:20]) % 19:  # filled up with the fourth control code
            return text


GTIN = written("(01){}", checked(of(DIGITS, 13)))
LIMITED = written("(01){}", checked(both(of("01", 1), of(DIGITS, 12))))
LINK = written("https://id.gs1.org/01/{}/10/{}", checked(of(DIGITS, 13)), of(WORD, 3, 6, 9))
EAN13 = checked(both(of("123456", 1), of(DIGITS, 11)))
COUPON = "(8110)106141416543213500110000310123196000"
MAILMARK = "JGB 012100123412345678AB19XY1A 0             "
UPCE = ("01234558", "04252614", "01234565")
SOME = tuple(range(5, 13))


def composite(id: str, name: str, first: Data) -> Kind:
    return Kind(id, name, lambda random: f"{first(random)}|{elements(random)}")


KINDS = (
    Kind("ean13", "ean13", EAN13),
    Kind("ean8", "ean8", checked(of(DIGITS, 7))),
    Kind("upca", "upca", checked(of(DIGITS, 11))),
    Kind("upce", "upce", lambda random: random.choice(UPCE)),
    Kind("ean2", "ean2", of(DIGITS, 2), is_ambiguous=True),
    Kind("ean5", "ean5", of(DIGITS, 5), is_ambiguous=True),
    Kind("isbn", "ean13", checked(both(of("9", 1), of("7", 1), of("8", 1), of(DIGITS, 9)))),
    Kind("code128", "code128", of(TEXT, *range(6, 24))),
    Kind("gs1_128", "gs1-128", lambda random: GTIN(random) + elements(random)),
    Kind("ean14", "ean14", GTIN),
    Kind("sscc", "sscc18", written("(00){}", checked(of(DIGITS, 17)))),
    Kind("code39", "code39", of(DIGITS + CAPITALS + "-.", *SOME)),
    Kind("code32", "code32", of(DIGITS, 8)),
    Kind("pzn", "pzn", lambda random: random.choice(("303614", "954047", "123456"))),
    Kind("code93", "code93", of(WORD, *SOME), {"includecheck": True}),
    Kind("itf", "interleaved2of5", of(DIGITS, 6, 8, 10)),
    Kind("itf14", "itf14", checked(of(DIGITS, 13))),
    Kind("identcode", "identcode", of(DIGITS, 11)),
    Kind("leitcode", "leitcode", of(DIGITS, 13)),
    Kind("databar_omni", "databaromni", GTIN),
    Kind("databar_truncated", "databartruncated", GTIN),
    Kind("databar_stacked", "databarstacked", GTIN),
    Kind("databar_stacked_omni", "databarstackedomni", GTIN),
    Kind("databar_limited", "databarlimited", LIMITED),
    Kind("databar_expanded", "databarexpanded", lambda random: GTIN(random) + elements(random)),
    Kind(
        "databar_expanded_stacked",
        "databarexpandedstacked",
        lambda random: GTIN(random) + elements(random),
        {"segments": 4},
    ),
    Kind("pharmacode", "pharmacode", number(1000, 131_070), is_ambiguous=True),
    Kind("pharmacode2", "pharmacode2", number(100_000, 64_570_080), is_ambiguous=True),
    Kind("industrial2of5", "industrial2of5", of(DIGITS, *SOME), is_ambiguous=True),
    Kind("iata2of5", "iata2of5", of(DIGITS, *SOME), is_ambiguous=True),
    Kind("matrix2of5", "matrix2of5", of(DIGITS, *SOME), is_ambiguous=True),
    Kind("coop2of5", "coop2of5", of(DIGITS, *SOME), is_ambiguous=True),
    Kind("datalogic2of5", "datalogic2of5", of(DIGITS, *SOME), is_ambiguous=True),
    Kind("channel_code", "channelcode", number(0, 7_742_862, 7), is_ambiguous=True),
    Kind("code11", "code11", of(DIGITS, *range(5, 9)), {"includecheck": True}),
    Kind("bc412", "bc412", of(DIGITS + "ABCDEFGH", *range(7, 19)), {"semi": True}),
    Kind("codabar", "rationalizedCodabar", written("A{}B", of(DIGITS + "-$:", *SOME))),
    Kind("msi", "msi", of(DIGITS, *SOME)),
    Kind("plessey", "plessey", of(DIGITS + "ABCDEF", *SOME)),
    Kind("telepen_numeric", "telepennumeric", of(DIGITS, 8, 12), is_ambiguous=True),
    Kind("usps_imb", "onecode", both(of(DIGITS, 1), of("01234", 1), of(DIGITS, 18, 23, 29))),
    Kind("rm4scc", "royalmail", of(DIGITS + CAPITALS, 6, 8)),
    Kind("kix", "kix", both(number(1000, 9999), of(CAPITALS, 2), of(DIGITS, 1, 3))),
    Kind("auspost", "auspost", of(DIGITS, 8), before="11"),
    Kind("japanpost", "japanpost", japan_post),
    Kind("daft", "daft", of("DAFT", 20, 30), is_ambiguous=True),
    Kind("codablock_f", "codablockf", of(TEXT, *range(20, 60)), {"columns": 8}),
    Kind("code16k", "code16k", of(TEXT, *range(8, 35))),
    Kind("code49", "code49", of(CAPITALS, *range(6, 30))),
    Kind("pdf417", "pdf417", of(TEXT, *range(4, 40)), {"columns": 2}),
    Kind("pdf417_compact", "pdf417compact", of(TEXT, *range(4, 40)), {"columns": 2}),
    Kind("micropdf417", "micropdf417", of(TEXT, *range(4, 30))),
    Kind("datamatrix", "datamatrix", of(TEXT, *range(4, 40))),
    Kind("datamatrix_rectangular", "datamatrixrectangular", of(TEXT, *range(4, 20))),
    Kind("dmre", "datamatrixrectangularextension", of(TEXT, 4, 8), {"version": "8x48"}),
    Kind("qr", "qrcode", of(TEXT, *range(4, 40))),
    Kind("micro_qr", "microqrcode", of(CAPITALS + DIGITS, 4, 8, 12)),
    Kind("rmqr", "rectangularmicroqrcode", of(TEXT, 4, 10), {"version": "R17x77"}),
    Kind("maxicode", "maxicode", of(TEXT, *range(4, 40)), {"mode": 4, "scale": 4}),
    Kind("aztec", "azteccode", of(TEXT, *range(4, 40)), {"format": "full"}),
    Kind("aztec_rune", "aztecrune", number(0, 255)),
    Kind("code_one", "codeone", of(TEXT, *range(4, 40))),
    Kind("hanxin", "hanxin", of(TEXT, *range(4, 40))),
    Kind("dotcode", "dotcode", of(TEXT, *range(6, 40))),
    composite("ean13_composite", "ean13composite", EAN13),
    composite("ean8_composite", "ean8composite", checked(of(DIGITS, 7))),
    composite("upca_composite", "upcacomposite", checked(of(DIGITS, 11))),
    composite("upce_composite", "upcecomposite", lambda random: random.choice(UPCE)),
    composite("gs1_128_composite", "gs1-128composite", GTIN),
    composite("databar_omni_composite", "databaromnicomposite", GTIN),
    composite("databar_truncated_composite", "databartruncatedcomposite", GTIN),
    composite("databar_stacked_composite", "databarstackedcomposite", GTIN),
    composite("databar_stacked_omni_composite", "databarstackedomnicomposite", GTIN),
    composite("databar_limited_composite", "databarlimitedcomposite", LIMITED),
    composite("databar_expanded_composite", "databarexpandedcomposite", GTIN),
    composite(
        "databar_expanded_stacked_composite",
        "databarexpandedstackedcomposite",
        written("{}(3103){}", GTIN, of(DIGITS, 6)),
    ),
    Kind("gs1_datamatrix", "gs1datamatrix", lambda random: GTIN(random) + elements(random)),
    Kind("gs1_datamatrix_rectangular", "gs1datamatrixrectangular", GTIN),
    Kind("gs1_dl_datamatrix", "gs1dldatamatrix", LINK),
    Kind("gs1_qr", "gs1qrcode", lambda random: GTIN(random) + elements(random)),
    Kind("gs1_dl_qr", "gs1dlqrcode", LINK),
    Kind("gs1_dotcode", "gs1dotcode", lambda random: GTIN(random) + elements(random)),
    # Symbologies of applications, as their carrier is drawn there.
    Kind("ismn", "ean13", checked(written("9790{}", of(DIGITS, 8)))),
    Kind("issn", "ean13", checked(written("977{}{}", of(DIGITS, 7), of("0", 2)))),
    Kind("jan", "ean13", checked(written("4{}{}", of("59", 1), of(DIGITS, 10)))),
    Kind("pzn8", "pzn", lambda _: "2758089", {"pzn8": True}),
    Kind("vin", "code39", lambda _: "1M8GDM9AXKP042788"),
    Kind("upu_s10", "code128", lambda _: "EE876543216CA"),
    Kind("dpd", "code128", lambda _: "%000393206219912345678101040"),
    Kind("upn_qr", "qrcode", lambda _: "UPNQR\n\n\n\n\nJanez Novak\nDunajska 1\n1000 Ljubljana"),
    Kind("gs1_coupon", "gs1northamericancoupon", lambda _: COUPON, {"segments": 8}),
    Kind("mailmark_2d", "mailmark", lambda _: f"{MAILMARK}www.xyz.com", {"type": "29"}),
    Kind("fim", "symbol", of("acde", 1), before="fim", is_ambiguous=True),
    Kind("flattermarken", "flattermarken", of(DIGITS[1:], 5), is_ambiguous=True),
    Kind("planet", "planet", of(DIGITS, 11, 13)),
    Kind("postnet", "postnet", of(DIGITS, 5, 9, 11)),
    Kind("telepen", "telepen", of(CAPITALS, *SOME)),
    Kind("code39ext", "code39ext", of(CAPITALS.lower(), *SOME)),
    Kind("hibc_code39", "hibccode39", HIBC),
    Kind("hibc_code128", "hibccode128", HIBC),
    Kind("hibc_datamatrix", "hibcdatamatrix", HIBC),
    Kind("hibc_datamatrix_rectangular", "hibcdatamatrixrectangular", HIBC),
    Kind("hibc_pdf417", "hibcpdf417", HIBC),
    Kind("hibc_micropdf417", "hibcmicropdf417", HIBC),
    Kind("hibc_qr", "hibcqrcode", HIBC),
    Kind("hibc_codablock_f", "hibccodablockf", HIBC),
    Kind("hibc_aztec", "hibcazteccode", HIBC),
)


def data(kind: Kind) -> list[str]:
    return [kind.data(Random(f"{kind.id} {seed}")) for seed in SEEDS]


@cache
def pictures() -> dict[str, list[bytes]]:
    room = {"scale": 3, "paddingwidth": 30, "paddingheight": 30}
    requests = [
        (kind.name, kind.before + text, room | kind.options)
        for kind in KINDS
        for text in data(kind)
    ]
    done = subprocess.run(
        [NODE, SCRIPT],
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE,
    )
    drawn = iter(json.loads(done.stdout))
    return {kind.id: [on_white(next(drawn)) for _ in SEEDS] for kind in KINDS}


def on_white(file: str) -> bytes:
    saved = io.BytesIO()
    Image.open(io.BytesIO(base64.b64decode(file))).convert("L").save(saved, "PNG")
    return saved.getvalue()


def drawn_again(id: str, text: str) -> str:
    """Return the data of the symbol that ``generate`` draws of *text*."""
    return symbology.find(id).make(text, DrawOptions(data=text, format=id)).data


def readings(found: Found) -> list[tuple[str, str]]:
    said = [(found.format, found.text)]
    return said + [(one.format, one.text) for one in found.alternatives]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_pictures_of_random_data_are_returned_as_drawn(kind: Kind) -> None:
    """The data are what bwip-js was given; ``generate`` takes format and text of each reading."""
    for text, picture in zip(data(kind), pictures()[kind.id], strict=True):
        (found,) = reader.read(picture, (kind.id,) if kind.is_ambiguous else ())
        texts = [drawn_again(id, said) for id, said in readings(found) if id == kind.id]
        assert drawn_again(kind.id, text) in texts, readings(found)
        assert drawn_again(found.format, found.text) != ""
