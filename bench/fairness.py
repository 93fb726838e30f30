"""Measures how long a polite client waits while others are busy, on one worker.

    make bench-fairness

Busy clients send a request for new data as soon as one is answered, and keep one or sixteen under
way on each connection. A polite client sends one at a time, with pauses. Its *fair share* is the
time in which the worker answers one request of every client. *Turns* is how many requests of each
busy client are answered while the polite one waits: one is fair. Times are of the clock, so that
other load lengthens them; turns don't depend on it.
"""

import argparse
import multiprocessing
import random
import selectors
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from bench import requests
from bench.servers import running

DRAWING = requests.KINDS["Code 128 PNG, new data"]
PAUSE_SECONDS = 0.02
END = b"\r\n\r\n"
_numbers = count(200_000_000)


class Client:
    """One connection that keeps *depth* requests under way."""

    def __init__(self, port: int, depth: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), requests.ANSWER_SECONDS)
        self._received = b""
        self._send(depth)

    def _send(self, number: int) -> None:
        self.socket.sendall(b"".join(DRAWING(next(_numbers)) for _ in range(number)))

    def replace_answered(self) -> int:
        """Read what has arrived, send as many requests as are answered, and return how many."""
        self._received += self.socket.recv(262_144)
        answered = 0
        while length := answer_length(self._received):
            self._received = self._received[length:]
            answered += 1
        self._send(answered)
        return answered


def answer_length(received: bytes) -> int:
    """Return the length of the first answer in *received*; 0 if it is incomplete."""
    head, end, body = received.partition(END)
    if not end:
        return 0
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"a request failed: {head!r}")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return len(head) + len(END) + length if len(body) >= length else 0


def keep_busy(port: int, clients: int, depth: int, answered: Any, stop: Any) -> None:
    """Keep *clients* busy until *stop* is set, and count their answers in *answered*."""
    selector = selectors.DefaultSelector()
    for _ in range(clients):
        client = Client(port, depth)
        selector.register(client.socket, selectors.EVENT_READ, client.replace_answered)
    while not stop.is_set():
        for key, _ in selector.select(0.1):
            answered.value += key.data()


@contextmanager
def busy_clients(port: int, clients: int, depth: int) -> Iterator[Callable[[], int]]:
    """Run busy clients in a process of their own; yield a function that counts their answers."""
    context = multiprocessing.get_context("spawn")
    answered, stop = context.Value("q", 0, lock=False), context.Event()
    arguments = (port, clients, depth, answered, stop)
    process = context.Process(target=keep_busy, args=arguments, daemon=True)
    process.start()
    try:
        # From the second answer of each on, all are busy.
        while answered.value < 2 * clients:
            time.sleep(0.01)
        yield lambda: int(answered.value)
    finally:
        stop.set()
        process.join()


def waits(port: int, number: int, answered: Callable[[], int]) -> list[tuple[float, int]]:
    """Return of *number* requests of the polite client the time and the others' answers."""
    found = []
    with socket.create_connection(("127.0.0.1", port), requests.ANSWER_SECONDS) as client:
        for _ in range(number):
            # At any moment of a round of the busy clients.
            time.sleep(PAUSE_SECONDS * random.uniform(0.5, 1.5))
            began, before, received = time.perf_counter(), answered(), b""
            client.sendall(DRAWING(next(_numbers)))
            while not answer_length(received):
                received += client.recv(65_536)
            found.append((time.perf_counter() - began, answered() - before))
    return found


def percentile(values: Iterable[float], part: float) -> float:
    """Return the value that *part* of *values* do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def measure(port: int, clients: int, depth: int, number: int) -> str:
    """Return a line of the table."""
    with busy_clients(port, clients, depth) as answered:
        began, before = time.perf_counter(), answered()
        times, others = zip(*waits(port, number, answered), strict=True)
        rate = (answered() - before + number) / (time.perf_counter() - began)
    share = (clients + 1) / rate
    parts = [percentile(times, part) for part in (0.5, 0.99)]
    rounds = [percentile(others, part) / clients for part in (0.5, 0.99)]
    return (
        f"{clients:12}{depth:11}{share * 1e3:9.1f} ms{parts[0] * 1e3:9.1f} ms"
        f"{parts[1] * 1e3:9.1f} ms{rounds[0]:10.1f}{rounds[1]:10.1f}"
    )


def main(arguments: Sequence[str]) -> int:
    """Measure every number of busy clients, and print a table."""
    parser = argparse.ArgumentParser(prog="bench.fairness")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 16, 64, 256])
    parser.add_argument("--requests", type=int, default=400, help="of the polite client")
    given = parser.parse_args(arguments)
    serve = (sys.executable, "-m", "common.cli", "serve")
    with running("stack", serve, ports=2) as server:
        waits(server.port, 50, lambda: 0)
        print("busy clients  under way  fair share         p50         p99  p50 turns  p99 turns")
        for clients in given.clients:
            for depth in (1, 16):
                print(measure(server.port, clients, depth, given.requests))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
