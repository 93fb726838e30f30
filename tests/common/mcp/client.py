"""A client without a transport: it exchanges messages with a Session and runs its calls."""

import json
from typing import Any

from common.mcp.protocol.calls import Call
from common.mcp.protocol.definitions import CallError, Context
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.session import Send, Session, Start

STATELESS = "2026-07-28"
HANDSHAKES = ("1.0.0", "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
REVISIONS = (*HANDSHAKES, STATELESS)


def envelope(version: str = STATELESS, **more: Any) -> dict[str, Any]:
    """Return the ``_meta`` of a stateless request."""
    prefix = "io.modelcontextprotocol/"
    return {f"{prefix}protocolVersion": version, f"{prefix}clientCapabilities": {}, **more}


def initialize(version: str, identity: Any = 0) -> dict[str, Any]:
    params = {
        "protocolVersion": version,
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    }
    return {"jsonrpc": "2.0", "id": identity, "method": "initialize", "params": params}


def error(answer: Any) -> tuple[int, Any]:
    """Return the code and the id of an error response."""
    return answer["error"]["code"], answer["id"]


class Client:
    """Uses *version*: after a handshake, or with a ``_meta`` in each request.

    Attributes:
        sent: every message that the server sent, in order.
        started: every call that the session started.
    """

    def __init__(self, registry: Registry, version: str = "2025-11-25", **options: Any) -> None:
        self.session = Session(registry, **options)
        self.version = version
        self.sent: list[Any] = []
        self.started: list[Call] = []
        self._last = 0
        if version != STATELESS:
            self.send(initialize(version))

    def send(self, message: Any) -> list[Any]:
        """Send *message* (JSON or text), and return the messages that the server sends directly."""
        text = message if isinstance(message, str | bytes) else json.dumps(message)
        before = len(self.sent)
        for event in self.session.receive(text):
            if isinstance(event, Send):
                self.sent.append(json.loads(event.text))
            elif isinstance(event, Start):
                self.started.append(event.call)
        return self.sent[before:]

    def finish(self, call: Call) -> list[Any]:
        """Run *call*, and return the messages that the server sends."""
        before = len(self.sent)
        context = Context[Any, Any](
            None,
            None,
            lambda reached, total, text: self.record(
                self.session.progress(call, reached, total, text)
            ),
            lambda level, data, logger: self.record(self.session.log(call, level, data, logger)),
            lambda: call.cancelled,
        )
        try:
            answer = self.session.complete(call, call.run(context))
        except CallError as error:
            answer = self.session.refuse(call, error)
        except Exception:
            answer = self.session.crash(call)
        self.record(answer.text if answer else None)
        return self.sent[before:]

    def record(self, text: bytes | None) -> None:
        if text is not None:
            self.sent.append(json.loads(text))

    def request(self, method: str, params: dict[str, Any] | None = None, **meta: Any) -> Any:
        """Send a request in the format of the client's revision, and return its answer."""
        self._last += 1
        params = dict(params or {})
        if self.version == STATELESS:
            params["_meta"] = envelope(**meta)
        elif meta:
            params["_meta"] = meta
        running = len(self.started)
        request = {"jsonrpc": "2.0", "id": self._last, "method": method, "params": params}
        answers = self.send(request)
        if not answers and len(self.started) > running:
            answers = self.finish(self.started[-1])
        return answers[-1]
