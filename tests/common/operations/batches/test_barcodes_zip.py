"""A batch as a ZIP file, read by zipfile."""

import io
import zipfile
from datetime import UTC, datetime

from common.barcode import pipeline
from common.barcode.model.options import DrawOptions
from common.operations.batches import barcodes_zip
from common.operations.batches.rows import Row

MOMENT = datetime(2026, 11, 23, tzinfo=UTC)


def row(number: int, options: DrawOptions) -> Row:
    return Row(0, number, options.data, options.format, options, f"{number}.png")


def test_large_pictures_are_drawn_by_offloaded_work() -> None:
    """Other requests of a worker would wait for each of them."""
    offloaded: list[pipeline.Draw] = []

    def offload(work: pipeline.Draw) -> pipeline.Draw:
        offloaded.append(work)
        return work

    rows = [
        row(1, DrawOptions(data="1", format="qr")),
        row(2, DrawOptions(data="1", format="qr", width=2_000, height=2_000)),
    ]
    content = b"".join(barcodes_zip.write(("a.csv",), rows, MOMENT, offload=offload))
    assert len(offloaded) == 1
    assert {"1.png", "2.png"} < set(zipfile.ZipFile(io.BytesIO(content)).namelist())
