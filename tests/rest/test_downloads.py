"""Downloads from a real Gunicorn with one worker and a deadline of one second.

Expectations: a batch keeps nobody else waiting, and may take longer than a request's deadline as
long as its client goes on taking it.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest

from tests.mcp_daemon.running import RunningGunicorn

# Some 2 s of work on a quick machine.
ROWS = 10_000
BATCH_SECONDS = 120


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGunicorn]:
    running = RunningGunicorn(
        tmp_path_factory.mktemp("downloads"),
        REQUEST_TIMEOUT=1,
        WORKERS=1,
        RATE_LIMIT_UNAUTHENTICATED=10 * ROWS,
    )
    yield running
    running.server.stop()


@pytest.fixture(scope="module")
def links(server: RunningGunicorn) -> dict[str, str]:
    """Return the addresses of a large batch."""
    client = HTTPConnection("127.0.0.1", server.port, timeout=BATCH_SECONDS)
    table = "\n".join(str(10**8 + number) for number in range(ROWS))
    headers = {"Content-Type": "text/plain"}
    client.request("POST", "/api/v1/batches?format=code128", table, headers)
    answer = json.loads(client.getresponse().read())
    client.close()
    assert answer["valid"] == ROWS
    found: dict[str, str] = answer["links"]
    return found


def get(server: RunningGunicorn, path: str) -> tuple[HTTPConnection, HTTPResponse]:
    client = HTTPConnection("127.0.0.1", server.port, timeout=BATCH_SECONDS)
    client.request("GET", path)
    return client, client.getresponse()


def test_others_are_answered_while_a_download_runs(
    server: RunningGunicorn, links: dict[str, str]
) -> None:
    client, download = get(server, links["barcodes.zip"])
    assert download.read(4) == b"PK\x03\x04"
    for _ in range(20):
        assert server.get("/livez")[0] == 200
    client.close()


def test_download_longer_than_the_deadline_is_whole(
    server: RunningGunicorn, links: dict[str, str]
) -> None:
    client, download = get(server, links["barcodes.zip"])
    with zipfile.ZipFile(io.BytesIO(download.read())) as files:
        assert len(files.namelist()) == ROWS + 1
        assert files.testzip() is None
    client.close()


def test_broken_off_download_leaves_the_worker_well(
    server: RunningGunicorn, links: dict[str, str]
) -> None:
    before = server.workers
    for _ in range(5):
        client, download = get(server, links["labels.pdf"])
        assert download.read(5) == b"%PDF-"
        client.close()
    assert server.get("/livez")[0] == 200
    assert server.workers == before
    assert "Traceback" not in (server.data_dir / "gunicorn.log").read_text()
