"""The report refuses answers that are not what was requested, and changes only its own blocks."""

import base64
import json
from xml.etree import ElementTree as ET

import pytest

from bench import plots, report
from bench.fairness import answer_length
from bench.peers import FIRST, Peer
from common.barcode import pipeline
from common.barcode.model import options


def drawn(data: str) -> bytes:
    return pipeline.draw(options.parse({"data": data, "format": "code128"}, strings=True)).body


def peer(*, fixed: bool = False) -> Peer:
    return Peer("a peer", "Code 128", (), lambda n: b"", fixed=fixed)


def result(picture: bytes) -> bytes:
    """Return the answer of a tool (MCP 2025-11-25, tools, image content)."""
    content = [{"type": "image", "data": base64.b64encode(picture).decode()}]
    return json.dumps({"jsonrpc": "2.0", "id": 1, "result": {"content": content}}).encode()


@pytest.mark.parametrize("answer", [lambda body: body, result])
def test_picture_of_the_requested_data_is_accepted(answer: type) -> None:
    peer().check(answer(drawn("100000007")), 100_000_007)


def test_picture_of_other_data_ends_the_report() -> None:
    with pytest.raises(SystemExit, match=r"read \['1'\] instead of 100000007"):
        peer().check(drawn("1"), 100_000_007)


def test_peer_that_draws_nothing_has_the_picture_that_it_was_given() -> None:
    peer(fixed=True).check(drawn(str(FIRST)), 100_000_007)
    with pytest.raises(SystemExit, match="a peer, Code 128"):
        peer(fixed=True).check(drawn("100000007"), 100_000_007)


def test_blocks_of_a_document_are_replaced_and_nothing_else() -> None:
    document = "a\n<!-- bench peers -->\nold\n<!-- end -->\nb\n<!-- bench other -->\nkept\n"
    expected = "a\n<!-- bench peers -->\n\nnew \\1\n\n<!-- end -->\nb\n<!-- bench other -->\nkept\n"
    assert report.replaced(document, {"peers": "new \\1"}) == expected
    # Again, with what is there now.
    assert report.replaced(expected, {"peers": "new \\1"}) == expected


def test_document_without_a_block_is_refused() -> None:
    with pytest.raises(SystemExit, match="lacks <!-- bench peers -->"):
        report.replaced("nothing", {"peers": "new"})


def test_plots_are_svg_with_every_name() -> None:
    bars = plots.bars("CPU", {"ours, <QR>": 2.0, "a peer": 4.0}, "ours")
    lines = plots.lines("CPU", (1, 16), {"new & old": [1.0, 2.0]})
    for picture, names in ((bars, {"ours, <QR>", "a peer", "4.0"}), (lines, {"new & old", "16"})):
        root = ET.fromstring(picture)  # it was made above
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert names <= {each.text for each in root.iter()}


def test_longest_bar_belongs_to_the_largest_value() -> None:
    root = ET.fromstring(plots.bars("CPU", {"a": 2.0, "b": 4.0}, "a"))
    lengths = [float(each.get("width", "0")) for each in list(root)[1:] if each.get("x") == "330"]
    assert [round(length / max(lengths), 2) for length in lengths if length] == [0.5, 1.0]


def test_answers_are_counted_when_they_are_whole() -> None:
    """RFC 9112, 6.2: the body has as many bytes as Content-Length says."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
    assert answer_length(answer + b"HTTP") == len(answer)
    assert [answer_length(answer[:length]) for length in (0, 20, len(answer) - 1)] == [0, 0, 0]
    with pytest.raises(SystemExit, match="503"):
        answer_length(b"HTTP/1.1 503 Unavailable\r\n\r\n")
