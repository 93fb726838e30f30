"""The quality of a JPEG, which Pillow's library has written."""

import io

import pytest
from PIL import Image

from common.barcode.decode.diagnosis import compression


def saved(format: str, **options: int) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").save(file, format, **options)
    return file.getvalue()


def test_another_type_has_no_loss() -> None:
    """PNG keeps every pixel, and text is no picture."""
    assert (compression.quality(saved("PNG")), compression.quality(b"hello")) == (100, 100)


@pytest.mark.parametrize("quality", [3, 8, 20, 50, 75, 90])
def test_quality_is_found(quality: int) -> None:
    """The library scales its tables by this number."""
    assert compression.quality(saved("JPEG", quality=quality)) == pytest.approx(quality, abs=2)
