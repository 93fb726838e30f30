"""`barcode-api batch`: bad requests first, then files that an independent decoder reads."""

import zipfile
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from common.cli.__main__ import main

TABLE = "data,format,title\n5901234123457,ean13,Tea\n00123,code128,Box\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    return path


def batch(table: Path, out: str, *more: str) -> tuple[int, Path]:
    path = table.parent / out
    return main(["batch", str(table), "-o", str(path), *more]), path


@pytest.mark.parametrize(
    ("out", "more", "status", "text"),
    [
        ("a.txt", [], 1, "OUT ends in"),
        ("nowhere/a.zip", [], 1, "Can't write"),
        ("a.zip", ["--title", "title"], 1, "is for labels"),
        ("a.zip", ["--width", "wide"], 2, "width"),
        ("a.pdf", ["--template", "L9999"], 2, "template"),
        ("a.pdf", ["--title", "nope"], 2, "nope"),
        ("a.zpl", ["--dpi", "250"], 2, "203"),
    ],
)
def test_bad_request_is_refused(
    table: Path,
    capsys: pytest.CaptureFixture[str],
    out: str,
    more: list[str],
    status: int,
    text: str,
) -> None:
    """The message names the option, or what is allowed."""
    actual, path = batch(table, out, *more)
    assert actual == status
    assert text in capsys.readouterr().err
    assert not path.exists()


def test_unreadable_table_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file, broken CSV, and a table without barcodes."""
    assert batch(tmp_path / "missing.csv", "a.zip")[0] == 1
    (tmp_path / "bad.csv").write_bytes(b'data,format\n"1')
    assert batch(tmp_path / "bad.csv", "a.zip")[0] == 2
    (tmp_path / "bare.csv").write_text("name,price\nTea,1.20\n")
    assert batch(tmp_path / "bare.csv", "a.zip")[0] == 2
    assert "columns[data]" in capsys.readouterr().err
    assert batch(tmp_path / "bare.csv", "a.zip", "--column", "price")[0] == 1
    assert "USE=COLUMN" in capsys.readouterr().err


def test_ordinary_table_needs_no_options(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """docs/batches.md: the mapping is shown, and --column changes it."""
    table.write_text("List\nSKU;Name;EAN;Stock\nP-1;Tea;5901234123457;2\n")
    status, path = batch(table, "a.zpl", "--column", "copies=Stock", "--header-row", "2")
    shown = capsys.readouterr().err
    assert (status, path.read_text().count("^XA")) == (0, 2)
    assert "Column 'EAN': data. EAN: 1 of 1 are valid EAN-13." in shown
    assert "Column 'Stock': copies. The request says so." in shown


def test_bad_rows_are_reported_and_good_ones_drawn(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The archive has two pictures and the report."""
    table.write_text(TABLE + "x,ean13,\n")
    status, path = batch(table, "a.zip")
    assert status == 2
    assert "table.csv row 4: data:" in capsys.readouterr().err
    with zipfile.ZipFile(path) as files:
        assert len(files.namelist()) == 3


def test_strict_writes_nothing_for_a_bad_table(table: Path) -> None:
    """--strict: write nothing if a row is bad."""
    table.write_text(TABLE + "x,ean13,\n")
    status, path = batch(table, "a.zip", "--strict")
    assert (status, path.exists()) == (1, False)


def test_pictures_decode(table: Path) -> None:
    """zxing-cpp reads the pictures in the archive."""
    status, path = batch(table, "a.zip", "--image-format", "gif")
    assert status == 0
    assert path.stat().st_mode & 0o600 == 0o600
    with zipfile.ZipFile(path) as files:
        read = [
            zxingcpp.read_barcodes(Image.open(files.open(name)).convert("L"))[0].text
            for name in files.namelist()
            if name.endswith(".gif")
        ]
    assert read == ["5901234123457", "00123"]


def test_fields_of_a_content_type_are_columns(table: Path) -> None:
    """docs/batches.md: --content for all rows, a column for each field."""
    table.write_text("ssid,shelf\nGuests,A7\n")
    more = ("--content", "wifi", "--field", "password=secret-1")
    status, path = batch(table, "a.pdf", *more, "--title", "ssid", "--template", "A4")
    assert status == 0
    document = pypdfium2.PdfDocument(path)
    page = document[0].render(scale=300 / 72).to_pil()
    document.close()
    assert [f.text for f in zxingcpp.read_barcodes(page)] == ["WIFI:T:WPA;S:Guests;P:secret-1;;"]


def test_labels_decode(table: Path) -> None:
    """PDFium renders the sheet, and zxing-cpp reads it."""
    status, path = batch(table, "a.pdf", "--template", "5160", "--title", "title", "--start", "29")
    assert status == 0
    document = pypdfium2.PdfDocument(path)
    page = document[0].render(scale=300 / 72).to_pil()
    document.close()
    assert sorted(f.text for f in zxingcpp.read_barcodes(page)) == ["00123", "5901234123457"]


def test_printer_gets_one_label_for_each_row(table: Path) -> None:
    """ZPL II: a label begins with ^XA."""
    status, path = batch(table, "a.zpl", "--dpi", "300", "--label-width", "60")
    assert status == 0
    assert path.read_text().count("^XA") == 2


def test_report_has_a_line_for_each_row(table: Path) -> None:
    """The header and two rows."""
    _, path = batch(table, "a.csv")
    assert len(path.read_text("utf-8-sig").splitlines()) == 3


def test_no_temporary_file_remains(table: Path) -> None:
    """The output is written to a temporary file first."""
    batch(table, "a.zip")
    assert sorted(path.name for path in table.parent.iterdir()) == ["a.zip", "table.csv"]


@pytest.mark.parametrize(("flags", "status", "exists"), [((), 2, True), (("--strict",), 1, False)])
def test_labels_that_no_font_can_print_are_reported(
    table: Path,
    capsys: pytest.CaptureFixture[str],
    flags: tuple[str, ...],
    status: int,
    exists: bool,
) -> None:
    """The label has the reason instead of a barcode, so that its row is a bad one."""
    table.write_text("data;format;title\n5901234123457;ean13;\U0001f389\n00123;code128;Ink\n")
    done, path = batch(table, "a.pdf", *flags)
    shown = capsys.readouterr().err
    assert (done, path.exists()) == (status, exists)
    assert "table.csv row 2" in shown
    assert "U+1F389" in shown
    assert "1 of 2 rows" in shown
