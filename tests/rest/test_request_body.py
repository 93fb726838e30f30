"""Request bodies: bytes, JSON objects and forms."""

import io
from collections import Counter
from itertools import islice

import gevent
import pytest
from falcon import Request
from falcon.testing import create_environ
from gevent import monkey
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from rest import offload, request_body, request_params
from rest.errors import ProblemError
from tests.rest.requests import refusal, request
from tests.servers.waiting import WAIT_SECONDS


def test_truncated_json_is_a_400() -> None:
    """RFC 8259: a malformed text is an error of the client."""
    error = refusal(request(body=b'{"data": "1', Content_Type="application/json"))
    assert (error.status_code, error.problem_code) == (400, "body.not_json")


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b"null"])
def test_json_other_than_an_object_is_a_400(body: bytes) -> None:
    """The options are the members of an object."""
    assert refusal(request(body=body)).problem_code == "body.not_object"


def test_deeply_nested_json_is_a_400() -> None:
    """The parser's recursion limit is not a server error."""
    assert refusal(request(body=b'{"a":' + b"[" * 100_000)).status_code == 400


@pytest.mark.parametrize("body", [b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": \xff}'])
def test_json_extensions_of_python_are_a_400(body: bytes) -> None:
    """RFC 8259, 6 and 8.1: no NaN, no Infinity, UTF-8."""
    assert refusal(request(body=body)).problem_code == "body.not_json"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"a": 1' + b"0" * 5_000 + b"}", "a number has too many digits"),
        (b'\xef\xbb\xbf{"a": 1}', "it begins with a byte order mark"),
        (b'{"a": ' + b"[" * 100_000, "it is nested too deeply"),
        (b'{"a": \xff}', "byte 7 is not UTF-8"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b'{"a":\n  x}', "it is malformed at line 2, column 3"),
    ],
    ids=["digits", "mark", "depth", "bytes", "constant", "syntax"],
)
def test_json_error_is_described_for_clients(body: bytes, reason: str) -> None:
    """The parser's own messages name functions and codecs of Python."""
    assert refusal(request(body=body)).problems[0].message == f"The body is not JSON: {reason}."


@pytest.mark.parametrize("coding", ["gzip", "br, gzip", "GZIP"])
def test_content_coding_is_a_415_with_accept_encoding(coding: str) -> None:
    """RFC 9110, 15.5.16: Accept-Encoding in the answer."""
    error = refusal(request(body=b"\x1f\x8b", Content_Encoding=coding))
    assert (error.status_code, error.problem_code) == (415, "body.coding")
    assert error.problems[0].field == "Content-Encoding"
    assert error.headers == {"Accept-Encoding": "identity"}


def test_identity_coding_is_accepted() -> None:
    """RFC 9110, 8.4.1: identity."""
    req = request(body=b'{"a": "1"}', Content_Encoding="Identity")
    assert request_params.given(req) == ({"a": "1"}, False)


def test_repeated_member_is_refused() -> None:
    """RFC 8259, 4 leaves open which counts; a query string's repeated option is refused too."""
    error = refusal(request(body=b'{"data": "1", "data": "2"}'))
    assert (error.problem_code, error.problems[0].field) == ("option.repeated", "data")


@pytest.mark.parametrize("body", [b'{"\\ud800": 1}', b'{"\\udc00": 1, "\\udc00": 2}'])
def test_name_with_a_lone_surrogate_is_refused_with_valid_text(body: bytes) -> None:
    """RFC 8259, 8.2; a problem document is UTF-8, which has no lone surrogates."""
    (problem,) = refusal(request(body=body)).problems
    assert (problem.field, problem.code) == ("?", "option.unknown")
    assert str(problem).encode()


def test_unsupported_media_type_is_a_415_with_a_supported_one() -> None:
    """RFC 9110, 15.5.16."""
    error = refusal(request(body=b"<a/>", Content_Type="application/xml"))
    assert error.status_code == 415
    assert "application/json" in error.problems[0].fix


