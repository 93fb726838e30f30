"""The comparison with zxing-cpp says what it could not measure."""

from pathlib import Path

import pytest
from PIL import Image

from bench import decode


@pytest.mark.parametrize("name", ["empty", "absent"])
def test_folder_without_pictures_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """A message instead of a traceback, and the caller is told."""
    folder = tmp_path / name
    if name == "empty":
        folder.mkdir()
    assert decode.compare_folder(folder) is False
    assert str(folder) in capsys.readouterr().err


def test_pictures_of_a_folder_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both readers open every picture below the folder, also those that show nothing."""
    (tmp_path / "deeper").mkdir()
    Image.new("L", (40, 30), 255).save(tmp_path / "deeper" / "blank.png")
    assert decode.compare_folder(tmp_path) is True
    assert capsys.readouterr().out.count("1 pictures, 0 read") == 2
