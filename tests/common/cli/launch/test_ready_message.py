"""URLs in the ready message can be opened."""

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
def test_url_has_an_address_that_clients_can_connect_to(host: str, url: str) -> None:
    """RFC 3986, 3.2.2: an IPv6 address is in brackets."""
    assert Addresses(host, 8000, 8001, "/api/v1").url("http", 8000, "/") == url
