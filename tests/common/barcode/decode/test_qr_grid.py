"""Modules of QR Codes in pictures that another program drew: the oracle is segno."""

import io

import pytest
import segno
from PIL import Image

from common.barcode.decode import qr_grid, scan_margin


def picture(version: int, scale: int = 5) -> tuple[Image.Image, tuple[bytes, ...]]:
    """Return a QR Code by segno as a picture and as modules."""
    code = segno.make("ABC-123", version=version, error="M", boost_error=False, micro=False)
    body = io.BytesIO()
    code.save(body, kind="png", scale=scale, border=4)
    return Image.open(body).convert("L"), tuple(bytes(row) for row in code.matrix)


def wrong(found: tuple[bytes, ...], expected: tuple[bytes, ...]) -> int:
    assert len(found) == len(expected)
    pairs = zip(found, expected, strict=True)
    return sum(one != other for a, b in pairs for one, other in zip(a, b, strict=True))


@pytest.mark.parametrize("version", [1, 2, 7, 14, 25, 40])
def test_modules_of_a_sharp_picture_are_found(version: int) -> None:
    image, expected = picture(version)

    assert qr_grid.modules(image, 5) == expected


@pytest.mark.parametrize("version", [1, 4, 10])
def test_blur_and_noise_change_few_modules(version: int) -> None:
    image, expected = picture(version)
    found = qr_grid.modules(scan_margin.degrade(image), 5)

    assert found is not None
    assert wrong(found, expected) <= len(expected) ** 2 // 100


def test_picture_without_finder_patterns_has_no_modules() -> None:
    assert qr_grid.modules(Image.new("L", (200, 200), 255), 5) is None


def test_symbol_without_one_finder_pattern_is_not_found() -> None:
    """A reader that guessed would not notice a style that hides one."""
    image, _ = picture(2)
    image.paste(255, (0, 0, 4 * 5 + 40, 4 * 5 + 40))

    assert qr_grid.modules(image, 5) is None
