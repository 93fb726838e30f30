"""`barcode-api decode` reads what `barcode-api generate` and others draw."""

import json
from pathlib import Path

import pytest

from common.cli.__main__ import main


def drawn(folder: Path, data: str, format: str = "qr") -> str:
    file = folder / f"{format}.png"
    assert main(["generate", data, "--format", format, "-o", str(file)]) == 0
    return str(file)


def test_a_missing_file_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    """What can't be opened is told by name."""
    assert main(["decode", "nowhere.png"]) != 0
    assert "nowhere.png" in capsys.readouterr().err


def test_what_is_no_picture_ends_with_2(tmp_path: Path) -> None:
    """Scripts tell an unreadable file from an empty picture."""
    (tmp_path / "a.png").write_bytes(b"no picture")
    assert main(["decode", str(tmp_path / "a.png")]) == 2


def test_a_picture_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a barcode: its format and its text."""
    assert main(["decode", drawn(tmp_path, "España")]) == 0
    assert capsys.readouterr().out == "qr\tEspaña\n"


def test_control_characters_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A barcode may hold an escape sequence."""
    assert main(["decode", drawn(tmp_path, "a\x1b[2Jb")]) == 0
    assert capsys.readouterr().out == "qr\ta\\x1b[2Jb\n"


def test_json_tells_the_file_and_all_that_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For scripts."""
    file = drawn(tmp_path, "(01)09501101530003(10)ABC", "gs1_datamatrix")
    assert main(["decode", "--json", file]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["gs1_elements"][0]["ai"]) == (file, "01")
