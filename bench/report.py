"""Compares this build with its peers, and writes tables, versions and plots of the benchmarks.

    make bench                 # docs/benchmarks.md and its plots; half an hour
    make bench-quick           # prints the tables only; some minutes

The unit is the CPU time of a hello-world request. Each round measures hello-world before and after
a server (A-B-A) with the same number of clients, and a figure is the median over the rounds. New
data is never repeated; repeated data is one request sent again and again. Before a server is
measured, and after each round, its answers are decoded, and equal requests must have answers of
equal size: otherwise nothing is reported.
"""

import argparse
import io
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from itertools import count
from pathlib import Path
from statistics import median

import zxingcpp
from msgspec import Struct, structs
from PIL import Image

from bench import plots, requests
from bench.peers import FIRST, HELLO, OURS, Peer, is_installed, peers, png
from bench.servers import ROOT, Running, running
from tests.interop.environments import NODE

DOCUMENT = ROOT / "docs" / "benchmarks.md"
PACKAGES = ("gunicorn", "gevent", "falcon", "websockets", "msgspec", "pillow", "zxing-cpp")
CLIENTS = 16
ZINT_CALLS = 40
SETTLE_SECONDS = 3.0


class Effort(Struct, frozen=True):
    """How much is measured.

    Attributes:
        clients: how many connections are kept busy, each number in turn.
        rounds: of each figure.
        requests: of each round, at least; four for each client.
    """

    clients: tuple[int, ...] = (1, CLIENTS, 64, 256)
    rounds: int = 5
    requests: int = 320

    def requests_of(self, clients: int) -> int:
        """Return the requests of a round with so many *clients*."""
        return max(self.requests, 4 * clients)


FULL, QUICK = Effort(), Effort(clients=(CLIENTS,), rounds=3, requests=200)


class Row(Struct, frozen=True):
    """The figures of one server: CPU in hello-worlds, by number of clients.

    Attributes:
        peer: what was measured.
        pixels: the size of the picture.
        new: with data that is never repeated.
        repeated: with one request, sent again and again.
    """

    peer: Peer
    pixels: str
    new: dict[int, float]
    repeated: dict[int, float]


def measure(effort: Effort, found: Sequence[Peer]) -> list[Row]:
    """Return a row for each of *found*, in that order."""
    rows: list[Row] = []
    with running("hello", HELLO) as base:
        for peer in found:
            ports = 2 if peer.command == OURS else 1
            with running(peer.name, peer.command, ports=ports, **peer.environ) as server:
                rows.append(_row(effort, peer, server, base))
            print(_line(rows[-1], effort.clients), flush=True)
    return rows


def _row(effort: Effort, peer: Peer, server: Running, base: Running) -> Row:
    pixels = _check(peer, server)
    new: dict[int, float] = {}
    repeated: dict[int, float] = {}
    # Of all numbers of clients: data that was drawn for fewer of them is not new.
    numbers = count(FIRST + 10)
    for clients in effort.clients:
        exchange = requests.Exchange(server, numbers, clients=clients)
        new[clients] = _ratio(effort, server, base, exchange, peer.make)
        # The last request of a round is that of the last number.
        peer.check(exchange.last, exchange.sent)
        again = _again(peer.make)
        repeated[clients] = _ratio(effort, server, base, exchange, again)
        peer.check(exchange.last, FIRST)
    return Row(peer, pixels, new, repeated)


def _again(make: Callable[[int], bytes]) -> Callable[[int], bytes]:
    request = make(FIRST)
    return lambda _: request


def _check(peer: Peer, server: Running) -> str:
    """Return the size of the pictures of *server*, which are readable and of equal size.

    Raises:
        SystemExit: they are not.
    """
    exchange = requests.Exchange(server, clients=1)
    sizes, pixels = set(), set()
    for number in (FIRST, FIRST + 1, FIRST, FIRST):
        size = exchange.run(lambda _, number=number: peer.make(number), 1)
        peer.check(exchange.last, number)
        image = Image.open(io.BytesIO(png(exchange.last)))
        pixels.add(f"{image.width} × {image.height}")
        if number == FIRST:
            sizes.add(size)
    if len(sizes) > 1 or len(pixels) > 1:
        raise SystemExit(f"{peer.name}, {peer.draws}: answers differ in size: {sizes}, {pixels}")
    return pixels.pop()


def _ratio(
    effort: Effort,
    server: Running,
    base: Running,
    exchange: requests.Exchange,
    make: Callable[[int], bytes],
) -> float:
    """Return the CPU time of a request in hello-worlds."""
    plain = requests.Exchange(base, clients=exchange.clients)
    number = effort.requests_of(exchange.clients)

    def hello() -> float:
        return requests.cost(base, lambda n: plain.run(requests.get("/livez"), n), number)

    # Imports and caches.
    exchange.run(make, exchange.clients)
    found, before = [], hello()
    for _ in range(effort.rounds):
        cost = requests.cost(server, lambda n: exchange.run(make, n), number)
        after = hello()
        found.append(2 * cost / (before + after))
        before = after
    return median(found)


