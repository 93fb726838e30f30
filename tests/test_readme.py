"""The README says what is so: its table of variables and its picture."""

from pathlib import Path

import zxingcpp
from PIL import Image

from common import settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def row(declared: settings.Variable) -> str:
    default = declared.default
    shown = f"`{default}`" if default and " " not in default else default
    more = f" Also from `{declared.name}_FILE`." if declared.secret else ""
    return f"| `{declared.name}` | {shown} | {declared.unit} | {declared.meaning}{more} |"


def test_the_table_of_variables_is_that_of_the_settings() -> None:
    """API.md, environment: each documented in one table that equals the settings class."""
    table = README.partition("| variable | default |")[2].partition("\n\n")[0].splitlines()[2:]
    assert table == [row(declared) for declared in settings.variables()]


def test_the_picture_says_what_the_readme_says() -> None:
    """An independent decoder reads the picture in the README."""
    (found,) = zxingcpp.read_barcodes(Image.open(ROOT / "docs" / "code128.png"))
    assert found.text == "123456789"
