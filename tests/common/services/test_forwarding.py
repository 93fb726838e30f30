"""Client, host and scheme behind trusted proxies. Expectations: RFC 7239; docs/http.md."""

import ipaddress

import pytest

from common.services.forwarding import RequestSource, source_of

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8:f::/48"))
PROXY = "10.0.0.1"
DIRECT = RequestSource(PROXY, "inside:8000")


def source(peer: str = PROXY, **headers: str) -> RequestSource:
    sent = {"Host": "inside:8000"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return source_of(peer, sent.get, PROXIES)


FORGED = {
    "X_Forwarded_For": "198.51.100.1",
    "X_Forwarded_Host": "evil.example",
    "X_Forwarded_Proto": "https",
    "Forwarded": "for=198.51.100.1;host=evil.example;proto=https",
}


@pytest.mark.parametrize("peer", ["203.0.113.9", "127.0.0.1", "::1", ""])
def test_headers_of_other_peers_are_ignored(peer: str) -> None:
    assert source(peer, **FORGED) == RequestSource(peer, "inside:8000")


def test_request_without_headers_is_the_proxys_own() -> None:
    """A health check of the proxy."""
    assert source() == DIRECT


@pytest.mark.parametrize(
    "header",
    [
        "",
        "garbage",
        "for=",
        "for=not an address",
        'for="198.51.100.1',
        "for=198.51.100.1;for=198.51.100.2",
        "for=198.51.100.1;host=",
        "proto=https;host=evil.example",
        "for=198.51.100.1, garbage",
        "=;;,,",
        "\x00" * 50,
        "for=198.51.100.1," * 1_000,
    ],
)
def test_malformed_element_of_the_nearest_proxy_is_ignored(header: str) -> None:
    """RFC 7239, 4: the elements before it may be forged."""
    assert source(Forwarded=header).address in (PROXY, "198.51.100.1")
    if "1," not in header:
        assert source(Forwarded=header) == DIRECT


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        # RFC 7239, 4: the examples of the field.
        (
            "for=192.0.2.60;proto=http;by=203.0.113.43",
            RequestSource("192.0.2.60", "inside:8000", "http"),
        ),
        ('For="[2001:db8:cafe::17]:4711"', RequestSource("2001:db8:cafe::17", "inside:8000")),
        ("for=192.0.2.43, for=198.51.100.17", RequestSource("198.51.100.17", "inside:8000")),
        # RFC 7239, 5.3 and 5.4
        (
            "for=192.0.2.60;host=public.example;proto=HTTPS",
            RequestSource("192.0.2.60", "public.example", "https"),
        ),
        (
            'for=192.0.2.60;host="[2001:db8::5]:8443"',
            RequestSource("192.0.2.60", "[2001:db8::5]:8443"),
        ),
        # Host and scheme are those of the element that names the client.
        (
            "for=192.0.2.60;host=public.example;proto=https, for=10.0.0.7;host=mid;proto=http",
            RequestSource("192.0.2.60", "public.example", "https"),
        ),
        # RFC 7239, 6.2 and 6.3: the client counts as the proxy that hides it.
        ("for=unknown;host=public.example", RequestSource(PROXY, "public.example")),
        ("for=_hidden;proto=https", RequestSource(PROXY, "inside:8000", "https")),
    ],
)
def test_forwarded_of_a_trusted_proxy_is_believed(header: str, expected: RequestSource) -> None:
    assert source(Forwarded=header) == expected


def test_elements_before_the_first_untrusted_address_are_ignored() -> None:
    """RFC 7239, 8.1: the client can forge them."""
    header = "for=192.0.2.1;host=evil.example, for=203.0.113.9;host=public.example, for=10.0.0.7"
    assert source(Forwarded=header) == RequestSource("203.0.113.9", "public.example")


def test_forwarded_is_ignored_next_to_the_headers_of_most_proxies() -> None:
    """nginx, Apache and HAProxy set X-Forwarded-For, and pass a client's Forwarded on."""
    assert source(X_Forwarded_For="203.0.113.9", Forwarded=FORGED["Forwarded"]) == RequestSource(
        "203.0.113.9", "inside:8000"
    )
    assert source(X_Forwarded_Proto="https", Forwarded=FORGED["Forwarded"]).address == PROXY


@pytest.mark.parametrize(
    ("sent", "host"),
    [
        ("public.example", "public.example"),
        ("public.example:8443", "public.example:8443"),
        ("[2001:db8::5]:8443", "[2001:db8::5]:8443"),
        # The nearest proxy appends (Apache's mod_proxy).
        ("evil.example, public.example", "public.example"),
        ("public.example/path", "inside:8000"),
        ("user@public.example", "inside:8000"),
        ("public.example:port", "inside:8000"),
        ("pub lic.example", "inside:8000"),
        ("<script>", "inside:8000"),
        ("public.example,", "inside:8000"),
    ],
)
def test_forwarded_host_replaces_host_if_it_is_one(sent: str, host: str) -> None:
    """It becomes part of URLs, so anything else than RFC 3986, 3.2.2 is ignored."""
    assert source(X_Forwarded_Host=sent).host == host


@pytest.mark.parametrize(
    ("sent", "scheme"),
    [("https", "https"), ("HTTP", "http"), ("http, https", "https"), ("ws", None), ("", None)],
)
def test_forwarded_scheme_is_http_or_https(sent: str, scheme: str | None) -> None:
    assert source(X_Forwarded_Proto=sent).scheme == scheme


def test_ipv4_proxy_of_a_dual_stack_socket_is_trusted() -> None:
    """RFC 4291, 2.5.5.2: such a socket reports ::ffff:10.0.0.1."""
    for header in ({"X_Forwarded_For": "192.0.2.60"}, {"Forwarded": "for=192.0.2.60"}):
        assert source("::ffff:10.0.0.1", **header).address == "192.0.2.60"
