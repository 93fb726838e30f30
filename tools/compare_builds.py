"""Records what one build answers, and compares what another answers to the same requests.

    python -m tools.compare_builds record OUT.jsonl.gz [--tree TREE]
    python -m tools.compare_builds replay TREE OUT.jsonl.gz

Use it before and after a refactoring. Both commands start the real stack of the tree, with a
DATA_DIR and ports of its own, and talk to it over loopback. Texts for human readers that differ are
counted as reworded; any other difference gives exit status 1.
"""

import argparse
import contextlib
import fnmatch
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from tools.builds import corpus, differences, exchanges, observing, stack
from tools.builds.differences import Difference
from tools.builds.exchanges import Answer, Exchange, Request

ROOT = Path(__file__).parent.parent
MAX_SHOWN = 40
MAX_CHARACTERS = 300


class Build:
    """One tree, running; it keeps what later requests need of earlier answers."""

    def __init__(self, tree: Path) -> None:
        self._tree = tree.absolute()
        self._open = contextlib.ExitStack()
        self._stacks: dict[str, stack.Stack] = {}
        self._speakers: dict[str, stack.Speaker] = {}
        self._kept: dict[str, str] = {}
        self._count = 0

    def send(self, request: Request) -> tuple[Answer, Exchange]:
        """Send *request*; return the answer, and what of it is compared."""
        filled = self._fill(request)
        answer = self._answer(filled)
        self._kept |= observing.keep(request, answer)
        return answer, Exchange(request, observing.observe(request, answer, self._kept))

    def _fill(self, request: Request) -> Request:
        text = msgspec.json.encode((request.path, request.headers)).decode()
        body = request.body
        for name, value in self._kept.items():
            mark = f"{{{{{name}}}}}"
            text = text.replace(mark, msgspec.json.encode(value).decode()[1:-1])
            body = body.replace(mark.encode(), value.encode())
        path, headers = msgspec.json.decode(text, type=tuple[str, dict[str, str]])
        return msgspec.structs.replace(request, path=path, headers=headers, body=body)

    def _answer(self, request: Request) -> Answer:
        kind = request.via.partition(":")[0]
        if kind in ("http", "limited"):
            return self._stack(kind).send(request)
        self._count += 1
        return stack.converse(self._speaker(request), request.body, self._count)

    def _stack(self, kind: str) -> stack.Stack:
        if kind not in self._stacks:
            settings = stack.LIMITED if kind == "limited" else stack.UNLIMITED
            self._stacks[kind] = self._open.enter_context(stack.Stack(self._tree, **settings))
        return self._stacks[kind]

    def _speaker(self, request: Request) -> stack.Speaker:
        if request.via not in self._speakers:
            speaker: stack.Speaker
            if request.via.startswith("ws:"):
                speaker = stack.WebSocket(self._stack("http").port, request.path)
            else:
                speaker = stack.Stdio(self._tree)
            self._open.callback(speaker.close)
            self._speakers[request.via] = speaker
        return self._speakers[request.via]

    def __enter__(self) -> "Build":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


def record(tree: Path, file: Path) -> int:
    """Write to *file* what *tree* answers; return the number of exchanges."""
    with Build(tree) as build:
        return exchanges.write(file, str(tree), _recorded(build))


def _recorded(build: Build) -> Iterator[Exchange]:
    requests = corpus.requests()
    names = set()
    answer: Answer | None = None
    with contextlib.suppress(StopIteration):
        while True:
            request = requests.send(answer) if answer else next(requests)
            if request.name in names:
                raise ValueError(f"Two requests are named {request.name}.")
            names.add(request.name)
            answer, exchange = build.send(request)
            yield exchange


def replay(tree: Path, file: Path, only: str) -> Iterator[tuple[Request, list[Difference]]]:
    """Yield each request of *file* whose name fits *only*, with what *tree* answers differently."""
    with Build(tree) as build:
        for exchange in exchanges.read(file):
            if fnmatch.fnmatchcase(exchange.request.name, only):
                now = build.send(exchange.request)[1]
                yield exchange.request, differences.compare(exchange.answer, now.answer)


def report(found: Sequence[tuple[Request, Difference]], what: str, most: int) -> None:
    """Print *found*: a line for each place first, then the values of up to *most*."""
    if not found:
        return
    places = Counter(f"{r.name.partition('/')[0]}: {_place(d.where)}" for r, d in found)
    print(f"\n{len(found)} {what}, by place:")
    for place, count in places.most_common():
        print(f"  {count:6} {place}")
    for request, each in found[:most]:
        print(f"\n{request.name}: {request.via} {request.method} {request.path[:MAX_CHARACTERS]}")
        print(f"  {each.where}\n    before {_shown(each.before)}\n    after  {_shown(each.after)}")
    if len(found) > most:
        print(f"\n… and {len(found) - most} more; --show {len(found)} prints all.")


def _place(where: str) -> str:
    return "/".join("*" if part.isdigit() else part for part in where.split("/"))


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + "…"


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that *words* name; return the exit status."""
    arguments = _arguments().parse_args(words)
    if arguments.command == "record":
        count = record(arguments.tree, arguments.file)
        print(f"{count} exchanges of {arguments.tree} are in {arguments.file}.")
        return 0
    changed: list[tuple[Request, Difference]] = []
    count = 0
    for request, found in replay(arguments.tree, arguments.file, arguments.only):
        count += 1
        if not any(fnmatch.fnmatchcase(request.name, pattern) for pattern in arguments.skip):
            changed += [(request, each) for each in found]
    reworded = [(request, each) for request, each in changed if each.reworded]
    changed = [(request, each) for request, each in changed if not each.reworded]
    report(reworded, "reworded texts", arguments.show)
    report(changed, "differences", arguments.show)
    print(f"\n{count} requests: {len(changed)} differences, {len(reworded)} reworded texts.")
    return 1 if changed else 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="compare_builds", description=__doc__.split("\n\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    recording = commands.add_parser("record", help="record what a tree answers")
    recording.add_argument("file", type=Path, help="the recording to write")
    recording.add_argument("--tree", type=Path, default=ROOT, help="a checkout; default this one")
    replaying = commands.add_parser("replay", help="compare what another tree answers")
    replaying.add_argument("tree", type=Path, help="a checkout")
    replaying.add_argument("file", type=Path, help="the recording")
    replaying.add_argument(
        "--only", default="*", metavar="GLOB", help="send only requests so named, such as 'gs1/*'"
    )
    replaying.add_argument(
        "--skip",
        action="append",
        default=[],
        metavar="GLOB",
        help="send requests so named, and ignore what differs",
    )
    replaying.add_argument("--show", type=int, default=MAX_SHOWN, help="values to print of each")
    return parser


if __name__ == "__main__":
    # The stacks that it started have to end too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main())
