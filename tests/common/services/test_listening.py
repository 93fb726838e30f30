"""Addresses of the listening sockets. Expectations: RFC 4291; RFC 3493, 5.3."""

import ipaddress
import socket

import pytest

from common.services import listening
from common.services.listening import bind_addresses, is_dual_stack, with_mapped


@pytest.mark.parametrize(
    ("host", "is_dual"),
    [
        ("::", True),
        ("0:0:0:0:0:0:0:0", True),
        ("::1", False),
        ("0.0.0.0", False),  # compared, not bound
        ("localhost", False),
        ("", False),
    ],
)
def test_unspecified_ipv6_address_means_both_versions(host: str, is_dual: bool) -> None:
    """RFC 4291, 2.5.2: the unspecified address is ::, however it is written."""
    assert is_dual_stack(host) == is_dual


@pytest.mark.parametrize(
    ("host", "bound"),
    [("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80"), ("localhost", "localhost:80")],
)
def test_ipv6_addresses_are_in_brackets(host: str, bound: str) -> None:
    """RFC 3986, 3.2.2."""
    assert bind_addresses(host, 80) == [bound]


@pytest.mark.parametrize(("only", "bound"), [(0, ["[::]:80"]), (1, ["[::]:80", "0.0.0.0:80"])])
def test_system_whose_sockets_are_ipv6_only_gets_another_for_ipv4(
    monkeypatch: pytest.MonkeyPatch, only: int, bound: list[str]
) -> None:
    """RFC 3493, 5.3: the default of IPV6_V6ONLY is off, but Linux lets administrators set it."""

    class Probe(socket.socket):
        def __init__(self, family: int) -> None:
            super().__init__(family)
            self.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)

    monkeypatch.setattr(listening.socket, "socket", Probe)
    assert bind_addresses("::", 80) == bound


def test_ipv4_networks_are_listed_as_dual_stack_sockets_report_them() -> None:
    """RFC 4291, 2.5.5.2: the last 32 bits of ::ffff:0:0/96."""
    networks = [ipaddress.ip_network(each) for each in ("10.0.0.0/8", "192.0.2.1", "2001:db8::/32")]
    assert [str(each) for each in with_mapped(networks)] == [
        "10.0.0.0/8",
        str(ipaddress.ip_network("::ffff:10.0.0.0/104")),
        "192.0.2.1/32",
        str(ipaddress.ip_network("::ffff:192.0.2.1/128")),
        "2001:db8::/32",
    ]
