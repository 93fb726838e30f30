"""The comparison of builds: what it counts as a difference, and a build compared with itself.

Expectations: the answers are written here by hand; a build answers like itself.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tools import compare_builds
from tools.builds import corpus, differences, exchanges, observing
from tools.builds.corpus.requests import Requests, changed, get, post
from tools.builds.exchanges import Answer, Exchange, Observation, Request

JSON = (("Content-Type", "application/json"),)
ID, OTHER_ID = "ElFcDJxrkfy0QDwmLK-GutTh", "Of13u5a4TjhsoFMvOn8Gtq1r"


def seen(body: Any, status: int = 200, *headers: tuple[str, str], **options: Any) -> Observation:
    """Return what is compared of a JSON answer."""
    answer = Answer(status, (*JSON, *headers), json.dumps(body).encode())
    return observing.observe(Request("one", **options), answer, {})


def changes(before: Observation, after: Observation) -> list[tuple[str, bool]]:
    """Return the places that differ, and for each whether it is only reworded."""
    return [(each.where, each.reworded) for each in differences.compare(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ({"code": "a.b"}, {"code": "a.c"}, "body/code"),
        ({"a": 1}, {"b": 1}, "body/a"),
        ({"a": 1}, {"a": "1"}, "body/a"),
        ({"a": 1}, {"a": True}, "body/a"),
        ({"a": 1}, {"a": 1.0}, "body/a"),
        ({"errors": [1]}, {"errors": [1, 2]}, "body/errors/length"),
        ({"message": "a"}, {"message": None}, "body/message"),
        ({"message": "a"}, {}, "body/message"),
        ({"cells": {"title": "a"}}, {"cells": {"title": "b"}}, "body/cells/title"),
        ({"barcodes": [{"text": "a"}]}, {"barcodes": [{"text": "b"}]}, "body/barcodes/0/text"),
    ],
)
def test_what_a_program_reads_is_a_difference(before: Any, after: Any, where: str) -> None:
    assert changes(seen(before), seen(after))[0] == (where, False)


def test_status_and_headers_are_differences() -> None:
    before, after = seen({}, 200, ("Vary", "Accept")), seen({}, 404, ("X-New", "1"))
    where = [("status", False), ("header vary", False), ("header x-new", False)]
    assert changes(before, after) == where


@pytest.mark.parametrize(
    "path", ["detail", "errors/0/message", "errors/0/fix", "warnings/0", "result/content/0/text"]
)
def test_text_for_human_readers_is_reworded(path: str) -> None:
    before: Any = "It is bad."
    after: Any = "This is wrong."
    for key in reversed(path.split("/")):
        before, after = ([before], [after]) if key == "0" else ({key: before}, {key: after})
    assert changes(seen(before), seen(after)) == [(f"body/{path}", True)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"id": ID}, {"id": OTHER_ID}),
        ({"self": f"/batches/{ID}/labels.pdf"}, {"self": f"/batches/{OTHER_ID}/labels.pdf"}),
        ({"at": "2026-11-29T10:38:32.702981Z"}, {"at": "2027-01-02T03:04:05Z"}),
        ({"ticket": "a"}, {"ticket": "b"}),
        ({"version": "0.1.0"}, {"version": "0.2.0"}),
        ({"url": "ws://127.0.0.1:8000/mcp"}, {"url": "ws://127.0.0.1:8002/mcp"}),
        ({"text": f'{{"id": "{ID}"}}'}, {"text": f'{{"id": "{OTHER_ID}"}}'}),
    ],
)  # fmt: skip
def test_what_differs_from_run_to_run_is_none(before: Any, after: Any) -> None:
    assert changes(seen(before), seen(after)) == []


def test_numbers_of_a_loose_answer_differ_and_their_kinds_do_not() -> None:
    assert changes(seen({"n": 1}, loose=True), seen({"n": 2.5}, loose=True)) == []
    assert changes(seen({"n": 1}, loose=True), seen({"n": "1"}, loose=True)) == [("body/n", False)]


def test_one_byte_of_a_picture_is_a_difference() -> None:
    kind = (("Content-Type", "image/png"),)
    before, after = (
        observing.observe(Request("one"), Answer(200, kind, body), {})
        for body in (b"x" * 1000 + b"1", b"x" * 1000 + b"2")
    )
    assert changes(before, after) == [("body/sha256", False)]


def test_file_gives_back_what_was_written(tmp_path: Path) -> None:
    request = Request("one", body=b"\x00\xff", keep={"a": "id"})
    exchange = Exchange(request, seen({"a": [1, 2.0, None]}))
    exchanges.write(tmp_path / "file", "tree", iter([exchange]))
    assert list(exchanges.read(tmp_path / "file")) == [exchange]


def few() -> Requests:
    """Draw, make a batch and fetch it, and speak MCP over both kinds of conversation."""
    yield get("draw", "barcodes/qr.png", {"data": "1"})
    request = post("batch", "batches", b"data,format\n1,qr\n", "text/csv")
    yield changed(request, keep={"batch": "id"})
    yield get("report", "batches/{{batch}}/report.csv")
    for via, path in (("stdio:one", ""), ("ws:one", "/api/v1/mcp/ws/one")):
        for number, body in enumerate((b"rubbish", b'{"jsonrpc":"2.0","id":1,"method":"ping"}')):
            yield Request(f"{via}/{number}", via, "", path, body=body)


def test_build_answers_like_itself_and_not_like_a_changed_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(corpus, "requests", few)
    file, changed_file = tmp_path / "file", tmp_path / "changed"
    assert compare_builds.main(["record", str(file)]) == 0
    recorded = list(exchanges.read(file))
    assert [each.answer.status for each in recorded] == [200, 201, 200, 0, 0, 0, 0]

    draw = recorded[0]
    other = Exchange(draw.request, Observation(404, draw.answer.headers, draw.answer.document))
    exchanges.write(changed_file, "tree", iter([other, *recorded[1:]]))
    root = str(compare_builds.ROOT)
    assert compare_builds.main(["replay", root, str(file)]) == 0
    assert compare_builds.main(["replay", root, str(changed_file)]) == 1
    assert "1 differences" in capsys.readouterr().out
