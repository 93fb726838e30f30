"""Compressed bitmaps of ZPL: the examples of the Zebra Programming Guide, and a reader of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.barcode.render import zpl_compression
from common.barcode.render.raster import Bitmap
from tests.common.barcode import zpl_bitmaps


def bitmap(*rows: str) -> Bitmap:
    packed = [bytes.fromhex(row) for row in rows]
    return Bitmap(8 * len(packed[0]), len(packed), b"".join([b"\x00" + row for row in packed]))


@pytest.mark.parametrize(
    ("row", "compressed"),
    [
        ("66666601", "L601"),  # the guide: M6 is 7 sixes, so L6 is 6
        ("6" * 40 + "0" * 8, "h6,"),  # the guide: h is 40
        ("B" * 327 + "A", "vMBA"),  # the guide: vMB is 327 times B
        ("00" * 10, ","),
        ("FF" * 10, "!"),
        ("8A" * 3, "8A8A8A"),
    ],
)
def test_runs_are_letters_and_a_digit(row: str, compressed: str) -> None:
    """Zebra Programming Guide: the table of counts, and vMB as its example of 327."""
    assert zpl_compression.compress(bitmap(row)) == compressed


def test_equal_rows_are_colons() -> None:
    """Zebra Programming Guide: a colon repeats the previous line."""
    assert zpl_compression.compress(bitmap("0F", "0F", "0F", "F0")) == "0!::F,"


@given(
    st.integers(1, 300).flatmap(
        lambda stride: st.lists(
            st.one_of(
                st.binary(min_size=stride, max_size=stride),
                st.sampled_from((bytes(stride), b"\xff" * stride, b"\x0f" * stride)),
            ),
            min_size=1,
            max_size=5,
        )
    )
)
def test_rows_are_restored(rows: list[bytes]) -> None:
    """The reader of the tests follows the guide."""
    packed = bitmap(*[row.hex() for row in rows])
    size = len(b"".join(rows))
    body = zpl_compression.compress(packed)
    field = f"^FO0,0^GFA,{size},{size},{len(rows[0])},{body}^FS"
    (graphic,) = zpl_bitmaps.read(field)
    assert graphic.image.tobytes() == b"".join(rows).translate(
        bytes(255 - value for value in range(256))
    )
