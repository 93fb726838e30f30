"""Memory of downloads: the peak grows by little more than the directory of the archive."""

import subprocess
import sys

import pytest

FEW, MANY = 1_000, 20_000
# ZIP needs 70 bytes for each file and the compressed report, PDF a number for each page.
MAX_GROWTH_MB = 5

SCRIPT = """
import resource, sys
from datetime import UTC, datetime
from common.barcode.model.options import DrawOptions
from common.operations.batches import barcodes_zip
from common.operations.batches.labels import Labels
from common.barcode.labels import label_options
from common.barcode.layout.typesetting import Typesetter
from common.operations.batches.rows import Row

def rows(count):
    for number in range(count):
        data = f"{number:06d}"
        options = DrawOptions(data=data, format="code128", show_text=False)
        yield Row(0, number, data, "code128", options, f"{data}.png", {"title": data})

def download(count):
    if sys.argv[1] == "zip":
        return barcodes_zip.write(("a.csv",), rows(count), datetime(2026, 1, 1, tzinfo=UTC))
    chosen = label_options.parse({"template": "A4", "columns": "5", "rows": "10", "title": "title"})
    labels = Labels(chosen, ["title"], Typesetter(), datetime(2026, 1, 1, tzinfo=UTC), {})
    return labels.write("pdf", ("a.csv",), lambda: rows(count))

for count in map(int, sys.argv[2:]):
    size = sum(map(len, download(count)))
    print(size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("kind", ["zip", "pdf"])
def test_memory_of_a_download_is_bounded(kind: str) -> None:
    """20 times the rows need at most 5 MB more."""
    command = [sys.executable, "-c", SCRIPT, kind, str(FEW), str(MANY)]
    printed = subprocess.run(command, capture_output=True, check=True, timeout=300).stdout.split()
    small, before_kib, large, after_kib = map(int, printed)
    assert large > 15 * small
    assert (after_kib - before_kib) / 1024 < MAX_GROWTH_MB