def test_declared_length_over_the_limit_is_a_413() -> None:
    """RFC 9110, 15.5.14. The body is not read."""
    req = request(body=b"{}", Content_Length=str(request_body.MAX_BYTES + 1))
    assert refusal(req).status_code == 413


def test_chunked_body_over_the_limit_is_a_413() -> None:
    """RFC 9112, 7.1: a chunked body declares no length."""
    environ = create_environ(method="POST")
    environ.pop("CONTENT_LENGTH", None)
    environ |= {
        "wsgi.input": io.BytesIO(b" " * (request_body.MAX_BYTES + 1)),
        "wsgi.input_terminated": True,
    }
    assert refusal(Request(environ)).status_code == 413


@pytest.mark.parametrize(
    "chunks",
    [
        b"2\r\n{}}\r\n0\r\n\r\n",
        b"zz\r\n{}\r\n",
        b"5\r\n{}",
        b"2;\r\r\n{}\r\n",
        b"0\r\nno trailer\r\n\r\n",
    ],
)
def test_malformed_chunks_are_a_400(chunks: bytes) -> None:
    """RFC 9112, 7.1, as Gunicorn's reader raises them."""
    environ = create_environ(method="POST", headers={"Content-Type": "application/json"})
    environ.pop("CONTENT_LENGTH", None)
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    (message,) = islice(RequestParser(Config(), iter([head + chunks]), None), 1)
    environ |= {"wsgi.input": message.body, "wsgi.input_terminated": True}
    assert refusal(Request(environ)).problem_code == "body.broken"


def test_body_shorter_than_declared_is_a_400() -> None:
    """RFC 9112, 8: an incomplete request is an error."""
    assert refusal(request(body=b"{}", Content_Length="10")).problem_code == "body.truncated"


def test_json_body_has_types() -> None:
    """RFC 8259, 3: JSON has numbers and booleans."""
    req = request(body=b'{"width": 200}', Content_Type="application/json; charset=utf-8")
    assert request_params.given(req) == ({"width": 200}, False)


def test_form_has_text_only() -> None:
    """Curl -d sends a form by default."""
    req = request(body=b"data=1", Content_Type="application/x-www-form-urlencoded")
    assert request_params.given(req) == ({"data": "1"}, True)


def json_refusal(*names: str) -> ProblemError:
    body = "{" + ",".join(f'"{name}":1' for name in names) + "}"
    return refusal(request(body=body.encode(), Content_Type="application/json"))


def test_last_name_of_many_that_is_repeated_is_named() -> None:
    """RFC 8259, 4: names should be unique. The error names the repeated one among 900 others."""
    refused = json_refusal(*(f"n{number}" for number in range(900)), "last", "last")
    assert [(one.field, one.code) for one in refused.problems] == [("last", "option.repeated")]


def test_object_with_too_many_names_is_refused() -> None:
    """A barcode has some fifty options; the cost of a request stays linear in its length."""
    refused = json_refusal(*(f"n{number}" for number in range(1_001)))
    assert (refused.status_code, refused.problem_code) == (400, "body.too_many_names")


def test_large_bodies_that_arrive_at_once_are_read_in_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """600 clients that sent 2 MB each, and ended, kept another one waiting for 5 s."""
    monkeypatch.setattr(monkey, "is_module_patched", lambda name: True)
    monkeypatch.setattr(offload, "_MAX_HOLD_SECONDS", 0)
    loop = gevent.get_hub().loop
    rounds: list[int] = []

    class Stream(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            rounds.append(loop.iteration)
            return super().read(size)

    def read() -> None:
        environ = create_environ(headers={"Content-Length": "2000000"})
        request_body.read(Request({**environ, "wsgi.input": Stream(bytes(2_000_000))}), 2_000_000)

    gevent.joinall([gevent.spawn(read) for _ in range(3)], timeout=WAIT_SECONDS, raise_error=True)
    # Each begins in the first round.
    assert max(Counter(rounds).values()) <= 4
