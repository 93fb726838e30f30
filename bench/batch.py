"""Measures batches: rows and labels per second and core, and peak memory, by number of rows.

    python -m bench.batch

Draws tables of Code 128, EAN-13 and QR without a server, and reads a workbook of six columns. Each
size runs in a new process, so that its peak memory is its own: inputs are files, as those of a
server are in its store. Rates are per CPU second, which other load changes little.
"""

import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import xlsxwriter

from common.barcode.labels import label_options
from common.barcode.layout.typesetting import Typesetter
from common.operations.batches import barcodes_zip
from common.operations.batches.labels import Labels
from common.operations.batches.rows import Checker, Row
from common.tables import columns, file_type

SIZES = (1_000, 10_000, 50_000)
GOALS = {"zip": 5_000, "pdf": 2_000}
_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def table(format: str, count: int) -> bytes:
    """Return a CSV file of *count* rows."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("data", "format", "title"))
    # Spread digits, because consecutive numbers would draw mostly equal bars.
    for number in range(count):
        spread = number * 2_654_435_761 % 10**9
        data = {"ean13": f"400{spread:09d}", "qr": f"HTTPS://EXAMPLE.COM/{spread}"}
        writer.writerow((data.get(format, f"{spread:09d}"), format, f"Shelf {number}"))
    return out.getvalue().encode()


def workbook(count: int) -> bytes:
    """Return an XLSX file of *count* products."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        euro = book.add_format({"num_format": '#,##0.00 "€"'})
        sheet.write_row(0, 0, ("SKU", "Product name", "EAN", "Price", "Shelf", "Stock"))
        for number in range(1, count + 1):
            spread = number * 2_654_435_761 % 10**9
            texts = (f"P-{number:06d}", f"Product {number}", f"4006{spread:09d}")
            sheet.write_row(number, 0, texts)
            sheet.write_number(number, 3, number % 900 / 10, euro)
            sheet.write_row(number, 4, (f"B{number % 40}", number % 13))
    return out.getvalue()


def read_workbook(file: Path) -> int:
    """Read a workbook, and return the number of its rows."""
    table = file_type.read("table.xlsx", file.read_bytes())
    return sum(1 for _ in table.records())


def rows(content: bytes) -> Iterator[Row]:
    """Return the checked rows of *content*."""
    parsed = file_type.read("table.csv", content)
    return Checker({}).check(0, parsed, columns.assign("table.csv", parsed.columns))


def check(rows: Iterable[Row]) -> int:
    """Check the rows only, and return the number of good ones."""
    return sum(1 for row in rows if row.options)


# Returns the rows from the first one at every call, as the store does.
Rows = Callable[[], Iterable[Row]]


def make_zip(rows: Rows) -> int:
    """Draw pictures, and return the size of the ZIP file in bytes."""
    return sum(map(len, barcodes_zip.write(("table.csv",), rows(), _MOMENT)))


def make_pdf(rows: Rows) -> int:
    """Draw labels on sheets, and return the size of the PDF file in bytes."""
    labels = _labels("L7160")
    return sum(map(len, labels.write("pdf", ("table.csv",), rows)))


def make_zpl(rows: Rows) -> int:
    """Draw labels for a printer, and return the size of the ZPL file in bytes."""
    labels = _labels("roll")
    return sum(map(len, labels.write("zpl", ("table.csv",), rows, 203)))


def _labels(template: str) -> Labels:
    chosen = label_options.parse({"template": template, "title": "title"})
    return Labels(chosen, ["title"], Typesetter(), _MOMENT, {})


WORK: dict[str, Callable[[Rows], int]] = {
    "zip": make_zip,
    "pdf": make_pdf,
    "zpl": make_zpl,
}


def measure(format: str, name: str, count: int) -> dict[str, float]:
    """Return rate (rows per CPU second), size (MB) and peak memory (MiB) of the work *name*.

    The rows are checked before the measurement, unless the work is checking or reading.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "input"
        for rows_made in (50, count):
            # Another process makes the input, so that the peak is that of the work.
            command = [sys.executable, "-m", "bench.batch", "make", format, name, str(rows_made)]
            subprocess.run([*command, str(file)], check=True, timeout=600)
            before = time.process_time()
            size = _work(name, file)
            seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rate": count / seconds, "mb": size / 1e6, "peak": peak}


def _work(name: str, file: Path) -> int:
    if name == "xlsx":
        return read_workbook(file)
    if name == "check":
        return check(rows(file.read_bytes()))
    return WORK[name](lambda: _stored(file))


def _stored(file: Path) -> Iterator[Row]:
    with file.open("rb") as lines:
        for line in lines:
            yield msgspec.json.decode(line, type=Row)


def make(format: str, name: str, count: int, file: Path) -> None:
    """Write the input of the work *name* to *file*: a table, or its rows as the store has them."""
    if name == "xlsx":
        file.write_bytes(workbook(count))
    elif name == "check":
        file.write_bytes(table(format, count))
    else:
        with file.open("wb") as lines:
            for row in rows(table(format, count)):
                lines.write(msgspec.json.encode(row) + b"\n")


def main() -> None:
    """Print a line for each kind of work and size."""
    if sys.argv[1:2] == ["make"]:
        format, name, count, file = sys.argv[2:]
        make(format, name, int(count), Path(file))
        return
    if len(sys.argv) == 4:
        format, name, count = sys.argv[1:]
        print(json.dumps(measure(format, name, int(count))))
        return
    print("format   work     rows  rows/s/core  µs/row      MB  peak MB")
    for format in ("code128", "ean13", "qr"):
        for name in (*(("xlsx", "check") if format == "code128" else ("check",)), *WORK):
            for count in SIZES if format == "code128" else SIZES[:1]:
                figures = _in_new_process(format, name, count)
                goal = f"  goal {GOALS[name]:,}" if name in GOALS and format == "code128" else ""
                rate = figures["rate"]
                print(
                    f"{format:8} {name:6} {count:6} {rate:12,.0f} {1e6 / rate:7.0f}"
                    f" {figures['mb']:7.1f} {figures['peak']:5.0f}{goal}"
                )


def _in_new_process(format: str, name: str, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.batch", format, name, str(count)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=600)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    main()
