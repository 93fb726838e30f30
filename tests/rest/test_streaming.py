"""Downloads from a real Gunicorn with one worker and a deadline of one second.

A download does not block other requests, and may take longer than the deadline of a request while
its client reads on.
"""

import io
import json
import zipfile
from http.client import HTTPConnection, HTTPResponse

import pytest

from tests.mcp_daemon.running import RunningGunicorn

# Some 2 s of work on a quick machine.
ROWS = 10_000
BATCH_SECONDS = 120


@pytest.fixture(scope="module")
def links(lone_worker: RunningGunicorn) -> dict[str, str]:
    """Return the URLs of a large batch."""
    client = HTTPConnection("127.0.0.1", lone_worker.port, timeout=BATCH_SECONDS)
    table = "\n".join(str(10**8 + number) for number in range(ROWS))
    headers = {"Content-Type": "text/plain"}
    client.request("POST", "/api/v1/batches?format=code128", table, headers)
    answer = json.loads(client.getresponse().read())
    client.close()
    assert answer["valid"] == ROWS
    by_name: dict[str, str] = answer["links"]
    return by_name


def get(lone_worker: RunningGunicorn, path: str) -> tuple[HTTPConnection, HTTPResponse]:
    client = HTTPConnection("127.0.0.1", lone_worker.port, timeout=BATCH_SECONDS)
    client.request("GET", path)
    return client, client.getresponse()


def test_other_requests_are_answered_while_a_download_runs(
    lone_worker: RunningGunicorn, links: dict[str, str]
) -> None:
    client, download = get(lone_worker, links["barcodes.zip"])
    assert download.read(4) == b"PK\x03\x04"
    for _ in range(20):
        assert lone_worker.get("/livez")[0] == 200
    client.close()


def test_download_longer_than_the_deadline_is_complete(
    lone_worker: RunningGunicorn, links: dict[str, str]
) -> None:
    client, download = get(lone_worker, links["barcodes.zip"])
    with zipfile.ZipFile(io.BytesIO(download.read())) as files:
        assert len(files.namelist()) == ROWS + 1
        assert files.testzip() is None
    client.close()


def test_interrupted_download_does_not_harm_the_worker(
    lone_worker: RunningGunicorn, links: dict[str, str]
) -> None:
    before = lone_worker.workers
    for _ in range(5):
        client, download = get(lone_worker, links["labels.pdf"])
        assert download.read(5) == b"%PDF-"
        client.close()
    assert lone_worker.get("/livez")[0] == 200
    assert lone_worker.workers == before
    assert "Traceback" not in (lone_worker.data_dir / "gunicorn.log").read_text()
