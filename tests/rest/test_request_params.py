"""What a request's query string and body hold, before anything asks what it means."""

import io
from itertools import islice

import pytest
from falcon import Request
from falcon.testing import create_environ
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from rest import request_params
from rest.errors import ProblemError


def request(query: str = "", body: bytes = b"", **headers: str) -> Request:
    environ = create_environ(
        query_string=query, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    environ["QUERY_STRING"] = query  # as servers pass it on: undecoded
    return Request(environ)


def refusal(req: Request) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        request_params.given(req)
    return caught.value


def test_bytes_that_are_not_utf8_are_refused_rather_than_garbled() -> None:
    """RFC 3986, 2.5: percent-encoded text is UTF-8; %E9 alone is Latin-1."""
    with pytest.raises(ProblemError) as caught:
        request_params.from_query(request("data=caf%E9"))
    assert (caught.value.status_code, caught.value.problem_code) == (400, "query.not_utf8")


def test_a_thousand_fields_are_refused() -> None:
    """A query string can't make the server collect fields without end."""
    with pytest.raises(ProblemError) as caught:
        request_params.from_query(request("&".join(f"a{i}=1" for i in range(1000))))
    assert caught.value.problem_code == "query.too_many"


def test_json_that_breaks_off_is_a_400() -> None:
    """API.md: malformed is 400, never 500."""
    error = refusal(request(body=b'{"data": "1', Content_Type="application/json"))
    assert (error.status_code, error.problem_code) == (400, "body.not_json")


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b"null"])
def test_json_that_is_no_object_is_a_400(body: bytes) -> None:
    """Options are members of an object."""
    assert refusal(request(body=body)).problem_code == "body.not_object"


def test_json_nested_a_hundred_thousand_deep_is_a_400() -> None:
    """A parser's recursion limit is no crash."""
    assert refusal(request(body=b'{"a":' + b"[" * 100_000)).status_code == 400


