"""The commands in the documentation work as they stand, against a running stack."""

import re
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.e2e.running import RunningStack

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall((ROOT / "docs" / "http.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("commands", BLOCKS, ids=lambda text: text.splitlines()[0][:60])
def test_the_commands_of_the_http_guide_work(
    stack: RunningStack, tmp_path: Path, commands: str
) -> None:
    """`curl -f` ends with an error for every refusal; pictures that it wrote are read."""
    here = commands.replace("http://localhost:8000", stack.url)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", here], cwd=tmp_path, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    for picture in tmp_path.glob("*.png"):
        assert zxingcpp.read_barcodes(Image.open(picture)), picture.name


def test_every_error_code_that_is_named_exists() -> None:
    """A code in the table that nothing answers sends people astray."""
    text = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
    table = text.partition("| code | means | do |")[2]
    source = "\n".join(
        file.read_text(encoding="utf-8")
        for package in ("common", "rest")
        for file in (ROOT / package).rglob("*.py")
    )
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    for code in re.findall(r"`([a-z_…]+\.[a-z_…]+)`", " ".join(rows)):
        end = code.rpartition(".")[2].strip("…")
        stem = code.partition(".")[0].strip("…")
        assert end in source, code
        assert stem in source, code
