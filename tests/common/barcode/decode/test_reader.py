"""What is read in pictures of every kind, and that hostile ones end in an error that says why."""

import io
import struct
import zlib

import pytest
import zint
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from common.barcode.decode import interpretation, reader, row_search
from common.barcode.encode import symbology
from common.barcode.model.errors import UnreadableImage
from common.barcode.pages import page, raster


def barcode(text: str, name: str = "Code128", scale: int = 3) -> Image.Image:
    """Draw with zxing-cpp's own writer: nothing of ours takes part."""
    written = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat[name])
    return Image.fromarray(written.to_image(scale=scale, add_quiet_zones=True))


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def refused(picture: bytes) -> str:
    with pytest.raises(UnreadableImage) as caught:
        reader.read(picture)
    return caught.value.problems[0].code


@pytest.mark.parametrize("junk", [b"", b"no picture", b"%!PS-Adobe-3.0 EPSF-3.0", b"<html></html>"])
def test_what_is_no_picture_is_refused(junk: bytes) -> None:
    """A decoder of scripts, such as PostScript, is never called."""
    assert refused(junk) == "image.unknown"


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG", "BMP", "TIFF", "WEBP", "PCX"])
def test_a_file_that_breaks_off_is_refused_or_read(kind: str) -> None:
    """Half an upload is an error that says so or what could be made of it, never a crash."""
    whole = saved(barcode("12345").convert("L"), kind)
    outcomes = set()
    for length in range(1, len(whole), max(1, len(whole) // 40)):
        try:
            outcomes.add(len(reader.read(whole[:length])))
        except UnreadableImage as error:
            outcomes.add(error.problems[0].code)
    assert outcomes <= {0, 1, "image.unknown", "image.broken"}


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return a chunk of a PNG file: length, kind, content, CRC."""
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


@pytest.mark.parametrize("size", [(page.MAX_SIDE + 1, 1), (1, page.MAX_SIDE + 1)])
def test_a_picture_longer_than_the_reader_takes_is_refused(size: tuple[int, int]) -> None:
    """zxing-cpp took 40 s for stripes of 65,535 px, the most that it takes."""
    assert refused(saved(Image.new("1", size), "PNG")) == "image.too_large"


@pytest.mark.parametrize("side", [5_001, 12_000, 60_000])
def test_a_picture_that_says_it_is_huge_is_refused_before_a_pixel_is_read(side: int) -> None:
    """A 60-byte PNG may claim 3.6 billion px: a decompression bomb."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    picture = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    )
    assert refused(picture) == "image.too_large"


@pytest.mark.parametrize("kind", ["PNG", "GIF", "JPEG", "BMP", "TIFF", "WEBP", "PCX"])
def test_every_image_format_that_is_named_is_read(kind: str) -> None:
    """The error for an unknown picture promises these."""
    assert kind in raster.FORMATS
    (found,) = reader.read(saved(barcode("ABC-1234").convert("L"), kind))
    assert (found.format, found.text) == ("code128", "ABC-1234")


def test_several_turned_and_blurred_barcodes_are_all_read_from_top_to_bottom() -> None:
    """A photo of a parcel holds several labels, none of them straight."""
    photo = Image.new("L", (900, 900), 255)
    photo.paste(barcode("590123412345", "EAN13"), (20, 20))
    photo.paste(barcode("Wi-Fi", "QRCode", 6).rotate(17, expand=True, fillcolor=255), (400, 180))
    photo.paste(barcode("PARCEL-7").rotate(90, expand=True), (60, 300))
    found = reader.read(saved(photo.filter(ImageFilter.GaussianBlur(0.7)), "JPEG", quality=80))
    assert (found[0].format, found[0].text) == ("ean13", "5901234123457")
    assert {f.text for f in found} == {"5901234123457", "Wi-Fi", "PARCEL-7"}


def test_bars_on_a_transparent_ground_are_read_as_on_white() -> None:
    """Pictures for web pages often have no ground."""
    bars = barcode("12345").convert("L")
    clear = Image.new("RGBA", bars.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=bars.point(lambda v: 255 - v))
    assert [f.text for f in reader.read(saved(clear))] == ["12345"]


def test_a_photo_turned_by_exif_has_corners_as_viewers_show_it() -> None:
    """EXIF orientation 6 (TIFF/EP 274): the camera was held upright."""
    exif = Image.Exif()
    exif[274] = 6
    lying = barcode("12345").convert("L").rotate(90, expand=True)
    (found,) = reader.read(saved(lying, "JPEG", exif=exif))
    assert (found.angle_degrees, found.corners[0].x < found.corners[1].x) == (0, True)


def test_light_bars_on_dark_are_read() -> None:
    """What `light_on_dark` draws is read here too."""
    (found,) = reader.read(saved(ImageOps.invert(barcode("12345").convert("L"))))
    assert (found.format, found.text) == ("code128", "12345")


@pytest.mark.parametrize("angle", [0, 30, 90])
@pytest.mark.parametrize("gap", [7, 12])
@pytest.mark.parametrize("add_on", ["12", "51299"])
def test_an_add_on_is_told_with_its_symbol_once(add_on: str, gap: int, angle: int) -> None:
    """The digits above the add-on leave rows that cross the main symbol alone.

    Zint's manual: 7 to 12 modules stand between an EAN symbol and its add-on.
    """
    drawn = with_add_on("4006381333931", add_on, gap)
    photo = ImageOps.expand(drawn, 20, 255).rotate(angle, expand=True, fillcolor=255)
    (found,) = reader.read(saved(photo))
    assert (found.text, found.add_on) == ("4006381333931", add_on)


@pytest.mark.parametrize("gap", [9, 12])
def test_an_add_on_lies_within_the_corners(gap: int) -> None:
    """Whoever cuts the symbol out has the whole of it."""
    drawn = with_add_on("4006381333931", "51299", gap)
    (found,) = reader.read(saved(ImageOps.expand(drawn, 40, 255)))
    assert abs(found.corners[1].x - found.corners[0].x - 2 * (95 + gap + 47)) <= 8


def test_digits_of_a_symbol_further_away_are_no_add_on() -> None:
    """GS1 allows 12 modules at most."""
    drawn = with_add_on("4006381333931", "12", 12)
    page = Image.new("L", (drawn.width + 30, drawn.height), 255)
    middle = 2 * (11 + 95 + 6)  # px
    page.paste(drawn.crop((0, 0, middle, drawn.height)), (0, 0))
    page.paste(drawn.crop((middle, 0, *drawn.size)), (middle + 30, 0))
    assert [one.add_on for one in reader.read(saved(page))] == [""]


def with_add_on(digits: str, add_on: str, gap: int) -> Image.Image:
    """Draw an EAN symbol with its add-on *gap* modules behind it, a module is 2 px wide."""
    drawn = zint.Symbol()
    drawn.symbology = zint.Symbology.EANX
    drawn.option_2 = gap
    drawn.scale = 1
    drawn.encode(f"{digits}+{add_on}")
    drawn.buffer()
    height, width, _ = drawn.bitmap.shape
    return Image.frombytes("RGB", (width, height), bytes(drawn.bitmap)).convert("L")


def test_gs1_data_is_told_by_its_identifier() -> None:
    """AIM identifier ]d2 announces GS1 element strings in a Data Matrix."""
    drawn = zint.Symbol()
    drawn.symbology = zint.Symbology.DATAMATRIX
    drawn.input_mode = zint.InputMode.GS1
    drawn.scale = 4
    drawn.encode("[01]09501101530003[10]ABC")
    drawn.buffer()
    height, width, _ = drawn.bitmap.shape
    bitmap = Image.frombytes("RGB", (width, height), bytes(drawn.bitmap))
    (found,) = reader.read(saved(ImageOps.expand(bitmap, 10, "white")))
    assert (found.symbology_identifier, found.format) == (
        "]d2",
        "gs1_datamatrix_rectangular",
    )
    assert [(e.ai, e.value) for e in found.gs1_elements] == [
        ("01", "09501101530003"),
        ("10", "ABC"),
    ]


def test_a_picture_without_a_barcode_holds_none() -> None:
    """Nothing found is an answer, not an error."""
    assert reader.read(saved(Image.new("L", (300, 300), 255))) == ()


def test_every_format_that_we_draw_is_told_by_our_own_name() -> None:
    """What the reader reports can be put back into the option `format`."""
    known = {
        name: id for name, id in interpretation.SYMBOLOGY_OF.items() if id in symbology.catalogue()
    }
    assert {"Code128", "QRCode", "EAN13"} <= known.keys()


def test_aztec_code_in_a_wide_picture_is_found_where_it_is() -> None:
    """There it is looked for in a smaller copy."""
    page = Image.new("L", (row_search.MAX_AZTEC_SIDE * 2, 800), 255)
    page.paste(barcode("AZ", "Aztec", 12), (6000, 200))
    (found,) = reader.read(saved(page))
    assert (found.format, found.text) == ("aztec", "AZ")
    assert all(6000 <= at.x <= 6500 and 200 <= at.y <= 700 for at in found.corners)


def test_a_wrong_element_does_not_hide_the_others() -> None:
    """A Data Matrix of zint's with a country that ISO 3166-1 lacks: the reader finds it all."""
    drawn = zint.Symbol()
    drawn.symbology = zint.Symbology.DATAMATRIX
    drawn.input_mode = zint.InputMode.GS1 | zint.InputMode.GS1NOCHECK
    drawn.scale = 4
    drawn.encode("[01]09501101530003[422]999[10]ABC")
    drawn.buffer()
    height, width, _ = drawn.bitmap.shape
    bitmap = Image.frombytes("RGB", (width, height), bytes(drawn.bitmap))
    (found,) = reader.read(saved(ImageOps.expand(bitmap, 10, "white")))
    assert [(e.ai, bool(e.problem)) for e in found.gs1_elements] == [
        ("01", False),
        ("422", True),
        ("10", False),
    ]
    assert "ISO 3166-1" in found.gs1_problem


@pytest.mark.parametrize("symbology", ["QRCode", "DataMatrix", "Aztec", "PDF417"])
def test_a_digital_link_is_explained_in_any_symbology(symbology: str) -> None:
    """GS1 Digital Link: URI Syntax 1.5; the symbol holds a web address like any other."""
    link = "https://id.gs1.org/01/09501101530003/10/ABC?17=261231"
    (found,) = reader.read(saved(barcode(link, symbology, 4)))
    assert [(e.ai, e.value) for e in found.gs1_elements] == [
        ("01", "09501101530003"),
        ("10", "ABC"),
        ("17", "261231"),
    ]
    assert found.gs1_problem == ""


def test_an_address_that_is_no_digital_link_has_no_elements() -> None:
    """A number behind /01/ is not always a GTIN."""
    (found,) = reader.read(saved(barcode("https://example.com/01/2024", "QRCode", 4)))
    assert (found.gs1_elements, found.gs1_problem) == ((), "")


def test_gs1_data_make_no_qr_code_of_an_rmqr_code() -> None:
    """The identifier of both is ]Q3; the picture shows which it is."""
    drawn = zint.Symbol()
    drawn.symbology = zint.Symbology.RMQR
    drawn.input_mode = zint.InputMode.GS1
    drawn.encode("[01]09521234543213[10]AB")
    drawn.buffer()
    height, width, _ = drawn.bitmap.shape
    bitmap = Image.frombytes("RGB", (width, height), bytes(drawn.bitmap)).convert("L")
    (found,) = reader.read(saved(ImageOps.expand(bitmap, 20, 255)))
    assert (found.format, found.text) == ("rmqr", "010952123454321310AB")
    assert [(one.ai, one.value) for one in found.gs1_elements] == [
        ("01", "09521234543213"),
        ("10", "AB"),
    ]
