"""Error correction of QR Codes: as requested, or the strongest that costs no module."""

import io

import pytest
import zxingcpp
from PIL import Image

from common.barcode import pipeline
from common.barcode.model.options import DrawOptions
from tests.common.barcode.drawing import make

LINK = "https://id.gs1.org/01/09501101530003"


def level_read(data: str, id: str, ecc: str | None) -> tuple[str, str]:
    """Return the level that zxing-cpp reads, and the one that is reported."""
    picture = pipeline.draw(DrawOptions(data=data, format=id, ecc=ecc))
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.body)))
    return found.ec_level, picture.ecc


@pytest.mark.parametrize("ecc", ["L", "M", "Q", "H"])
@pytest.mark.parametrize(("id", "data"), [("qr", "HELLO"), ("gs1_dl_qr", LINK)])
def test_a_requested_level_is_kept(id: str, data: str, ecc: str) -> None:
    """docs/symbologies.md: ecc is L, M, Q or H."""
    assert level_read(data, id, ecc) == (ecc, ecc)


@pytest.mark.parametrize(
    ("data", "level"),
    [
        ("HELLO", "H"),  # ISO/IEC 18004:2015, table 7: 7 bytes in version 1-H
        ("https://example.com/", "Q"),  # 20 bytes in version 2-Q, 14 in 2-H
        ("a" * 26, "M"),  # 26 bytes in version 2-M
    ],
)
def test_the_default_is_the_strongest_level_of_the_same_size(data: str, level: str) -> None:
    """ISO/IEC 18004:2015, table 7, capacities in bytes."""
    assert level_read(data, "qr", None) == (level, level)
    assert make("qr", data).width == make("qr", data, ecc="M").width


@pytest.mark.parametrize(("id", "data"), [("gs1_qr", "(01)09501101530003"), ("gs1_dl_qr", LINK)])
def test_gs1_symbols_report_their_level_too(id: str, data: str) -> None:
    """zxing-cpp reads the level from the format information."""
    read, reported = level_read(data, id, None)
    assert read == reported
    assert reported in ("M", "Q", "H")


@pytest.mark.parametrize("alphabet", ["0123456789", "ABCDEF $%*+-./:", "abcdef", "äöü", "点茗"])
@pytest.mark.parametrize("length", [1, 7, 15, 26, 40, 77, 120])
def test_a_stronger_level_than_the_default_would_need_a_larger_symbol(
    alphabet: str, length: int
) -> None:
    """The engine is asked for every level; none is stronger in the size of M."""
    data = (alphabet * length)[:length]
    chosen, size = make("qr", data), make("qr", data, ecc="M").width
    strongest = [ecc for ecc in "MQH" if make("qr", data, ecc=ecc).width == size][-1]
    assert (chosen.ecc, chosen.width) == (strongest, size)
    assert chosen.rows == make("qr", data, ecc=strongest).rows


@pytest.mark.parametrize("data", ["1" * 41, "A" * 25, "a" * 17, "AB12" * 6])
def test_data_of_other_modes_has_a_version_of_its_own(data: str) -> None:
    """ISO/IEC 18004:2015, table 7: what fills version 1-L is more than 1-M, after shorter data."""
    for shorter in ("1" * 34, "A" * 20, "a" * 14):
        assert make("qr", shorter).width == 21
    assert make("qr", data).width == 25
    assert make("qr", data).rows == make("qr", data).rows


@pytest.mark.parametrize(("one", "other"), [("http://A.b/1", "http://Z.y/9"), ("A1b2", "Z9y8")])
def test_data_of_the_same_modes_has_the_same_version(one: str, other: str) -> None:
    """Each also as if it came first, with the version stated."""
    for data in (one, other):
        version = str((make("qr", data).width - 17) // 4)
        assert make("qr", data).rows == make("qr", data, symbol_size=version).rows
