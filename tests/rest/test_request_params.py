"""A request's options, from its query string and body."""

import pytest

from rest import request_params
from rest.errors import ProblemError
from tests.rest.requests import refusal, request


def test_query_that_is_not_utf8_is_refused() -> None:
    """RFC 3986, 2.5: percent-encoded text is UTF-8; %E9 alone is Latin-1."""
    with pytest.raises(ProblemError) as caught:
        request_params.from_query(request("data=caf%E9"))
    assert (caught.value.status_code, caught.value.problem_code) == (400, "query.not_utf8")


def test_too_many_fields_are_refused() -> None:
    """The work for a query string is bounded."""
    with pytest.raises(ProblemError) as caught:
        request_params.from_query(request("&".join(f"a{i}=1" for i in range(1000))))
    assert caught.value.problem_code == "query.too_many"


def test_option_in_the_query_with_a_json_body_is_refused() -> None:
    """README: an unused option is never ignored."""
    error = refusal(request("width=10", b'{"data": "1"}', Content_Type="application/json"))
    assert (error.problem_code, error.problems[0].field) == ("option.misplaced", "width")


def test_option_in_query_and_form_is_refused() -> None:
    """Neither place takes precedence."""
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert refusal(request("data=1", b"data=2", **form)).problem_code == "option.twice"


def test_percent_encoded_utf8_and_plus_are_decoded() -> None:
    """WHATWG URL, 5.1: + is a space in a query string."""
    req = request("data=%E4%B8%AD+a%2Bb&format=qr&data_=")
    assert request_params.from_query(req) == {"data": "中 a+b", "format": "qr", "data_": ""}


def test_repeated_option_is_a_list() -> None:
    """The check of the options reports it."""
    assert request_params.from_query(request("data=1&data=2")) == {"data": ["1", "2"]}


def test_query_is_used_without_a_body() -> None:
    """Clients of the public API post without a body."""
    assert request_params.given(request("data=1")) == ({"data": "1"}, True)