def zint(effort: Effort) -> tuple[str, float] | None:
    """Return the version of zint's command line and its CPU time for a picture in hello-worlds."""
    try:
        version = subprocess.run(["zint", "--version"], capture_output=True, text=True, check=True)
    except OSError:
        return None
    numbers, found = count(FIRST), []
    with running("hello", HELLO) as base, tempfile.TemporaryDirectory() as folder:
        plain, file = requests.Exchange(base), Path(folder, "code.png")
        for _ in range(effort.rounds):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            for _ in range(ZINT_CALLS):
                data = str(next(numbers))
                subprocess.run(["zint", "-o", str(file), "-d", data], check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if [each.text for each in zxingcpp.read_barcodes(Image.open(file))] != [data]:
                raise SystemExit("zint's picture is not readable")
            seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            unit = requests.cost(
                base, lambda n: plain.run(requests.get("/livez"), n), effort.requests
            )
            found.append(seconds / ZINT_CALLS * 1e6 / unit)
    return version.stdout.split()[-1], median(found)


def start(effort: Effort) -> tuple[float, float]:
    """Return a stack's CPU seconds until its first answer, and its idle memory (PSS) in MiB."""
    seconds, memory = [], []
    for _ in range(effort.rounds):
        # Two workers, as on a machine with one or two cores.
        with running("stack", OURS, ports=2, WORKERS="2") as server:
            requests.Exchange(server, clients=1).run(requests.KINDS["Code 128 PNG, new data"], 1)
            seconds.append(server.cpu_us() / 1e6)
            time.sleep(SETTLE_SECONDS)
            memory.append(server.pss_mib())
    return median(seconds), median(memory)


def _line(row: Row, clients: Sequence[int]) -> str:
    figures = " ".join(f"{row.new[n]:6.1f} {row.repeated[n]:6.1f}" for n in clients)
    return f"{row.peer.name:28} {row.peer.draws:16} {row.pixels:>10} {figures}"


def table(rows: Sequence[Row], clients: Sequence[int]) -> str:
    """Return *rows* as a Markdown table."""
    head = " | ".join(f"{n} clients" if n > 1 else "1 client" for n in clients)
    lines = [
        f"| server | draws | px | {head} |",
        f"|---|---|---|{'---:|' * len(clients)}",
    ]
    for row in rows:
        figures = " | ".join(f"{row.new[n]:.1f} / {row.repeated[n]:.1f}" for n in clients)
        lines.append(f"| {row.peer.name} | {row.peer.draws} | {row.pixels} | {figures} |")
    return "\n".join(lines)


def versions(zint_version: str | None) -> str:
    """Return the versions of what was measured, in a sentence."""
    names = [f"{name} {metadata.version(name)}" for name in PACKAGES]
    node = subprocess.run([str(NODE), "--version"], capture_output=True, text=True, check=False)
    others = [f"Python {platform.python_version()}", *names, f"Node {node.stdout.strip()}"]
    return ", ".join([*others, f"zint {zint_version}"] if zint_version else others) + "."


def pictures(rows: Sequence[Row], clients: Sequence[int]) -> dict[str, str]:
    """Return the plots, by the name of their file."""
    by_draws: Mapping[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_draws[row.peer.draws].append(row)
    ordered = {
        f"{row.peer.name}, {draws}": row.new[CLIENTS]
        for draws, some in by_draws.items()
        for row in some
    }
    title = "CPU of a request with new data, in hello-worlds, 16 clients"
    series = {
        f"{draws}, {kind}": [figures[n] for n in clients]
        for draws, some in by_draws.items()
        for kind, figures in (("new", some[0].new), ("repeated", some[0].repeated))
    }
    return {
        "benchmarks-peers.svg": plots.bars(title, ordered, "theBarcodeAPI"),
        "benchmarks-clients.svg": plots.lines(
            "CPU of a request to theBarcodeAPI, in hello-worlds", clients, series
        ),
    }


def replaced(document: str, parts: Mapping[str, str]) -> str:
    """Return *document* with each of *parts* between the comments that have its name.

    Raises:
        SystemExit: the document lacks one of them.
    """
    for name, text in parts.items():
        block = re.compile(rf"(<!-- bench {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not block.search(document):
            raise SystemExit(f"docs/benchmarks.md lacks <!-- bench {name} -->")
        document = block.sub(lambda found, text=text: f"{found[1]}\n{text}\n\n{found[2]}", document)
    return document


def main(arguments: Sequence[str]) -> int:
    """Measure everything; write the report, or print it."""
    parser = argparse.ArgumentParser(prog="bench.report")
    parser.add_argument("--quick", action="store_true", help="measure less, and write nothing")
    parser.add_argument("--rounds", type=int, help="of each figure")
    parser.add_argument("--only", default="", help="measure the servers with this in their names")
    given = parser.parse_args(arguments)
    if not is_installed():
        raise SystemExit("The peers are not installed: `make bench` installs them.")
    effort = QUICK if given.quick else FULL
    if given.rounds:
        effort = structs.replace(effort, rounds=given.rounds)
    chosen = [peer for peer in peers() if given.only in f"{peer.name}, {peer.draws}"]
    print(f"clients: {effort.clients}; each has new and repeated data, in hello-worlds")
    rows = measure(effort, chosen)
    command = zint(effort)
    if command:
        print(f"zint's command line: {command[1]:.0f}")
    if given.only:
        return 0
    seconds, memory = start(effort)
    print(f"start: {seconds:.2f} s of CPU to the first answer, {memory:.0f} MiB when idle")
    if given.quick:
        return 0
    process = f"zint {command[0]} as a command: {command[1]:.0f}." if command else ""
    parts = {
        "versions": versions(command[0] if command else None),
        "peers": "\n\n".join(filter(None, (table(rows, effort.clients), process))),
        "start": f"CPU to the first answer {seconds:.2f} s, idle memory {memory:.0f} MiB (PSS).",
    }
    DOCUMENT.write_text(replaced(DOCUMENT.read_text(), parts))
    for name, picture in pictures(rows, effort.clients).items():
        (DOCUMENT.parent / name).write_text(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
