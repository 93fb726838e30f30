"""Measures batches: rows and labels per second and core, and peak memory, by number of rows.

    python -m bench.batch

Draws tables of Code 128, EAN-13 and QR without a server. Each size runs in a new process, so that
its peak memory is its own. Rates are per CPU second, which other load changes little.
"""

import csv
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from common.barcode.labels import label_options
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


def rows(content: bytes) -> Iterator[Row]:
    """Return the checked rows of *content*."""
    parsed = file_type.read("table.csv", content)
    return Checker({}).check(0, parsed, columns.assign("table.csv", parsed.columns))


def check(rows: Iterable[Row]) -> int:
    """Check the rows only, and return the number of good ones."""
    return sum(1 for row in rows if row.options)


def make_zip(rows: Iterable[Row]) -> int:
    """Draw pictures, and return the size of the ZIP file in bytes."""
    return sum(map(len, barcodes_zip.write(("table.csv",), rows, _MOMENT)))


def make_pdf(rows: Iterable[Row]) -> int:
    """Draw labels on sheets, and return the size of the PDF file in bytes."""
    labels = Labels(label_options.parse({"template": "L7160", "title": "title"}), ["title"])
    return sum(map(len, labels.pdf(("table.csv",), rows)))


def make_zpl(rows: Iterable[Row]) -> int:
    """Draw labels for a printer, and return the size of the ZPL file in bytes."""
    labels = Labels(label_options.parse({"template": "roll", "title": "title"}), ["title"])
    return sum(map(len, labels.zpl(("table.csv",), rows, 203)))


WORK: dict[str, Callable[[Iterable[Row]], int]] = {
    "check": check,
    "zip": make_zip,
    "pdf": make_pdf,
    "zpl": make_zpl,
}


def measure(format: str, name: str, count: int) -> dict[str, float]:
    """Return rate (rows per CPU second), size (MB) and peak memory (MiB) of the work *name*.

    The rows are checked before the measurement, unless the work is checking.
    """
    content = table(format, count)
    WORK[name](list(rows(table(format, 50))))
    stored = [] if name == "check" else _stored(content)
    before = time.process_time()
    size = WORK[name](rows(content) if name == "check" else map(_decoded, stored))
    seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rate": count / seconds, "mb": size / 1e6, "peak": peak}


def _stored(content: bytes) -> list[bytes]:
    """Return the rows as the store holds them; a download decodes them one by one."""
    return [msgspec.json.encode(row) for row in rows(content)]


def _decoded(stored: bytes) -> Row:
    return msgspec.json.decode(stored, type=Row)


def main() -> None:
    """Print a line for each kind of work and size."""
    if len(sys.argv) == 4:
        format, name, count = sys.argv[1:]
        print(json.dumps(measure(format, name, int(count))))
        return
    print("format   work     rows  rows/s/core  µs/row      MB  peak MB")
    for format in ("code128", "ean13", "qr"):
        for name in WORK:
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
