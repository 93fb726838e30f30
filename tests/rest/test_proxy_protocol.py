"""PROXY_PROTOCOL: addresses that a proxy reports before the first request of a connection.

Expectations: the PROXY protocol, 2.1 and 2.2 (HAProxy, doc/proxy-protocol.txt); docs/proxies.md.
"""

import socket
import struct
from collections.abc import Iterator

import pytest

from tests.mcp_daemon.running import RunningGunicorn
from tests.servers.waiting import WAIT_SECONDS

PROXY, STRANGER = "127.0.0.1", "127.0.0.2"
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
LIMIT = 1_000
GET = b"GET /api/v1/generate?data=1&format=code128 HTTP/1.1\r\nHost: localhost\r\n"


def version_1(address: str) -> bytes:
    family = "TCP6" if ":" in address else "TCP4"
    return f"PROXY {family} {address} {address} 1 2\r\n".encode()


def version_2(address: str) -> bytes:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    packed = socket.inet_pton(family, address)
    kind = 0x21 if family == socket.AF_INET6 else 0x11
    addresses = packed + packed + struct.pack(">HH", 1, 2)
    return SIGNATURE + struct.pack(">BBH", 0x21, kind, len(addresses)) + addresses


LOCAL = SIGNATURE + struct.pack(">BBH", 0x20, 0, 0)


@pytest.fixture(scope="module")
def gunicorn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGunicorn]:
    """Run Gunicorn on both versions of IP, which trusts one proxy."""
    running = RunningGunicorn(
        tmp_path_factory.mktemp("proxy-protocol"),
        HOST="::",
        PROXY_PROTOCOL="auto",
        TRUSTED_PROXIES=PROXY,
        RATE_LIMIT_UNAUTHENTICATED=LIMIT,
    )
    yield running
    running.stop()


def answers(
    gunicorn: RunningGunicorn, before: bytes, *requests: bytes, source: str = PROXY
) -> list[tuple[int, int]]:
    """Send *before* and then *requests* on one connection.

    Returns:
        For each answer its status and how many barcodes its caller has drawn; -1 if unknown.
    """
    found = []
    place = ("127.0.0.1", gunicorn.port)
    with (
        socket.create_connection(place, WAIT_SECONDS, source_address=(source, 0)) as client,
        client.makefile("rb") as stream,
    ):
        client.sendall(before)
        for request in requests or (GET,):
            client.sendall(request + b"\r\n")
            status = int(stream.readline().split()[1])
            fields = {}
            for line in iter(stream.readline, b"\r\n"):
                name, _, value = line.decode().partition(": ")
                fields[name.lower()] = value.strip()
            stream.read(int(fields["content-length"]))
            left = fields.get("x-rate-limit-remaining")
            found.append((status, -1 if left is None else LIMIT - int(left)))
    return found


@pytest.mark.parametrize("before", [version_1("192.0.2.1"), version_2("192.0.2.1"), LOCAL])
def test_header_of_another_peer_is_refused(gunicorn: RunningGunicorn, before: bytes) -> None:
    """It could choose any address."""
    assert answers(gunicorn, before, source=STRANGER) == [(403, -1)]


@pytest.mark.parametrize(
    "before",
    [
        b"PROXY UNKNOWN\r\n",
        b"PROXY TCP4 192.0.2.1\r\n",
        b"PROXY TCP4 example example 1 2\r\n",
        b"PROXY UDP4 192.0.2.1 192.0.2.1 1 2\r\n",
        SIGNATURE + struct.pack(">BBH", 0x31, 0x11, 0),
        SIGNATURE + struct.pack(">BBH", 0x21, 0x11, 4) + b"\0" * 4,
    ],
)
def test_malformed_header_is_a_400(gunicorn: RunningGunicorn, before: bytes) -> None:
    assert answers(gunicorn, before) == [(400, -1)]


@pytest.mark.parametrize("make", [version_1, version_2])
def test_quota_is_that_of_the_reported_address(gunicorn: RunningGunicorn, make: object) -> None:
    """All requests of the connection, and the whole network of an IPv6 site."""
    assert callable(make)
    kind = "1" if make is version_1 else "2"
    for first, second in (
        (f"192.0.2.{kind}", f"192.0.2.{kind}"),
        (f"2001:db8:{kind}::1", f"2001:db8:{kind}::2"),
    ):
        assert answers(gunicorn, make(first), GET, GET) == [(200, 1), (200, 2)]
        assert answers(gunicorn, make(second)) == [(200, 3)]


def test_connection_without_a_header_or_a_client_is_the_proxys_own(
    gunicorn: RunningGunicorn,
) -> None:
    """Health checks of the proxy (LOCAL), and of the machine itself."""
    assert answers(gunicorn, LOCAL, GET, GET) == [(200, 1), (200, 2)]
    assert answers(gunicorn, b"") == [(200, 3)]


def test_headers_of_the_client_are_not_believed(gunicorn: RunningGunicorn) -> None:
    """The proxy passes bytes on, so that X-Forwarded-For is the client's own."""
    forged = GET + b"X-Forwarded-For: 198.51.100.77\r\nForwarded: for=198.51.100.77\r\n"
    assert answers(gunicorn, version_2("192.0.2.9"), forged, GET) == [(200, 1), (200, 2)]


def test_header_is_no_request_without_the_setting(lone_worker: RunningGunicorn) -> None:
    assert answers(lone_worker, version_1("192.0.2.1"), b"")[0][0] == 400
