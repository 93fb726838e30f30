"""Frames of pictures: Pillow and libheif write the files."""

import io
import struct

import pillow_heif
import pytest
from PIL import Image, TiffImagePlugin

from common.barcode.model.errors import UnreadableImage
from common.barcode.pages.page import MAX_SIDE, Page
from common.barcode.pages.raster import FORMATS, RasterPicture
from tests.common.barcode.pages.files import frames, saved

RED, BLUE, GREEN = (Image.new("RGB", (40, 30), colour) for colour in ("red", "blue", "green"))
LARGE = Image.new("1", (MAX_SIDE + 1, 1))


def pages(content: bytes) -> list[Page]:
    picture = RasterPicture(content)
    return [picture.page(number) for number in range(1, picture.page_count + 1)]


def refused(content: bytes) -> tuple[str, str]:
    with pytest.raises(UnreadableImage) as caught:
        pages(content)
    (problem,) = caught.value.problems
    return problem.code, problem.fix


def heic(*images: Image.Image) -> bytes:
    """Return a HEIC file of *images*, written by x265."""
    file = io.BytesIO()
    container = pillow_heif.from_pillow(images[0])
    for image in images[1:]:
        container.add_from_pillow(image)
    container.save(file, quality=90)
    return file.getvalue()


def multi_picture(*kinds: int) -> bytes:
    """Return a JPEG of one frame of each of *kinds*, codes of MP types (CIPA DC-007, 5.2.3.3.1)."""
    content = bytearray(frames("MPO", *[RED, BLUE, GREEN][: len(kinds)]))
    # A directory of three tags at byte 8: the value of the third is the place of the entries, which
    # have 16 bytes each and begin with the type.
    start = content.index(b"MPF\x00") + 4
    (offset,) = struct.unpack_from("<L", content, start + 8 + 2 + 2 * 12 + 8)
    entries = start + offset
    for place, kind in enumerate(kinds):
        content[entries + 16 * place : entries + 16 * place + 4] = struct.pack("<L", kind)
    return bytes(content)


def outcomes(whole: bytes) -> set[str]:
    """Return the codes with which files that break off are refused; "" if one is read."""
    codes = set()
    for length in range(1, len(whole), max(1, len(whole) // 40)):
        try:
            pages(whole[:length])
            codes.add("")
        except UnreadableImage as error:
            codes.add(error.problems[0].code)
    return codes


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "WEBP", "PNG", "AVIF"])
def test_a_file_that_breaks_off_is_refused_or_read(kind: str) -> None:
    """Half an upload of several frames never raises anything else."""
    assert outcomes(frames(kind, RED, BLUE, GREEN)) <= {"", "image.broken", "image.unknown"}


def test_a_heic_file_that_breaks_off_is_refused_or_read() -> None:
    """The same of libheif's reader."""
    assert outcomes(heic(RED, BLUE)) <= {"", "image.broken", "image.unknown"}


def test_a_broken_frame_names_the_ones_before_it() -> None:
    """The strips of the third page lie behind the end of the file."""
    whole = frames("TIFF", *(one.resize((400, 300)) for one in (RED, BLUE, GREEN)))
    directory = bytearray(whole)
    file = Image.open(io.BytesIO(whole))
    file.seek(2)
    old = struct.pack("<L", file.tag_v2[273][0])
    at = whole.rindex(old)
    directory[at : at + 4] = struct.pack("<L", len(whole) + 9)
    code, fix = refused(bytes(directory))
    assert (code, "pages=1-2" in fix) == ("image.broken", True)


def test_a_later_frame_that_is_too_large_is_refused() -> None:
    """Each page has its own size in TIFF."""
    assert refused(frames("TIFF", RED.convert("1"), LARGE))[0] == "image.too_large"


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "WEBP", "PNG", "AVIF"])
def test_every_frame_is_a_page(kind: str) -> None:
    """Colours tell the frames apart, in files that may be lossy."""
    found = [
        page.image.convert("RGB").getpixel((20, 15))
        for page in pages(frames(kind, RED, BLUE, GREEN))
    ]
    assert [max(range(3), key=pixel.__getitem__) for pixel in found] == [0, 2, 1]


def test_every_picture_of_a_heic_file_is_a_page() -> None:
    """Photos of telephones; libheif's own encoder writes them."""
    assert [page.image.size for page in pages(heic(RED, BLUE.resize((60, 20))))] == [
        (40, 30),
        (60, 20),
    ]


def test_a_smaller_copy_and_a_mask_are_no_pages() -> None:
    """TIFF 6.0, tag 254: bit 0 is a reduced version of another image, bit 2 a mask."""
    copy, mask = TiffImagePlugin.ImageFileDirectory_v2(), TiffImagePlugin.ImageFileDirectory_v2()
    copy[254], mask[254] = 1, 4
    file = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(file) as writer:
        for image, tags in ((RED, {}), (BLUE, copy), (GREEN, {}), (RED, mask)):
            image.save(writer, "TIFF", tiffinfo=tags)
            writer.newFrame()
    found = pages(file.getvalue())
    assert [page.image.getpixel((0, 0)) for page in found] == [(255, 0, 0), (0, 128, 0)]
    assert [page.number for page in found] == [1, 2]


@pytest.mark.parametrize(
    ("kinds", "count"),
    [
        ((0x030000, 0x000000), 1),
        ((0x030000, 0x010001), 1),
        ((0x030000, 0x020002), 2),
        ((0x020001, 0x020001, 0x020001), 3),
    ],
    ids=["gain map", "thumbnail", "disparity", "panorama"],
)
def test_gain_maps_and_thumbnails_of_a_photo_are_no_pages(
    kinds: tuple[int, ...], count: int
) -> None:
    """CIPA DC-007-2009, 5.2.3.3.1: types of individual images."""
    assert len(pages(multi_picture(*kinds))) == count


@pytest.mark.parametrize(
    ("written", "read"), [((300, 300), 300.0), ((1, 1), 0.0), (None, 0.0)], ids=str
)
def test_resolution_is_that_of_the_file(written: tuple[int, int] | None, read: float) -> None:
    """Programs write 1 if they don't know it."""
    options = {"dpi": written} if written else {}
    (page,) = pages(saved(RED, "TIFF", **options))
    assert page.dpi == read


def test_formats_are_those_that_an_error_names() -> None:
    """The text is for people: HEIC is what HEIF files of telephones are called."""
    code, fix = refused(b"no picture")
    assert code == "image.unknown"
    assert all(name in fix for name in {*FORMATS, "HEIC"} - {"HEIF"})
