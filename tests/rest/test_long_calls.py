"""MCP calls that take long, over HTTP, at a real Gunicorn with one worker.

A call does not block other requests. Its reports are sent while it runs, however long that takes.
A client cancels the call by closing the stream (MCP 2026-07-28, cancellation).
"""

import base64
import io
import json
import select
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
from PIL import Image

from tests.mcp_daemon.running import RunningGunicorn

# More than the deadline of one second, on a quick machine.
LONG_ROWS = 5_000
CALL_SECONDS = 60
PATH = "/api/v1/mcp"


def table(rows: int) -> str:
    return "\n".join(str(10**8 + number) for number in range(rows))


def blank_picture() -> str:
    """Return a picture whose reading takes a third of a second, as base64."""
    file = io.BytesIO()
    Image.new("L", (2500, 2500), 255).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


BATCH = ("barcode_batch", {"table": table(3_000), "format": "code128"})
DECODE = ("barcode_decoder", {"image": blank_picture()})


def call(tool: str, arguments: dict[str, Any], identity: int = 1, **meta: Any) -> dict[str, Any]:
    params = {"name": tool, "arguments": arguments, "_meta": meta}
    return {"jsonrpc": "2.0", "id": identity, "method": "tools/call", "params": params}


def connect(server: RunningGunicorn, address: str = "127.0.0.1") -> closing[HTTPConnection]:
    """Return a connection from *address*, whose quota pays for the calls."""
    return closing(HTTPConnection("127.0.0.1", server.port, CALL_SECONDS, (address, 0)))


@contextmanager
def posted(
    server: RunningGunicorn, message: Any, address: str = "127.0.0.1"
) -> Iterator[HTTPConnection]:
    """Send *message* and yield the connection of the answer."""
    with connect(server, address) as client:
        accepted = "application/json, text/event-stream"
        headers = {"Content-Type": "application/json", "Accept": accepted}
        client.request("POST", PATH, json.dumps(message), headers)
        yield client


@pytest.mark.parametrize(
    "message",
    [
        call(*BATCH),
        call(*DECODE),
        [call(*DECODE, identity=number) for number in range(3)],
    ],
    ids=["a batch of barcodes", "a picture", "several pictures"],
)
def test_others_are_answered_while_a_call_runs(lone_worker: RunningGunicorn, message: Any) -> None:
    with connect(lone_worker) as other:
        other.connect()
        with posted(lone_worker, message) as client:
            for _ in range(5):
                other.request("GET", "/livez")
                assert other.getresponse().read()
            assert select.select([client.sock], [], [], 0)[0] == []


def test_stream_outlasts_the_deadline_while_its_call_runs(lone_worker: RunningGunicorn) -> None:
    arguments = {"table": table(LONG_ROWS), "format": "code128"}
    with posted(lone_worker, call("barcode_batch", arguments, progressToken="t")) as client:
        blocks = client.getresponse().read().decode().strip().split("\n\n")
    messages = [json.loads(block.split("data: ", 1)[1]) for block in blocks]
    progress = [message["params"]["progress"] for message in messages[:-1]]
    assert progress == list(range(100, LONG_ROWS + 1, 100))
    assert "5000 rows can be drawn" in messages[-1]["result"]["content"][0]["text"]


def test_closed_stream_cancels_its_call(
    lone_worker: RunningGunicorn,
) -> None:
    """The first of two equal calls would be complete, and stored, before the second ends."""
    own = "127.0.0.2"
    arguments = {"table": table(2_000), "format": "code128"}
    message = call("barcode_batch", arguments, progressToken="t")
    with posted(lone_worker, message, own) as client, client.getresponse() as answer:
        assert answer.readline() == b"event: message\n"
    with posted(lone_worker, message, own) as client, client.getresponse() as answer:
        assert b"2000 rows can be drawn" in answer.read()
    store = sqlite3.connect(lone_worker.data_dir / "barcode.sqlite3")
    with closing(store):
        stored = store.execute("SELECT COUNT(*) FROM batches WHERE caller = ?", (f"ip:{own}",))
        assert stored.fetchone() == (1,)
