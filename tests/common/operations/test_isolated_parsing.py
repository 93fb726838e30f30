"""Files of clients are parsed in the pool's processes, with the same results as in place."""

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import openpyxl
import pytest
from PIL import Image

from common.barcode import pipeline
from common.barcode.decode import reader
from common.barcode.decode.reader import FileRead, Wanted
from common.barcode.model.errors import OptionError, UnreadableImage
from common.barcode.model.options import DrawOptions
from common.operations import isolated_parsing
from common.operations.isolated_parsing import JOBS
from common.services.container import Services, open_services
from common.services.isolation.caller_queue import PoolBounds
from common.services.isolation.client import IsolationClient, IsolationUnavailable
from common.services.isolation.pool import Pool
from common.services.isolation.worker import ResourceLimits
from common.settings import Settings, load
from common.tables import file_type
from common.tables.errors import TableError
from tests.common.barcode.decode.diagnosis import spoiling

EVERYTHING = Wanted()
LIMITS = ResourceLimits(cpu_seconds=5, wall_seconds=20, memory_bytes=256 << 20)


@contextmanager
def running_pool(path: Path, limits: ResourceLimits = LIMITS) -> Iterator[IsolationClient]:
    """A pool at *path* that runs as a child of this process."""
    ready, ready_in_child = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            pool = Pool(path, JOBS, limits, PoolBounds(workers=2))
            os.write(ready_in_child, b"!")
            pool.run()
        finally:
            os._exit(0)
    assert os.read(ready, 1) == b"!"
    os.close(ready)
    os.close(ready_in_child)
    yield IsolationClient(path)
    os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with (
        running_pool(tmp_path / "parsers.sock") as client,
        open_services(load({"DATA_DIR": str(tmp_path)}), process="test") as opened,
    ):
        yield replace(opened, isolation=client)


def read(services: Services, picture: bytes, wanted: Wanted = EVERYTHING) -> FileRead:
    return isolated_parsing.read_barcodes(
        services, picture, wanted, "ip:192.0.2.1", lambda: False, _not_in_place
    )


def _not_in_place(_: bytes, __: Wanted) -> FileRead:
    raise AssertionError("the picture was parsed in the wrong process")


def png(width: int, height: int, mode: str = "L") -> bytes:
    file = io.BytesIO()
    Image.new(mode, (width, height), "white").save(file, "PNG")
    return file.getvalue()


def test_error_of_the_reader_crosses_the_process_boundary(services: Services) -> None:
    """The problems are those of the reader in this process."""
    with pytest.raises(UnreadableImage) as expected:
        reader.read(b"no picture")
    with pytest.raises(UnreadableImage) as raised:
        read(services, b"no picture")
    assert raised.value.problems == expected.value.problems


def test_a_missing_page_crosses_the_process_boundary(services: Services) -> None:
    """An error of an option, found when the file is open."""
    with pytest.raises(OptionError) as raised:
        read(services, png(50, 50), Wanted.parse(pages="2"))
    assert raised.value.problems[0].code == "pages.out_of_range"


def test_pages_of_a_file_are_read_in_several_jobs(services: Services) -> None:
    """A job with no time left reads one page; the next job has all of its time again."""
    pictures = [Image.open(io.BytesIO(png(60, 40 + n))) for n in range(3)]
    file = io.BytesIO()
    pictures[0].save(file, "TIFF", save_all=True, append_images=pictures[1:])
    hurried = replace(services, settings=replace_cpu(services, 0))
    first = read(hurried, file.getvalue())
    assert [page.number for page in first.pages] == [1]
    rest = read(hurried, file.getvalue(), Wanted(pages=tuple((n, n) for n in first.unread)))
    assert ([page.height_px for page in rest.pages], rest.unread) == ([41], (3,))


