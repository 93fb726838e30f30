"""The Read tab in a browser, with pictures that zxing-cpp has written."""

from pathlib import Path

import pytest
import segno
import zxingcpp
from PIL import Image, ImageOps

from tests.e2e.running import RunningStack
from tests.system.browser import Browser, read


def picture(folder: Path, name: str, *texts: str) -> Path:
    """Write a picture with a QR code of each text, side by side."""
    format = zxingcpp.BarcodeFormat.QRCode
    codes = [
        Image.fromarray(zxingcpp.create_barcode(text, format).to_image(scale=5)) for text in texts
    ]
    page = Image.new("L", (60 + sum(code.width + 60 for code in codes), 320), 255)
    left = 60
    for code in codes:
        page.paste(code, (left, 60))
        left += code.width + 60
    page.save(folder / name)
    return folder / name


@pytest.fixture
def page(browser: Browser, stack: RunningStack) -> Browser:
    browser.open(f"{stack.url}/#/read")
    browser.until(lambda: browser.find("#drop").is_displayed(), "the tab is shown")
    return browser


def give(page: Browser, file: Path) -> None:
    page.find("#file").send_keys(str(file))


def test_file_that_is_not_a_picture_is_refused(page: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("hello")
    give(page, tmp_path / "a.png")

    page.says("#read-says", "picture")
    assert not page.find("#read-stage").is_displayed()


def test_picture_without_a_barcode_is_reported(page: Browser, tmp_path: Path) -> None:
    give(page, picture(tmp_path, "empty.png"))

    page.says("#read-says", "No barcode was read, because:")
    assert page.all("#read-found .doubt")


def test_every_barcode_in_a_picture_is_listed_and_marked(page: Browser, tmp_path: Path) -> None:
    give(page, picture(tmp_path, "two.png", "first", "second"))

    page.says("#read-says", "2 barcodes found")
    assert sorted(page.texts(".read-text")) == ["first", "second"]
    page.until(lambda: len(page.all("#read-marks polygon")) == 2, "both are marked")


def test_format_that_the_browser_does_not_support_is_read(page: Browser, tmp_path: Path) -> None:
    give(page, picture(tmp_path, "a.tiff", "in a TIFF"))

    page.says("#read-found", "in a TIFF")


def test_only_a_web_address_becomes_a_link(page: Browser, tmp_path: Path) -> None:
    give(page, picture(tmp_path, "a.png", "https://example.com/a", "javascript:alert(1)"))
    page.says("#read-says", "2 barcodes found")

    links = [each.get_attribute("href") for each in page.all("#read-found a")]
    assert links == ["https://example.com/a"]


def test_gs1_elements_are_explained_and_drawn_again_as_gs1(
    page: Browser, stack: RunningStack, tmp_path: Path
) -> None:
    status, body = stack.get(
        "/api/v1/generate?format=gs1_128&data=(01)09501101530003(17)291231(10)ABC"
    )
    assert status == 200
    (tmp_path / "a.png").write_bytes(body)
    give(page, tmp_path / "a.png")
    page.says("#read-found", "BATCH/LOT")

    page.named("#read-found button", "Draw it").click()

    page.says("#format-title", "GS1-128")
    assert page.find("#data").get_attribute("value") == "(01)09501101530003(17)291231(10)ABC"
    page.says("#badge", "Reads back")


def test_text_is_copied(page: Browser, tmp_path: Path) -> None:
    give(page, picture(tmp_path, "a.png", "take me"))
    page.says("#read-found", "take me")
    page.named("#read-found button", "Copy").click()
    page.says("#toast", "Text copied")

    assert page.clipboard() == b"take me"


def test_picture_can_be_dropped_anywhere(page: Browser, tmp_path: Path) -> None:
    file = picture(tmp_path, "a.png", "dropped")

    assert page.drop("header", file)
    assert page.drop("#read-says", file)
    page.says("#read-found", "dropped")


def test_picture_that_was_copied_is_pasted(page: Browser) -> None:
    page.run('location.hash = "#/make?format=code128&data=123456789"')
    page.says("#badge", "Reads back 123456789")
    page.find("#copy-picture").click()
    page.says("#toast", "Picture copied")
    page.find("#tab-read").click()
    page.driver.execute_cdp_cmd(
        "Input.dispatchKeyEvent",
        {"type": "keyDown", "key": "v", "modifiers": 2, "commands": ["paste"]},
    )

    page.says("#read-found", "123456789")


def test_large_photo_is_reduced_before_it_is_sent(page: Browser, tmp_path: Path) -> None:
    """The server accepts up to 25 megapixels; this photo has 36."""
    code = zxingcpp.create_barcode("far away", zxingcpp.BarcodeFormat.QRCode)
    photo = Image.new("L", (6000, 6000), 255)
    photo.paste(Image.fromarray(code.to_image(scale=60)), (1000, 1000))
    photo.save(tmp_path / "photo.jpg", quality=90)
    give(page, tmp_path / "photo.jpg")

    page.says("#read-found", "far away")


def test_camera_reads_a_barcode(stack: RunningStack, tmp_path: Path) -> None:
    """Chromium uses a film with one frame, a QR code, as the camera."""
    film = tmp_path / "film.y4m"
    frame = Image.new("L", (640, 480), 255)
    code = zxingcpp.create_barcode("on film", zxingcpp.BarcodeFormat.QRCode)
    frame.paste(Image.fromarray(code.to_image(scale=10)), (200, 120))
    grey = bytes([128]) * (640 * 480 // 2)
    film.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip C420jpeg\nFRAME\n" + frame.tobytes() + grey)
    browser = Browser(
        tmp_path,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    try:
        browser.open(f"{stack.url}/#/read")
        browser.find("#use-camera").click()
        browser.says("#read-found", "on film")
        browser.until(lambda: not browser.find("#camera").is_displayed(), "the camera is off")
        assert browser.errors() == []
    finally:
        browser.close()


def test_pictures_of_these_tests_read_back(tmp_path: Path) -> None:
    """The pictures above contain the expected texts."""
    assert read(picture(tmp_path, "a.png", "one").read_bytes()) == ["one"]


def send(page: Browser, image: Image.Image, folder: Path) -> None:
    image.save(folder / "sent.png")
    give(page, folder / "sent.png")


def test_content_is_explained_and_its_form_is_filled(page: Browser, tmp_path: Path) -> None:
    give(page, picture(tmp_path, "wifi.png", "WIFI:T:WPA;S:Guests;P:correct horse;;"))
    page.says("#read-found .meaning", "Guests")
    assert "Wi-Fi network" in page.text("#read-found .meaning")
    page.find("#read-found .meaning button").click()

    page.until(lambda: page.all("#content-ssid"), "the form is shown")
    assert page.find("#content-ssid").get_attribute("value") == "Guests"


def test_print_quality_is_shown_with_its_parameters(page: Browser, tmp_path: Path) -> None:
    """ISO/IEC 15415:2011, 7.8.2: dark modules on white have the best symbol contrast."""
    give(page, picture(tmp_path, "a.png", "SHELF-12"))
    page.until(lambda: page.all("#read-found .grade"), "it is graded")
    page.unfold("#read-found details:has(.grade)")

    assert page.text("#read-found .grade") in ("A", "B")
    assert "Symbol contrast" in page.text("#read-found details:has(.grade)")


def test_cause_is_shown_if_nothing_is_found(page: Browser, tmp_path: Path) -> None:
    send(page, Image.new("L", (300, 200), 255), tmp_path)

    page.says("#read-found .doubt", "Not read")
    assert page.all("#read-marks polygon") == []


def test_area_that_is_not_read_is_marked(page: Browser, tmp_path: Path) -> None:
    """A QR Code without one of the squares in its corners."""
    with Image.open(
        picture(tmp_path, "a.png", "A text of some length, so that it is larger")
    ) as drawn:
        damaged = drawn.convert("L")
    dark = ImageOps.invert(damaged).getbbox()
    assert dark is not None
    damaged.paste(255, (dark[0], dark[1], dark[0] + 45, dark[1] + 45))
    send(page, damaged, tmp_path)

    page.says("#read-found .doubt", "Not read")
    page.until(lambda: page.all("#read-marks polygon.doubt"), "the area is marked")


def test_symbols_of_a_message_are_joined_over_pictures(page: Browser, tmp_path: Path) -> None:
    """Segno draws them; the server says what is missing."""
    for number, symbol in enumerate(segno.make_sequence("part one, part two", symbol_count=2)):
        symbol.save(str(tmp_path / f"{number}.png"), scale=5)
    first, second = tmp_path / "0.png", tmp_path / "1.png"
    give(page, first)
    page.says("#read-says", "1 barcode found")
    page.find("#read-found button").click()
    page.says("#read-says", "Part 2 of 2 is missing.")

    page.find("#file").send_keys(f"{second}\n{first}")
    page.says("#read-says", "2 barcodes found")
    page.find("#read-found button").click()
    page.says("#read-says", "1 barcode found")
    assert page.texts(".read-text") == ["part one, part two"]


def pages(folder: Path, count: int) -> Path:
    """Write a PDF file that has a barcode on each page."""
    format = zxingcpp.BarcodeFormat.QRCode
    sheets = []
    for number in range(1, count + 1):
        sheet = Image.new("L", (600, 800), 255)
        code = zxingcpp.create_barcode(f"page {number}", format).to_image(scale=6)
        sheet.paste(Image.fromarray(code), (60 * number, 100))
        sheets.append(sheet)
    sheets[0].save(folder / "pages.pdf", save_all=True, append_images=sheets[1:])
    return folder / "pages.pdf"


def test_page_of_a_document_is_chosen(page: Browser, tmp_path: Path) -> None:
    give(page, pages(tmp_path, 3))
    page.says("#read-says", "3 barcodes found on 3 of 3 pages")
    assert page.texts("#read-page option") == ["All pages", *(f"Page {n} (1)" for n in (1, 2, 3))]

    page.find('#read-page option[value="2"]').click()

    page.until(lambda: page.texts(".read-text") == ["page 2"], "one page is shown")
    assert len(page.all("#read-marks polygon")) == 1
    assert not page.find("#read-more").is_displayed()
    page.find('#read-page option[value="0"]').click()
    page.until(lambda: len(page.texts(".read-text")) == 3, "all pages are shown")


def test_rest_of_a_long_document_is_read(page: Browser, tmp_path: Path) -> None:
    """A request reads 50 pages."""
    blank = Image.new("L", (40, 40), 255)
    code = zxingcpp.create_barcode("at the end", zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
    last = Image.fromarray(code)
    blank.save(tmp_path / "long.tiff", save_all=True, append_images=[*[blank] * 50, last])
    give(page, tmp_path / "long.tiff")
    page.says("#read-more", "Read from page 51")
    page.find("#read-more").click()

    page.says("#read-found", "at the end")
    page.says("#read-says", "on 2 of 52 pages")


def test_grades_and_doubts_are_drawn_over_the_picture(page: Browser, tmp_path: Path) -> None:
    give(page, picture(tmp_path, "a.png", "graded"))
    page.until(lambda: page.all("#read-marks .mark text"), "the grade is in the picture")

    (letter,) = page.texts("#read-found .grade")
    assert page.run("return document.querySelector('.mark text').textContent") == letter


@pytest.mark.parametrize(
    ("format", "data", "issuer"),
    [("ean13", "4006381333931", "GS1 Germany"), ("gs1_128", "(01)09501101530003", "Global Office")],
)
def test_issuer_of_a_product_number_is_named(
    page: Browser, stack: RunningStack, tmp_path: Path, format: str, data: str, issuer: str
) -> None:
    """GS1, list of prefixes: 400 to 440 GS1 Germany, 950 GS1 Global Office."""
    (tmp_path / "a.png").write_bytes(stack.get(f"/api/v1/generate?format={format}&data={data}")[1])
    give(page, tmp_path / "a.png")

    page.says("#read-found .issuer", issuer)
