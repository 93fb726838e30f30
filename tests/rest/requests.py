"""Requests for the tests of query strings and bodies."""

import pytest
from falcon import Request
from falcon.testing import create_environ

from rest import request_params
from rest.errors import ProblemError

# Falcon's own default is a foreign name, which a client on the same machine may not use.
LOCAL = {"Host": "localhost"}


def request(query: str = "", body: bytes = b"", **headers: str) -> Request:
    """Return a POST with *query*, *body* and *headers*."""
    environ = create_environ(
        query_string=query, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    environ["QUERY_STRING"] = query  # servers pass it undecoded (PEP 3333)
    return Request(environ)


def refusal(req: Request) -> ProblemError:
    """Return the error that the options of *req* raise."""
    with pytest.raises(ProblemError) as caught:
        request_params.given(req)
    return caught.value