@pytest.mark.parametrize("body", [b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": \xff}'])
def test_what_only_python_takes_for_json_is_a_400(body: bytes) -> None:
    """RFC 8259, 6 and 8.1: no NaN, no Infinity, UTF-8."""
    assert refusal(request(body=body)).problem_code == "body.not_json"


@pytest.mark.parametrize(
    ("body", "told"),
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
def test_what_is_no_json_is_told_without_the_parsers_words(body: bytes, told: str) -> None:
    """They speak of functions and codecs, which a client does not have."""
    assert refusal(request(body=body)).problems[0].message == f"The body is not JSON: {told}."


@pytest.mark.parametrize("coding", ["gzip", "br, gzip", "GZIP"])
def test_a_body_in_a_coding_is_a_415_that_says_which_is_taken(coding: str) -> None:
    """RFC 9110, 15.5.16: Accept-Encoding in the answer."""
    error = refusal(request(body=b"\x1f\x8b", Content_Encoding=coding))
    assert (error.status_code, error.problem_code) == (415, "body.coding")
    assert error.problems[0].field == "Content-Encoding"
    assert error.headers == {"Accept-Encoding": "identity"}


def test_a_body_in_no_coding_may_say_so() -> None:
    """RFC 9110, 8.4.1: identity."""
    req = request(body=b'{"a": "1"}', Content_Encoding="Identity")
    assert request_params.given(req) == ({"a": "1"}, False)


def test_a_member_that_stands_twice_is_refused_rather_than_the_last_taken() -> None:
    """RFC 8259, 4 leaves open which counts; a query string's repeated option is refused too."""
    error = refusal(request(body=b'{"data": "1", "data": "2"}'))
    assert (error.problem_code, error.problems[0].field) == ("option.repeated", "data")


@pytest.mark.parametrize("body", [b'{"\\ud800": 1}', b'{"\\udc00": 1, "\\udc00": 2}'])
def test_a_name_that_is_no_text_is_refused_in_text(body: bytes) -> None:
    """RFC 8259, 8.2; a problem document is UTF-8, which holds no half of a pair."""
    (problem,) = refusal(request(body=body)).problems
    assert (problem.field, problem.code) == ("?", "option.unknown")
    assert str(problem).encode()


def test_another_media_type_is_a_415_that_names_ours() -> None:
    """RFC 9110, 15.5.16."""
    error = refusal(request(body=b"<a/>", Content_Type="application/xml"))
    assert error.status_code == 415
    assert "application/json" in error.problems[0].fix


def test_a_body_above_the_bound_is_refused_by_its_declared_length() -> None:
    """Nothing of it is read: Content-Length is enough."""
    req = request(body=b"{}", Content_Length=str(request_params.MOST_BODY_BYTES + 1))
    assert refusal(req).status_code == 413


def test_a_chunked_body_above_the_bound_is_refused() -> None:
    """A chunked body declares no length; the bound holds all the same."""
    environ = create_environ(method="POST")
    environ.pop("CONTENT_LENGTH", None)
    environ |= {
        "wsgi.input": io.BytesIO(b" " * (request_params.MOST_BODY_BYTES + 1)),
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
def test_broken_chunks_are_a_400(chunks: bytes) -> None:
    """RFC 9112, 7.1, as Gunicorn's own reader takes them off the wire."""
    environ = create_environ(method="POST", headers={"Content-Type": "application/json"})
    environ.pop("CONTENT_LENGTH", None)
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    (message,) = islice(RequestParser(Config(), iter([head + chunks]), None), 1)
    environ |= {"wsgi.input": message.body, "wsgi.input_terminated": True}
    assert refusal(Request(environ)).problem_code == "body.broken"


def test_a_body_shorter_than_declared_is_a_400() -> None:
    """A client that hangs up half way gets no barcode of half its data."""
    assert refusal(request(body=b"{}", Content_Length="10")).problem_code == "body.truncated"


def test_an_option_beside_a_json_body_is_refused_rather_than_ignored() -> None:
    """API.md: an unknown or unused option is never ignored."""
    error = refusal(request("width=10", b'{"data": "1"}', Content_Type="application/json"))
    assert (error.problem_code, error.problems[0].field) == ("option.misplaced", "width")


def test_an_option_in_query_and_form_is_refused() -> None:
    """Neither place is more right than the other."""
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert refusal(request("data=1", b"data=2", **form)).problem_code == "option.twice"


def test_percent_encoded_utf8_and_plus_are_decoded() -> None:
    """WHATWG URL, 5.1: + is a space in a query string."""
    req = request("data=%E4%B8%AD+a%2Bb&format=qr&data_=")
    assert request_params.from_query(req) == {"data": "中 a+b", "format": "qr", "data_": ""}


def test_a_repeated_option_is_a_list() -> None:
    """What repeated options mean is for the options to say."""
    assert request_params.from_query(request("data=1&data=2")) == {"data": ["1", "2"]}


def test_a_json_body_is_typed() -> None:
    """JSON has numbers and booleans; a form has text only."""
    req = request(body=b'{"width": 200}', Content_Type="application/json; charset=utf-8")
    assert request_params.given(req) == ({"width": 200}, False)


def test_a_form_is_text() -> None:
    """Curl -d sends a form unless told otherwise."""
    req = request(body=b"data=1", Content_Type="application/x-www-form-urlencoded")
    assert request_params.given(req) == ({"data": "1"}, True)


def test_without_a_body_the_query_string_counts() -> None:
    """Clients of the public API post without a body."""
    assert request_params.given(request("data=1")) == ({"data": "1"}, True)


def json_refusal(*names: str) -> ProblemError:
    body = "{" + ",".join(f'"{name}":1' for name in names) + "}"
    return refusal(request(body=body.encode(), Content_Type="application/json"))


def test_last_name_of_many_that_is_repeated_is_named() -> None:
    """RFC 8259, 4: names should be unique. 900 other names do not hide it."""
    refused = json_refusal(*(f"n{number}" for number in range(900)), "last", "last")
    assert [(one.field, one.code) for one in refused.problems] == [("last", "option.repeated")]


def test_object_with_too_many_names_is_refused() -> None:
    """A barcode has some fifty options; the cost of a request stays linear in its length."""
    refused = json_refusal(*(f"n{number}" for number in range(1_001)))
    assert (refused.status_code, refused.problem_code) == (400, "body.too_many_names")