def test_causes_are_looked_for_within_the_time_of_the_job(services: Services) -> None:
    """What was read of a file is not lost because its search for causes would take too long."""
    spoiled = spoiling.unreadable(3, "check_digit").file
    codes = [
        [finding.code for finding in read(each, spoiled).pages[0].diagnosis]
        # As much time as a machine under load may need, and none.
        for each in (replace(services, settings=replace_cpu(services, n)) for n in (600, 0))
    ]
    assert codes == [["check_digit"], ["unexamined"]]


def test_job_that_gets_no_processor_answers_what_was_read() -> None:
    """On a busy machine it was ended after twice its CPU time, without an answer."""
    options = {"cpu_seconds": 100, "causes_seconds": 100, "passed_seconds": 0, "wanted": {}}
    encoded = msgspec.msgpack.encode(options)
    file = spoiling.unreadable(3, "check_digit").file
    body = bytearray(len(encoded).to_bytes(4, "big") + encoded + file)
    answer = msgspec.msgpack.decode(isolated_parsing.JOBS[isolated_parsing.READ_BARCODES](body))
    assert [finding["code"] for finding in answer["pages"][0]["diagnosis"]] == ["unexamined"]


def replace_cpu(services: Services, seconds: int) -> Settings:
    return replace(services.settings, parser_cpu_seconds=seconds)


def test_missing_pool_is_unavailable_and_nothing_is_parsed_in_place(
    services: Services, tmp_path: Path
) -> None:
    """Untrusted files are never parsed without limits, if a pool is configured."""
    absent = replace(services, isolation=IsolationClient(tmp_path / "none.sock", restart_seconds=0))
    with pytest.raises(IsolationUnavailable):
        read(absent, b"")


def test_barcodes_are_the_same_as_in_place(services: Services) -> None:
    """The reader in this process is the reference."""
    data = "(01)09501101530003(10)ABC"
    picture = pipeline.draw(DrawOptions(data=data, format="gs1_128", scale=2)).body
    assert read(services, picture) == reader.read_file(picture, EVERYTHING)


def test_picture_that_needs_too_much_memory_is_refused(services: Services, tmp_path: Path) -> None:
    """Its size is accepted, but its pixels, 80 MB, need more memory than this pool allows."""
    limits = ResourceLimits(memory_bytes=8 << 20)
    with (
        running_pool(tmp_path / "small.sock", limits) as client,
        pytest.raises(UnreadableImage) as raised,
    ):
        read(replace(services, isolation=client), png(5000, 4000, "RGBA"))
    assert raised.value.problems[0].code == "image.too_costly"


