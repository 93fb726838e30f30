"""`barcode-api decode` reads pictures that `barcode-api generate` draws."""

import json
from pathlib import Path

import pytest
import segno
from PIL import Image

from common.cli.__main__ import main


def drawn(folder: Path, data: str, format: str = "qr") -> str:
    file = folder / f"{format}.png"
    assert main(["generate", data, "--format", format, "-o", str(file)]) == 0
    return str(file)


def test_a_missing_file_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the file."""
    assert main(["decode", "nowhere.png"]) != 0
    assert "nowhere.png" in capsys.readouterr().err


def test_unreadable_picture_ends_with_2(tmp_path: Path) -> None:
    """Scripts can distinguish an unreadable file from a picture without a barcode."""
    (tmp_path / "a.png").write_bytes(b"no picture")
    assert main(["decode", str(tmp_path / "a.png")]) == 2


def test_a_picture_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each barcode is a line with its format and text."""
    assert main(["decode", drawn(tmp_path, "España")]) == 0
    assert capsys.readouterr().out == "qr\tEspaña\n"


def test_control_characters_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A barcode may contain an escape sequence."""
    assert main(["decode", drawn(tmp_path, "a\x1b[2Jb")]) == 0
    assert capsys.readouterr().out == "qr\ta\\x1b[2Jb\n"


def test_json_has_the_file_and_the_elements(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line is the JSON of one barcode, for scripts."""
    file = drawn(tmp_path, "(01)09501101530003(10)ABC", "gs1_datamatrix")
    assert main(["decode", "--json", file]) == 0
    barcode = json.loads(capsys.readouterr().out)
    assert (barcode["file"], barcode["gs1_elements"][0]["ai"]) == (file, "01")


def test_reason_is_printed_if_nothing_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, so that scripts read barcodes only; and not if it is not wanted."""
    Image.new("L", (200, 100), 255).save(tmp_path / "a.png")
    file = str(tmp_path / "a.png")
    assert main(["decode", file]) == 1
    printed = capsys.readouterr()
    assert (printed.out, "no_barcode: Nothing in the picture" in printed.err) == ("", True)
    assert main(["decode", "--diagnose", "none", file]) == 1
    assert "no_barcode" not in capsys.readouterr().err
    assert main(["decode", "--diagnose", "often", file]) != 0
    assert "auto, all or none" in capsys.readouterr().err


def test_fewer_than_expected_are_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, with an exit status that a script sees."""
    file = drawn(tmp_path, "A")
    assert main(["decode", "--expected", "1", file]) == 0
    assert capsys.readouterr().err == ""
    assert main(["decode", "--expected", "3", file]) == 1
    printed = capsys.readouterr()
    assert (printed.out, "too_few: 1 of the 3 barcodes" in printed.err) == ("qr\tA\n", True)
    assert main(["decode", "--expected", "few", file]) != 0
    assert "from 1 to 100" in capsys.readouterr().err


def test_grade_is_printed_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A drawing of the product is perfect."""
    assert main(["decode", "--diagnose", "all", drawn(tmp_path, "ABC-12", "code128")]) == 0
    assert capsys.readouterr().out == "code128\tABC-12\tgrade 4.0 (A)\n"


def test_pages_are_numbered_and_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of one page is printed without its number."""
    images = [Image.open(drawn(tmp_path, text)).copy() for text in ("A", "B")]
    images[0].save(tmp_path / "two.tif", save_all=True, append_images=images[1:])
    assert main(["decode", str(tmp_path / "two.tif")]) == 0
    assert main(["decode", "--pages", "2", str(tmp_path / "two.tif")]) == 0
    assert main(["decode", "--pages", "3", str(tmp_path / "two.tif")]) == 2
    assert main(["decode", "--pages", "last", str(tmp_path / "two.tif")]) != 0
    printed = capsys.readouterr()
    assert printed.out == "page 1: qr\tA\npage 2: qr\tB\npage 2: qr\tB\n"
    assert "Choose pages from 1 to 2" in printed.err


def test_symbols_of_a_message_are_joined_over_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Segno draws them. A message that is not complete ends with 2, as an unreadable file does."""
    files = []
    for number, symbol in enumerate(segno.make_sequence("part one, part two", symbol_count=2)):
        files.append(str(tmp_path / f"{number}.png"))
        symbol.save(files[-1], scale=4)
    assert main(["decode", *files]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert ["part 1 of 2, id" in line for line in lines] == [True, False]
    assert main(["decode", "--join", *files[::-1]]) == 0
    name, said = capsys.readouterr().out.rstrip().split(": ", 1)
    assert (name, said) == (files[0], "qr\tpart one, part two\tjoined from 2 symbols")
    assert main(["decode", "--join", files[1]]) == 2
    printed = capsys.readouterr()
    assert (printed.out, "Part 1 of 2 is missing." in printed.err) == ("", True)
