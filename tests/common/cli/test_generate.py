"""`barcode-api generate`: bad input first, then files that an independent decoder reads."""

import base64
import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from common.cli.__main__ import main


def read(body: bytes) -> list[str]:
    with Image.open(io.BytesIO(body)) as image:
        return [barcode.text for barcode in zxingcpp.read_barcodes(image.convert("L"))]


@pytest.mark.parametrize(
    ("words", "field", "fix"),
    [
        (["x", "--format", "code12"], "format", "code128"),
        (["x"], "format", "Give format"),
        (["x", "--type", "qr"], "type", "Here it is called format."),
        (["x", "--format", "qr", "--width", "wide"], "width", "Give a whole number"),
        (["123456789", "--format", "code128", "--width", "20"], "width", "Set width to at least"),
        (["4006381333930", "--format", "ean13"], "data", "4006381333931"),
        (["--content", "hello"], "content", "give it as data"),
        (["--content", "wifi", "--field", "ssid"], "field", "Give --field NAME=VALUE"),
        (["--content", "wifi", "--field", "=a"], "field", "Give --field NAME=VALUE"),
        (
            ["--content", "wifi", "--field", "ssid=a", "--field", "ssid=b"],
            "content.ssid",
            "Give one text.",
        ),
    ],
)
def test_refusal_names_field_and_fix(
    words: list[str], field: str, fix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each error names its field and a fix."""
    target = tmp_path / "barcode.png"
    assert main(["generate", *words, "-o", str(target)]) == 2
    printed = capsys.readouterr().err
    assert f"barcode-api: {field}: " in printed
    assert fix in printed
    assert not target.exists()


@pytest.mark.parametrize(
    ("words", "payload"),
    [
        (["wifi", "--field", "ssid=a=b"], "WIFI:T:nopass;S:a=b;;"),
        (["email", "--field", "to=a@b.example"], "mailto:a@b.example"),
    ],
)
def test_content_is_drawn(words: list[str], payload: str, tmp_path: Path) -> None:
    """A field with one value is text, as it is in a query string. zxing-cpp reads the picture."""
    target = tmp_path / "barcode.png"
    assert main(["generate", "--content", *words, "-o", str(target)]) == 0
    assert read(target.read_bytes()) == [payload]


def test_file_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message has the path and the reason of the system."""
    target = tmp_path / "missing" / "barcode.png"
    assert main(["generate", "1", "--format", "qr", "-o", str(target)]) == 1
    assert f"Can't write to {target}: No such file or directory." in capsys.readouterr().err


def test_picture_is_not_written_to_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its bytes would be executed as escape sequences."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["generate", "1", "--format", "qr"]) == 1
    assert "give -o FILE" in capsys.readouterr().err


def test_file_decodes_and_has_the_requested_size(tmp_path: Path) -> None:
    """The example of the README."""
    target = tmp_path / "barcode.png"
    words = ["123456789", "--format", "code128", "--width", "200", "--height", "100"]
    assert main(["generate", *words, "-o", str(target)]) == 0
    assert read(target.read_bytes()) == ["123456789"]
    with Image.open(target) as image:
        assert image.size == (200, 100)


def test_suffix_of_the_file_selects_the_image_format(tmp_path: Path) -> None:
    """SVG begins with its root element."""
    target = tmp_path / "barcode.svg"
    assert main(["generate", "1", "--format", "qr", "-o", str(target)]) == 0
    assert target.read_text().startswith("<svg")


def test_image_format_has_precedence_over_the_suffix(tmp_path: Path) -> None:
    """PNG begins with its signature (ISO/IEC 15948, 5.2)."""
    target = tmp_path / "barcode.svg"
    words = ["generate", "1", "--format", "qr", "--image-format", "png", "-o", str(target)]
    assert main(words) == 0
    assert target.read_bytes().startswith(b"\x89PNG")


def test_picture_is_written_to_stdout(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """zxing-cpp reads the bytes."""
    assert main(["generate", "1", "--format", "qr"]) == 0
    assert read(capsysbinary.readouterr().out) == ["1"]


def test_option_without_a_value_is_true(tmp_path: Path) -> None:
    """--light-margin-mark is the same as --light-margin-mark true."""
    plain, marked, true = (tmp_path / f"{name}.png" for name in ("plain", "marked", "true"))
    words = ["generate", "4006381333931", "--format", "ean13", "-o"]
    assert main([*words, str(plain)]) == 0
    assert main([*words, str(marked), "--light-margin-mark"]) == 0
    assert main([*words, str(true), "--light-margin-mark", "true"]) == 0
    assert plain.read_bytes() != marked.read_bytes() == true.read_bytes()


def test_content_type_builds_the_data(tmp_path: Path) -> None:
    """The Wi-Fi format of ZXing, Barcode Contents."""
    target = tmp_path / "wifi.png"
    words = ["--content", "wifi", "--field", "ssid=Guests", "--field", "password=correct horse"]
    assert main(["generate", *words, "-o", str(target)]) == 0
    [text] = read(target.read_bytes())
    assert "S:Guests;" in text


def test_a_doubt_about_the_data_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shell keeps what quotation marks enclose."""
    target = tmp_path / "barcode.png"
    assert main(["generate", "ABC ", "--format", "code128", "-o", str(target)]) == 0
    assert "ends with a space" in capsys.readouterr().err
    assert read(target.read_bytes()) == ["ABC "]


def test_logo_and_style_are_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(picture, "PNG")
    target = tmp_path / "styled.png"
    logo = base64.b64encode(picture.getvalue()).decode()
    words = ["--format", "qr", "--module-style", "dots", "--logo", logo, "-o", str(target)]

    assert main(["generate", "hello", *words]) == 0
    assert read(target.read_bytes()) == ["hello"]
    assert "scan margin" in capsys.readouterr().err
