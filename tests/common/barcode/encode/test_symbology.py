"""The catalogue of symbologies: ids, aliases and near names."""

import pytest
from msgspec import structs

from common.barcode.encode.symbology import catalogue, find, index_names, near_names
from common.barcode.model.errors import UnknownSymbology
from common.discovery import DuplicateDeclaration

# The names of bwip-js, without those that have no symbology here: mands, posicode, ultracode,
# swissqrcode, jabcode and the bare raw, symbol, gs1-cc and d3aqr.
BWIP = """
    ean5 ean2 ean13 ean8 upca upce isbn ismn issn code128 gs1-128 ean14 sscc18 code39 code39ext
    code32 pzn code93 code93ext interleaved2of5 itf14 identcode leitcode databaromni
    databarstacked databarstackedomni databartruncated databarlimited databarexpanded
    databarexpandedstacked gs1northamericancoupon pharmacode pharmacode2 code2of5 industrial2of5
    iata2of5 matrix2of5 coop2of5 datalogic2of5 code11 bc412 rationalizedCodabar onecode postnet
    planet royalmail auspost kix japanpost msi plessey telepen telepennumeric codablockf code16k
    code49 channelcode flattermarken daft pdf417 pdf417compact micropdf417 datamatrix
    datamatrixrectangular datamatrixrectangularextension mailmark qrcode microqrcode
    rectangularmicroqrcode maxicode azteccode azteccodecompact aztecrune codeone hanxin dotcode
    ean13composite ean8composite upcacomposite upcecomposite databaromnicomposite
    databarstackedcomposite databarstackedomnicomposite databartruncatedcomposite
    databarlimitedcomposite databarexpandedcomposite databarexpandedstackedcomposite
    gs1-128composite gs1datamatrix gs1datamatrixrectangular gs1qrcode gs1dotcode hibccode39
    hibccode128 hibcdatamatrix hibcdatamatrixrectangular hibcpdf417 hibcmicropdf417 hibcqrcode
    hibccodablockf hibcazteccode gs1dldatamatrix gs1dlqrcode upcshippingcontainer
"""


@pytest.mark.parametrize("name", BWIP.split())
def test_names_of_bwip_js_are_known(name: str) -> None:
    """The names of bwip-js 4, without spaces and hyphens."""
    assert find(name)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("upc", "upca"),
        ("nw-7", "codabar"),
        ("NW7", "codabar"),
        ("gs1", "gs1_128"),
        ("GS1-128", "gs1_128"),
        ("qrcode", "qr"),
        ("QR Code", "qr"),
        ("datamatrix", "datamatrix"),
        ("dm", "datamatrix"),
        ("128", "code128"),
        ("39", "code39"),
        ("13", "ean13"),
        ("8", "ean8"),
        ("14", "ean14"),
        ("a", "upca"),
        ("royalmail", "rm4scc"),
        ("usps", "usps_imb"),
        ("Code 128", "code128"),
        ("EAN_13", "ean13"),
        ("NVE18", "sscc"),
        ("PZN7", "pzn"),
        ("DAFT", "daft"),
        ("PharmacodeTwoTrack", "pharmacode2"),
    ],
)
def test_other_names_find_the_symbology(name: str, id: str) -> None:
    """Names of other services, labels and standards for the same symbology."""
    assert find(name).id == id


@pytest.mark.parametrize(
    ("name", "near"), [("code12", "code128"), ("quarcode", "qr"), ("eam13", "ean13")]
)
def test_unknown_names_raise_an_error_with_near_names(name: str, near: str) -> None:
    """Names with one or two wrong letters."""
    with pytest.raises(UnknownSymbology) as raised:
        find(name)
    problem = raised.value.problems[0]
    assert problem.field == "format"
    assert problem.suggestion == near
    assert near in near_names(name)


@pytest.mark.parametrize("name", ["", "?", "x" * 10_000, "\x00", "ﬁ🎉"])
def test_errors_of_unlike_names_are_short(name: str) -> None:
    """An error never repeats a name of any length."""
    with pytest.raises(UnknownSymbology) as raised:
        find(name)
    assert len(str(raised.value)) < 200


def test_catalogue_is_as_large_as_those_of_other_libraries() -> None:
    """bwip-js lists 110 names and zint 100; variants of one symbology do not count."""
    variants = {"jan", "isbn10", "pzn8"}
    assert len(set(catalogue()) - variants) >= 110


def test_declarations_are_complete() -> None:
    """The fields that documentation and the symbology list show."""
    for one in catalogue().values():
        assert one.title
        assert one.standard
        assert one.characters
        assert one.lengths
        assert one.id == one.id.lower()
        assert one.note == "" or one.note.endswith(".")


def test_duplicate_aliases_raise_an_error() -> None:
    """`DuplicateDeclaration` is documented for the discovery of declarations."""
    one, other = list(catalogue().values())[:2]
    twice = {
        "a": structs.replace(one, aliases=("same",)),
        "b": structs.replace(other, aliases=("same",)),
    }
    with pytest.raises(DuplicateDeclaration):
        index_names(twice)


def test_errors_without_near_names_say_where_all_are_listed() -> None:
    """The list is available over HTTP and over MCP."""
    with pytest.raises(UnknownSymbology) as raised:
        find("zzzzzz")
    (problem,) = raised.value.problems
    assert "GET symbologies" in problem.fix
    assert "symbology_list" in problem.fix
