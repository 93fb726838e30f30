"""What batches cost: rows and labels a second and core, and whether cost and memory stay in line.

    python -m bench.batch

Draws tables of Code 128, EAN-13 and QR without any server, one process, each size in a process of
its own so that its peak of memory is its own. CPU time, so that a busy machine changes it little.
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
    # Digits that a counter would leave alike are spread, so that bars differ as in earnest.
    for number in range(count):
        spread = number * 2_654_435_761 % 10**9
        data = {"ean13": f"400{spread:09d}", "qr": f"HTTPS://EXAMPLE.COM/{spread}"}
        writer.writerow((data.get(format, f"{spread:09d}"), format, f"Shelf {number}"))
    return out.getvalue().encode()


def rows(content: bytes) -> Iterator[Row]:
    """Read and check *content*."""
    read = file_type.read("table.csv", content)
    return Checker({}).check(0, read, columns.assign("table.csv", read.columns))


def check(found: Iterable[Row]) -> int:
    """Check alone."""
    return sum(1 for row in found if row.options)


def make_zip(found: Iterable[Row]) -> int:
    """Draw pictures."""
    return sum(map(len, barcodes_zip.write(("table.csv",), found, _MOMENT)))


def make_pdf(found: Iterable[Row]) -> int:
    """Draw labels on sheets."""
    made = Labels(label_options.parse({"template": "L7160", "title": "title"}), ["title"])
    return sum(map(len, made.pdf(("table.csv",), found)))


def make_zpl(found: Iterable[Row]) -> int:
    """Draw labels for a printer."""
    made = Labels(label_options.parse({"template": "roll", "title": "title"}), ["title"])
    return sum(map(len, made.zpl(("table.csv",), found, 203)))


WORK: dict[str, Callable[[Iterable[Row]], int]] = {
    "check": check,
    "zip": make_zip,
    "pdf": make_pdf,
    "zpl": make_zpl,
}


def measure(format: str, name: str, count: int) -> dict[str, float]:
    """Do the work *name* on *count* rows, which are checked before unless checking is the work."""
    content = table(format, count)
    WORK[name](list(rows(table(format, 50))))
    before = time.process_time()
    checked = [] if name == "check" else _kept(content)
    if name != "check":
        before = time.process_time()
    size = WORK[name](rows(content) if name == "check" else map(_read, checked))
    seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rate": count / seconds, "mb": size / 1e6, "peak": peak}


def _kept(content: bytes) -> list[bytes]:
    """Return the rows as the store keeps them: a download reads them one by one."""
    return [msgspec.json.encode(row) for row in rows(content)]


def _read(kept: bytes) -> Row:
    return msgspec.json.decode(kept, type=Row)


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
                told = _apart(format, name, count)
                goal = f"  goal {GOALS[name]:,}" if name in GOALS and format == "code128" else ""
                print(
                    f"{format:8} {name:6} {count:6} {told['rate']:12,.0f} {1e6 / told['rate']:7.0f}"
                    f" {told['mb']:7.1f} {told['peak']:5.0f}{goal}"
                )


def _apart(format: str, name: str, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.batch", format, name, str(count)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=600)
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
