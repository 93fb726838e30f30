"""The README says what is so: its variables, formats and picture."""

from pathlib import Path

import zxingcpp
from PIL import Image

from common import settings
from common.barcode.encode import symbology
from tests.documents.reading import spans, table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def row(declared: settings.Variable) -> str:
    default = declared.default
    shown = f"`{default}`" if default and " " not in default else default
    more = f" Also from `{declared.name}_FILE`." if declared.secret else ""
    return f"| `{declared.name}` | {shown} | {declared.unit} | {declared.meaning}{more} |"


def test_the_table_of_variables_is_that_of_the_settings() -> None:
    """Every variable is documented in one table that equals the settings class."""
    table = README.partition("| variable | default |")[2].partition("\n\n")[0].splitlines()[2:]
    assert table == [row(declared) for declared in settings.variables()]


def test_the_formats_that_it_names_are_drawn_and_read_back() -> None:
    """They are called familiar, and verified."""
    rows = table(ROOT / "README.md", "for", "`format`")
    named = [name for _, names in rows for name in spans(names)]
    assert len(named) > 15
    assert all(symbology.find(name).verified for name in named)


def test_the_picture_says_what_the_readme_says() -> None:
    """An independent decoder reads the picture in the README."""
    (found,) = zxingcpp.read_barcodes(Image.open(ROOT / "docs" / "code128.png"))
    assert found.text == "123456789"
