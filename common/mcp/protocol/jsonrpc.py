"""JSON-RPC 2.0: text in, messages out, and back. It knows nothing of MCP.

Reading never raises: what can't be read becomes a Fault, which carries the code to answer with.
The id of an MCP message is a string or an integer, never null (MCP, base protocol, requests).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603

Id = str | int
Params = dict[str, Any]

# Beyond these an integer can't be written back exactly by the encoder.
LEAST_INTEGER: Final = -(2**63)
MOST_INTEGER: Final = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Request:
    """Something that wants an answer."""

    id: Id
    method: str
    params: Params


@dataclass(frozen=True, slots=True)
class Notification:
    """Something that must not be answered."""

    method: str
    params: Params


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that must not be answered and says nothing: a response, a bad notification."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is no message: answer it with this error."""

    code: int
    message: str
    id: Id | None = None


Message = Request | Notification | Ignored | Fault
IGNORED: Final = Ignored()

# Where JSON is read, two halves are one character: what is left stands alone.
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def read(text: str | bytes) -> Message | list[Message]:
    """Read one JSON text: a message, or the messages of a batch (never an empty list)."""
    try:
        return _messages(_decode(text))
    except (msgspec.DecodeError, UnicodeError):
        return _with_half_pairs(text)
    except RecursionError:
        return Fault(PARSE_ERROR, "Parse error: this JSON is nested too deeply.")


def _messages(value: Any) -> Message | list[Message]:
    if not isinstance(value, list):
        return _message(value)
    if not value:
        return Fault(INVALID_REQUEST, "Invalid Request: an empty batch asks for nothing.")
    return [_message(item) for item in value]


def _with_half_pairs(text: str | bytes) -> Message | list[Message]:
    r"""Read what can't be read as JSON, or only as JSON with half a surrogate pair in it.

    RFC 8259, 8.2: such an escape is JSON, though no text. JavaScript writes one for a text that
    was cut within a pair, and whoever sent it waits for an answer under the request's id.
    """
    try:
        # json alone would take UTF-16, too, and halves that are encoded as they stand.
        value = json.loads(text.decode() if isinstance(text, bytes) else text)
        has_half = _HALF_PAIR.search(json.dumps(value, ensure_ascii=False)) is not None
    except (ValueError, RecursionError):
        has_half = False
    if not has_half:
        return Fault(PARSE_ERROR, "Parse error: this is not JSON in UTF-8.")
    read = _messages(value)
    return [_halved(each) for each in read] if isinstance(read, list) else _halved(read)


def _halved(message: Message) -> Message:
    """Return what becomes of *message*, in a text with half a pair: a request is refused."""
    if not isinstance(message, Request):
        return message
    text = r"Invalid params: the message holds half a surrogate pair (such as \ud83d), which is no"
    return Fault(INVALID_PARAMS, f"{text} character. Send whole characters.", message.id)


def _message(value: Any) -> Message:
    if not isinstance(value, dict):
        return Fault(INVALID_REQUEST, "Invalid Request: a message is a JSON object.")
    if "method" not in value:
        return _without_method(value)
    if "id" not in value:
        return _notification(value)
    return _request(value)


def _without_method(value: Params) -> Message:
    if "result" in value or "error" in value:
        return IGNORED
    return Fault(INVALID_REQUEST, "Invalid Request: `method` is missing.", _id_of(value))


def _notification(value: Params) -> Message:
    # JSON-RPC 2.0, section 4.1: the server MUST NOT reply, whatever is wrong with it.
    method, params = value["method"], value.get("params")
    wrong = value.get("jsonrpc") != "2.0" or not isinstance(method, str)
    if wrong or not isinstance(params, dict | None):
        return IGNORED
    return Notification(method, params or {})


def _request(value: Params) -> Message:
    identity = _id_of(value)
    if identity is None:
        return Fault(INVALID_REQUEST, "Invalid Request: `id` must be a string or an integer.")
    if value.get("jsonrpc") != "2.0":
        return Fault(INVALID_REQUEST, 'Invalid Request: `jsonrpc` must be "2.0".', identity)
    method, params = value["method"], value.get("params")
    if not isinstance(method, str):
        return Fault(INVALID_REQUEST, "Invalid Request: `method` must be a string.", identity)
    if not isinstance(params, dict | None):
        return Fault(INVALID_PARAMS, "Invalid params: `params` must be an object.", identity)
    return Request(identity, method, params or {})


def _id_of(value: Params) -> Id | None:
    identity = value.get("id")
    return identity if is_id(identity) else None


def is_id(value: object) -> bool:
    """Return True for what may identify a request: a string or an integer that can be echoed."""
    # True is an int in Python, but not in JSON.
    if isinstance(value, int) and not isinstance(value, bool):
        return LEAST_INTEGER <= value <= MOST_INTEGER
    return isinstance(value, str) and not _HALF_PAIR.search(value)


def result(identity: Id, value: Any) -> bytes:
    """Write the answer to a request."""
    return _encode({"jsonrpc": "2.0", "id": identity, "result": value})


def error(identity: Id | None, code: int, message: str, data: Any = None) -> bytes:
    """Write the answer to a request that failed; *identity* None where it could not be read."""
    body = {"code": code, "message": message}
    if data is not None:
        body["data"] = data
    return _encode({"jsonrpc": "2.0", "id": identity, "error": body})


def notification(method: str, params: Any) -> bytes:
    """Write a notification."""
    return _encode({"jsonrpc": "2.0", "method": method, "params": params})


def batch(messages: Sequence[bytes]) -> bytes:
    """Write the answers to a batch."""
    return b"[" + b",".join(messages) + b"]"
