"""Starts a build and talks to it. Everything that is known of a tree's inside is here.

A tree is a checkout. Its stack starts as users start it, with settings from the environment, and
answers over loopback; so a refactoring may move every module but ``common.cli``.
"""

import contextlib
import http.client
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import msgspec
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tools.builds.exchanges import Answer, Request

SERVE = ("-m", "common.cli", "serve")
STDIO = ("-m", "common.cli", "mcp")
READY = "/readyz"
MASTER_KEY = "master-key-of-the-comparison"
MAX_BODY_BYTES = 262_144
SETTINGS = {
    "HOST": "127.0.0.1",
    # One worker: what is in the cache does not depend on which worker answers.
    "WORKERS": "1",
    "REQUEST_TIMEOUT": "300",
    "MAX_BODY_BYTES": str(MAX_BODY_BYTES),
    "BATCH_MAX_ROWS": "500",
    "CORS_ORIGINS": "https://shop.example",
    # Attempts to log in are counted by address; requests give themselves different ones.
    "TRUSTED_PROXIES": "127.0.0.0/8",
    "MASTER_API_KEY": MASTER_KEY,
    "SECRET_KEY": "a-secret-of-the-comparison-that-is-long-enough",
}
UNLIMITED = {"RATE_LIMIT_ENABLED": "false"}
LIMITED = {"RATE_LIMIT_UNAUTHENTICATED": "5", "RATE_LIMIT_BASIC": "3", "RATE_LIMIT_BURST": "100000"}
START_SECONDS = 120.0
_JSON = (("content-type", "application/json"),)
ANSWER_SECONDS = 120.0
STOP_SECONDS = 30.0


class Speaker(Protocol):
    """A conversation: messages in, messages out."""

    def send(self, message: bytes) -> None:
        """Send one message."""

    def receive(self, seconds: float) -> bytes | None:
        """Return the next message, or None if none comes or the peer has closed."""

    def close(self) -> None:
        """End the conversation."""


def environment(tree: Path, data: Path, more: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which Python imports *tree*, with no setting from outside."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "DATA_DIR": str(data)}
    return {**kept, **own, **SETTINGS, **more}


class Stack:
    """One running stack; leaving its ``with`` block stops it."""

    def __init__(self, tree: Path, **settings: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="compare-builds-")
        data = Path(self._folder.name) / "data"
        self._log = Path(self._folder.name) / "output"
        self.port = _free_port()
        ports = {"API_PORT": str(self.port), "MCP_WS_PORT": str(_free_port())}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, *SERVE],
                cwd=tree,
                env=environment(tree, data, {**ports, **settings}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, ANSWER_SECONDS)
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.send(Request("ready", path=READY)).status == http.HTTPStatus.OK:
                    return
            time.sleep(0.2)
        raise RuntimeError("The stack does not start:\n" + self._log.read_text(errors="replace"))

    def send(self, request: Request) -> Answer:
        """Send *request* over a connection that stays open; return the answer."""
        for last in (False, True):
            fresh = self._connection.sock is None
            try:
                return self._exchange(request)
            except (http.client.RemoteDisconnected, ConnectionError):
                # A server may close a connection that idles, just as a request is sent.
                self._connection.close()
                if last or fresh:
                    raise
        raise AssertionError

    def _exchange(self, request: Request) -> Answer:
        # A refusal of a large body may come before all of it is sent.
        with contextlib.suppress(BrokenPipeError):
            self._connection.request(
                request.method, request.path, request.body or None, request.headers
            )
        response = self._connection.getresponse()
        answer = Answer(response.status, tuple(response.getheaders()), response.read())
        if response.will_close:
            self._connection.close()
        return answer

    def close(self) -> None:
        """Stop the stack."""
        self._connection.close()
        _stop(self._process)
        self._folder.cleanup()

    def __enter__(self) -> "Stack":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Stdio:
    """A server over standard input and output."""

    def __init__(self, tree: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="compare-builds-")
        self._process = subprocess.Popen(
            [sys.executable, *STDIO],
            cwd=tree,
            env=environment(tree, Path(self._folder.name), UNLIMITED),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        with self._process.stdout as output:
            for line in output:
                self._lines.put(line.rstrip(b"\n"))
        self._lines.put(None)

    def send(self, message: bytes) -> None:
        """Send one line."""
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        self._process.stdin.write(message + b"\n")
        self._process.stdin.flush()

    def receive(self, seconds: float) -> bytes | None:
        """Return the next line; None if none comes."""
        try:
            return self._lines.get(timeout=seconds)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Close the input, which ends the server."""
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        _stop(self._process)
        self._reader.join()
        self._folder.cleanup()


class WebSocket:
    """A WebSocket of a running stack."""

    def __init__(self, port: int, path: str) -> None:
        url = f"ws://127.0.0.1:{port}{path}"
        self._open = contextlib.ExitStack()
        self._socket: ClientConnection = self._open.enter_context(
            connect(url, subprotocols=[Subprotocol("mcp")], proxy=None, max_size=None)
        )

    def send(self, message: bytes) -> None:
        """Send one text message."""
        self._socket.send(message.decode(errors="replace"))

    def receive(self, seconds: float) -> bytes | None:
        """Return the next message; None if none comes."""
        try:
            return self._socket.recv(timeout=seconds, decode=False)
        except (TimeoutError, ConnectionClosed):
            return None

    def close(self) -> None:
        """Close the socket."""
        self._open.close()


def converse(speaker: Speaker, message: bytes, number: int) -> Answer:
    """Send *message* and return all that is sent until it and a ping after it are answered."""
    mark = f"ping-{number}"
    ping = {"jsonrpc": "2.0", "id": mark, "method": "ping"}
    awaited = {mark, _identity(message, "method")} - {None}
    heard: list[bytes] = []
    try:
        speaker.send(message)
        speaker.send(msgspec.json.encode(ping))
    except (OSError, ConnectionClosed):
        return Answer(0, _JSON, b'["closed"]')
    while awaited:
        told = speaker.receive(ANSWER_SECONDS)
        if told is None:
            heard.append(b'"closed or silent"')
            break
        answered = _identity(told, "result")
        if answered is None:
            answered = _identity(told, "error")
        awaited.discard(answered)
        if answered != mark:
            heard.append(told)
    return Answer(0, _JSON, b"[" + b",".join(heard) + b"]")


def _identity(message: bytes, key: str) -> str | int | None:
    """Return the id of *message* if it is an object with *key*.

    A batch has none: it is answered at once, with its ids or with none.
    """
    try:
        found = msgspec.json.decode(message)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(found, dict) or key not in found:
        return None
    is_usual = found.get("jsonrpc") == "2.0" and (key != "method" or isinstance(found[key], str))
    identity = found.get("id")
    return identity if is_usual and isinstance(identity, str | int) else None


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
