"""JSON-RPC 2.0: text to messages, and back. This module is independent of MCP.

Reading does not raise: text that is not a message becomes a Fault, with the code to answer. The id
of an MCP message is a string or an integer, never null (MCP, base protocol, requests).
"""

import json
import math
import re
from collections.abc import Sequence
from typing import Any, Final, NoReturn, TypeGuard

import msgspec
from msgspec import Struct

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603

# The longest integer, in characters, that msgspec and Python (sys.get_int_max_str_digits) convert.
MAX_INT_LENGTH: Final = 4300


class LongInteger:
    """An integer that is too long for `int`, as its JSON text.

    JSON limits no number (RFC 8259, 6), and a client may use any integer as an id. Converting
    millions of digits would take seconds, so the text is kept and written as it was received.

    Args:
        text: the digits, after a sign if it is negative.
    """

    # Not a dataclass: msgspec would write one as an object.
    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LongInteger) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


Id = str | int | LongInteger
Params = dict[str, Any]


class Request(Struct, frozen=True):
    """A message that must be answered."""

    id: Id
    method: str
    params: Params


class Notification(Struct, frozen=True):
    """A message that must not be answered."""

    method: str
    params: Params


class Response(Struct, frozen=True):
    """The answer of the client to a request of the server."""

    id: Id
    result: Params


class Ignored(Struct, frozen=True):
    """A message that must not be answered and has no effect, such as a bad notification."""


class Fault(Struct, frozen=True):
    """Text or a value that is not a message, with the error to answer."""

    code: int
    message: str
    id: Id | None = None


Message = Request | Notification | Response | Ignored | Fault
IGNORED: Final = Ignored()

# JSON readers join the two halves of a pair, so any surrogate that is left is a lone one.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _encode_long_integer(value: object) -> msgspec.Raw:
    if isinstance(value, LongInteger):
        return msgspec.Raw(value.text.encode())
    raise TypeError(f"{type(value).__name__} is not JSON")


_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder(enc_hook=_encode_long_integer).encode


def read(text: str | bytes) -> Message | list[Message]:
    """Return the message in *text*, or the messages of a batch, which is never empty."""
    try:
        # The fast way: msgspec reads almost every message.
        return _messages(_decode(text))
    except (msgspec.DecodeError, UnicodeError):
        return _read_unusual(text)
    except RecursionError:
        return Fault(PARSE_ERROR, "Parse error: this JSON is nested too deeply.")


def _messages(value: Any) -> Message | list[Message]:
    if not isinstance(value, list):
        return _message(value)
    # JSON-RPC 2.0, 6: an empty array is an invalid request, answered by one error.
    if not value:
        return Fault(INVALID_REQUEST, "Invalid Request: an empty batch contains no request.")
    return [_message(item) for item in value]


def decode(text: str | bytes) -> Any:
    """Return the JSON value in *text*, with long integers and lone surrogates.

    Raises:
        ValueError: *text* is not JSON in UTF-8, or is nested too deeply.
    """
    try:
        # json.loads would accept bytes in UTF-16, too (RFC 8259, 8.1 requires UTF-8).
        decoded = text.decode() if isinstance(text, bytes) else text
        return json.loads(
            decoded, parse_int=_integer, parse_float=_finite, parse_constant=_refuse_constant
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _integer(text: str) -> int | LongInteger:
    return int(text) if len(text) <= MAX_INT_LENGTH else LongInteger(text)


def _finite(text: str) -> float:
    # An overflow would be written as null.
    if math.isinf(value := float(text)):
        raise ValueError(f"{text[:20]} is out of range")
    return value


def _refuse_constant(name: str) -> NoReturn:
    # json.loads accepts NaN and Infinity, which are not JSON (RFC 8259, 6).
    raise ValueError(f"{name} is not JSON")


def _read_unusual(text: str | bytes) -> Message | list[Message]:
    r"""Read JSON that msgspec refuses: with a long integer or a lone surrogate.

    RFC 8259, 8.2: an escape such as ``\ud83d`` is JSON although it is not a character. JavaScript
    writes it for a text that was cut within a pair. The client waits for an answer with the id of
    its request, so the text is read for its ids.
    """
    try:
        value = decode(text)
        written = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return Fault(PARSE_ERROR, "Parse error: this is not JSON in UTF-8.")
    messages = _messages(value)
    # Half a surrogate pair can't be written as UTF-8, so that no answer could repeat it.
    if not _LONE_SURROGATE.search(written):
        return messages
    if isinstance(messages, list):
        return [_refuse_surrogates(message) for message in messages]
    return _refuse_surrogates(messages)


def _refuse_surrogates(message: Message) -> Message:
    """Return *message*, or the fault of a request in a text with a lone surrogate."""
    if not isinstance(message, Request):
        return message
    text = r"Invalid params: the message contains half a surrogate pair (such as \ud83d), which is"
    return Fault(INVALID_PARAMS, f"{text} no character. Send whole characters.", message.id)


def _message(value: Any) -> Message:
    if not isinstance(value, dict):
        return Fault(INVALID_REQUEST, "Invalid Request: a message is a JSON object.")
    # JSON-RPC 2.0, 4 and 5: a request has a method, a response a result or an error.
    if "method" not in value:
        return _without_method(value)
    # JSON-RPC 2.0, 4.1: a request without an id is a notification.
    if "id" not in value:
        return _notification(value)
    return _request(value)


def _without_method(value: Params) -> Message:
    if "result" in value or "error" in value:
        identity, result = _id_of(value), value.get("result")
        # A failed request of the server has no effect either.
        if identity is None or not isinstance(result, dict):
            return IGNORED
        return Response(identity, result)
    return Fault(INVALID_REQUEST, "Invalid Request: `method` is missing.", _id_of(value))


def _notification(value: Params) -> Message:
    # JSON-RPC 2.0, 4.1: the server MUST NOT reply, even to a malformed one.
    method, params = value["method"], value.get("params")
    if value.get("jsonrpc") != "2.0" or not isinstance(method, str):
        return IGNORED
    return Notification(method, params or {}) if isinstance(params, dict | None) else IGNORED


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


def is_id(value: object) -> TypeGuard[Id]:
    """Return True for a string or an integer, which may identify a request."""
    # True is an int in Python, but not in JSON.
    if isinstance(value, int | LongInteger):
        return not isinstance(value, bool)
    return isinstance(value, str) and not _LONE_SURROGATE.search(value)


def result(identity: Id, value: Any) -> bytes:
    """Return the text of a response with the result *value*."""
    return _encode({"jsonrpc": "2.0", "id": identity, "result": value})


def error(identity: Id | None, code: int, message: str, data: Any = None) -> bytes:
    """Return the text of an error response; *identity* is None if the id could not be read."""
    body = {"code": code, "message": message}
    if data is not None:
        body["data"] = data
    # JSON-RPC 2.0, 5: the id is null if it could not be read.
    return _encode({"jsonrpc": "2.0", "id": identity, "error": body})


def request(identity: Id, method: str) -> bytes:
    """Return the text of a request without parameters."""
    return _encode({"jsonrpc": "2.0", "id": identity, "method": method})


def notification(method: str, params: Any) -> bytes:
    """Return the text of a notification."""
    return _encode({"jsonrpc": "2.0", "method": method, "params": params})


def batch(messages: Sequence[bytes]) -> bytes:
    """Return the text of a batch of responses."""
    return b"[" + b",".join(messages) + b"]"