def test_workbook_is_the_same_as_in_place(services: Services) -> None:
    """The workbook is written by openpyxl."""
    book = openpyxl.Workbook()
    for row in (["data", "format"], ["A1", "code128"], [42, "qr"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    there = isolated_parsing.read_table(services, "ip:192.0.2.1", "a.xlsx", file.getvalue())
    here = file_type.read("a.xlsx", file.getvalue())
    assert list(there.records()) == list(here.records())
    assert (there.kind, there.columns, there.notes) == (here.kind, here.columns, here.notes)


def test_broken_workbook_is_refused(services: Services) -> None:
    """The problem names the file."""
    with pytest.raises(TableError) as raised:
        isolated_parsing.read_table(services, "a", "a.xlsx", file_type.ZIP + b"nothing more")
    assert raised.value.problems[0].field == "a.xlsx"


def test_text_table_is_parsed_in_place(services: Services) -> None:
    """Its rows are read one by one, so that memory stays flat."""
    absent = replace(services, isolation=IsolationClient(Path("none.sock"), restart_seconds=0))
    table = isolated_parsing.read_table(absent, "a", "a.csv", b"data\nA1\n")
    assert [record.cells[0].text for record in table.records()] == ["A1"]


@pytest.mark.parametrize("line", [b",", b'""'])
def test_text_with_a_long_line_is_parsed_in_the_pool(services: Services, line: bytes) -> None:
    """One line is one step, in which nothing else of the process runs."""
    absent = replace(services, isolation=IsolationClient(Path("none.sock"), restart_seconds=0))
    content = b"data\nA1\n" + line * (isolated_parsing.SMALL_BYTES + 1)
    with pytest.raises(IsolationUnavailable):
        isolated_parsing.read_table(absent, "a", "a.csv", content)


def test_text_with_many_lines_is_parsed_in_place(services: Services) -> None:
    absent = replace(services, isolation=IsolationClient(Path("none.sock"), restart_seconds=0))
    content = b"data\n" + b"A1\r" * isolated_parsing.SMALL_BYTES
    assert isolated_parsing.read_table(absent, "a", "a.csv", content).kind == "CSV"


@pytest.mark.parametrize("encoding", ["", "utf-16", "cp037"])
def test_pages_are_never_parsed_in_place(services: Services, tmp_path: Path, encoding: str) -> None:
    """However small they are, and in whatever encoding they begin with a tag."""
    absent = replace(services, isolation=IsolationClient(tmp_path / "none.sock", restart_seconds=0))
    page = "<table><tr><td>data<tr><td>123456789</table>".encode(encoding or "ascii")
    with pytest.raises(IsolationUnavailable):
        isolated_parsing.read_table(absent, "ip:192.0.2.1", "a.xls", page, encoding=encoding)
    found = isolated_parsing.read_table(services, "ip:192.0.2.1", "a.xls", page, encoding=encoding)
    assert (found.kind, found.columns) == ("HTML", ("data",))


def test_threads_share_the_pool(services: Services) -> None:
    """REST and the MCP daemon call the pool from many threads."""
    picture = pipeline.draw(DrawOptions(data="123456789", format="code128")).body
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append(read(services, picture).barcodes[0].text))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert texts == ["123456789"] * 4


@pytest.mark.parametrize("symbology", ["qr", "msi"])
def test_first_picture_imports_nothing(symbology: str, tmp_path: Path) -> None:
    """What a forked process would import, each would import again.

    zxing-cpp reads QR Code, a decoder of the project MSI.
    """
    picture = tmp_path / "picture.png"
    picture.write_bytes(pipeline.draw(DrawOptions(data="1", format=symbology)).body)
    code = (
        "import sys, msgspec; from pathlib import Path\n"
        "from common.operations.isolated_parsing import JOBS, import_parsers\n"
        "import_parsers(); before = set(sys.modules)\n"
        "picture = Path(sys.argv[1]).read_bytes()\n"
        "options = msgspec.msgpack.encode(\n"
        "    {'wanted': {}, 'cpu_seconds': 1, 'causes_seconds': 1, 'passed_seconds': 1})\n"
        "length = len(options).to_bytes(4, 'big')\n"
        "JOBS['read_barcodes'](bytearray(length + options + picture))\n"
        "print(sorted(set(sys.modules) - before))"
    )
    command = [sys.executable, "-c", code, str(picture)]
    assert subprocess.check_output(command, text=True).strip() == "[]"


def test_file_is_in_memory_once_while_it_is_read(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is sent without a copy, and its job releases what it has received."""
    picture = pipeline.draw(DrawOptions(data="123456789", format="code128")).body
    received: list[bytearray] = []

    def run(
        self: IsolationClient, job: str, body: bytes, *_: object, options: bytes, cost: int
    ) -> bytes:
        assert body is picture
        received.append(bytearray(options + body))
        return JOBS[job](received[0])

    def read_file(content: bytes, *_: object) -> FileRead:
        assert (content, received) == (picture, [b""])
        return read_in_place(content, EVERYTHING)

    read_in_place = reader.read_file
    monkeypatch.setattr(IsolationClient, "run", run)
    monkeypatch.setattr(isolated_parsing.reader, "read_file", read_file)
    assert read(services, picture).barcodes[0].text == "123456789"
