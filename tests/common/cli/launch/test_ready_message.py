"""Addresses are written so that they can be opened."""

import pytest

from common.cli.launch.ready_message import Addresses


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::", "http://[::1]:8000/"),
        ("2001:db8::7", "http://[2001:db8::7]:8000/"),
        ("barcodes.example", "http://barcodes.example:8000/"),
    ],
)
def test_url_leads_to_where_the_stack_listens(host: str, url: str) -> None:
    assert Addresses(host, 8000, 8001, "/api/v1").url("http", 8000, "/") == url
