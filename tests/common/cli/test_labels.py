"""`barcode-api labels`: bad requests, and the barcodes of the file that it writes."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from common.cli.__main__ import main
from tests.common.services.printers.virtual import raw_port

TABLE = "name,price,ean\nTea,3.20 €,5901234123457\nCoffee,5,4006381333931\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "table.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def labels(table: Path, out: str, *more: str) -> tuple[int, Path]:
    path = table.parent / out
    return main(["labels", str(table), "-o", str(path), *more]), path


def read(path: Path) -> list[list[str]]:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        pages = [page.render(scale=300 / 72).to_pil() for page in document]
        return [[each.text for each in zxingcpp.read_barcodes(page)] for page in pages]
    finally:
        document.close()


@pytest.mark.parametrize(
    ("out", "more", "status", "text"),
    [
        ("a.doc", (), 1, ".pdf"),
        ("a.pdf", ("--template", "nothing"), 2, "product-price"),
        ("a.pdf", ("--template", "missing.json"), 1, "missing.json"),
        ("a.pdf", ("--template", "udi"), 2, "No column is called 'device'."),
        ("a.zpl", ("--template", "product-price", "--dpi", "250"), 2, "203"),
    ],
)
def test_bad_requests_are_refused(
    table: Path,
    capsys: pytest.CaptureFixture[str],
    out: str,
    more: tuple[str, ...],
    status: int,
    text: str,
) -> None:
    """The message names what is allowed, and nothing is written."""
    found, path = labels(table, out, *more)
    assert found == status
    assert text in capsys.readouterr().err
    assert not path.exists()


def test_labels_of_a_template(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page a label, and on a sheet both."""
    status, path = labels(table, "a.pdf", "--template", "product-price")
    assert status == 0
    assert "2 labels of 2 rows" in capsys.readouterr().err
    assert read(path) == [["5901234123457"], ["4006381333931"]]
    _, path = labels(table, "b.pdf", "--template", "product-price", "--stock", "L7160")
    assert read(path) == [["5901234123457", "4006381333931"]]


def test_labels_of_a_file_with_a_template(table: Path) -> None:
    template = table.parent / "own.json"
    template.write_text(
        '{"size": {"width": 40, "height": 20}, "elements": [{"type": "barcode", "left": 1,'
        ' "top": 1, "width": 38, "height": 18, "format": "qr", "data": "{Name}"}]}'
    )
    _, path = labels(table, "a.pdf", "--template", str(template))
    assert read(path) == [["Tea"], ["Coffee"]]


@pytest.mark.parametrize("strict", [False, True])
def test_a_bad_row_is_reported(
    table: Path, capsys: pytest.CaptureFixture[str], strict: bool
) -> None:
    """The others are printed, unless all rows must be good."""
    table.write_text(TABLE + "Cocoa,4,123\n", encoding="utf-8")
    more = ("--strict",) if strict else ()
    status, path = labels(table, "a.pdf", "--template", "product-price", *more)
    assert status == 2
    assert "row 4" in capsys.readouterr().err
    assert path.exists() != strict
    if not strict:
        assert read(path) == [["5901234123457"], ["4006381333931"], []]


def test_templates_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labels", "--list"]) == 0
    assert "gs1-logistic: " in capsys.readouterr().out


def test_a_table_and_an_output_are_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labels"]) == 1
    assert "-o OUT" in capsys.readouterr().err


def test_labels_are_printed(
    table: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a printer of PRINTERS, in its language."""
    with raw_port() as port:
        monkeypatch.setenv("PRINTERS", f"desk=tcp://127.0.0.1:{port.port}?language=tspl&dpi=300")
        command = ["labels", str(table), "--template", "product-price", "--print", "desk"]
        assert main(command) == 0
        assert port.documents[0].count(b"PRINT 1,1") == 2
    assert "desk, sent: 2 labels of 2 rows." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("printers", "text"),
    [("", "no printer 'desk'"), ("desk=http://x", "must have addresses")],
)
def test_only_printers_of_the_setting_can_be_named(
    table: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    printers: str,
    text: str,
) -> None:
    monkeypatch.setenv("PRINTERS", printers)
    assert main(["labels", str(table), "--template", "product-price", "--print", "desk"]) == 1
    assert text in capsys.readouterr().err
