"""Compares opening and holding MCP WebSockets with bare ones of the websockets library.

    make bench-sockets

Both servers get the same handshakes from a client that is not measured, in steps. A step reports
the CPU time of one opening and the memory of one open socket (PSS of all processes). The bare
server accepts without compression, and waits for messages.
"""

import argparse
import asyncio
import resource
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from websockets.asyncio.server import ServerConnection, serve

from bench.requests import ANSWER_SECONDS
from bench.servers import Running, running

STEPS = (500, 2_000, 4_000, 7_000, 10_000)
# As clients do that all reconnect after a restart.
AT_ONCE = 50
WARM_UP = 50
MANY = "100000"
# Loopback addresses: one address has 28,000 ports for clients, and a limit of connections.
ADDRESSES = 50


async def bare(port: int) -> None:
    """Serve bare WebSockets until the process ends."""

    async def hold(connection: ServerConnection) -> None:
        async for _ in connection:
            pass

    async with serve(hold, "127.0.0.1", port, compression=None, ping_interval=3600):
        await asyncio.get_running_loop().create_future()


def handshake(port: int, number: int) -> socket.socket:
    """Return a socket that has sent its handshake."""
    source = f"127.0.1.{1 + number % ADDRESSES}"
    client = socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS, (source, 0))
    client.sendall(
        f"GET /api/v1/mcp/ws/bench HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    return client


@contextmanager
def opened(port: int, numbers: range) -> Iterator[None]:
    """Open sockets with these *numbers*, and close them at the end of the block."""
    with ExitStack() as stack:
        for first in range(numbers.start, numbers.stop, AT_ONCE):
            some = range(first, min(first + AT_ONCE, numbers.stop))
            clients = [stack.enter_context(handshake(port, number)) for number in some]
            for client in clients:
                if not client.recv(4_096).startswith(b"HTTP/1.1 101"):
                    raise SystemExit("a WebSocket was refused")
        yield


def steps(server: Running, port: int, reached: Sequence[int]) -> list[tuple[float, float]]:
    """Return for each step µs of CPU for an opening, and KiB of memory for an open socket."""
    found, before = [], WARM_UP
    with ExitStack() as stack:
        stack.enter_context(opened(port, range(before)))
        for total in reached:
            numbers = range(before, total)
            memory, time = server.pss_mib(), server.cpu_us()
            stack.enter_context(opened(port, numbers))
            used = server.cpu_us() - time
            more = (server.pss_mib() - memory) * 1024
            found.append((used / len(numbers), more / len(numbers)))
            before = total
    return found


def main(arguments: Sequence[str]) -> int:
    """Measure every step of both servers, and print a table."""
    parser = argparse.ArgumentParser(prog="bench.sockets")
    parser.add_argument("--steps", type=int, nargs="+", default=STEPS)
    parser.add_argument("--bare", type=int, help="serve bare WebSockets on this port")
    given = parser.parse_args(arguments)
    if given.bare:
        asyncio.run(bare(given.bare))
        return 0
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    limits = {"MCP_MAX_CONNECTIONS": MANY, "MCP_MAX_CONNECTIONS_PER_ADDRESS": MANY}
    serve_stack = (sys.executable, "-m", "common.cli", "serve")
    serve_bare = (sys.executable, "-m", "bench.sockets", "--bare", "{port}")
    # One after the other: the client may have no descriptors for both.
    with running("stack", serve_stack, ports=2, MCP_PING_INTERVAL="3600", **limits) as ours:
        found = steps(ours, ours.websocket_port, given.steps)
    with running("bare", serve_bare) as plain:
        expected = steps(plain, plain.port, given.steps)
    print("sockets      opening        bare  quotient    memory      bare")
    for reached, own, other in zip(given.steps, found, expected, strict=True):
        print(
            f"{reached:7,}{own[0]:10.0f} µs{other[0]:9.0f} µs{own[0] / other[0]:10.1f}"
            f"{own[1]:6.1f} KiB{other[1]:6.1f} KiB"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
