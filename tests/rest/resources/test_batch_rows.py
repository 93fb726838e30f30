"""Changing rows of a batch: bad requests first, then barcodes that zxing-cpp reads.

Expectations: docs/batches.md. The numbers are from the GS1 General Specifications and stdnum.
"""

import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest
import zxingcpp
from falcon.testing import Result, TestClient
from PIL import Image

from common.operations.batches.rate_bounds import MAX_EDITS
from tests.rest.resources.test_batches import URL, form, post

TABLE = (
    b"Artikel;EAN;Preis\n"
    b"Tee;5901234123457;3,20\n"
    b"Kaffee;4006381333932;5,00\n"
    b"Kakao;4006381333948;4,00\n"
    b"Zucker;400638133;1,00\n"
)
RIGHT = "4006381333931"


@pytest.fixture
def made(client: TestClient) -> dict[str, Any]:
    """A batch with two bad rows: 3, with a wrong check digit, and 5, which is too short."""
    report = dict(post(client, TABLE).json)
    assert [row["row"] for row in report["rows"] if row["status"] == "failed"] == [3, 5]
    return report


def change(client: TestClient, made: dict[str, Any], *rows: dict[str, object]) -> Result:
    return client.simulate_patch(f"{URL}/{made['id']}/rows", json={"rows": rows})


def read(client: TestClient, made: dict[str, Any]) -> list[str]:
    """Return the text of every picture of the batch."""
    body = client.simulate_get(made["links"]["barcodes.zip"]).content
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = [name for name in archive.namelist() if name != "report.csv"]
        pictures = [Image.open(archive.open(name)).convert("L") for name in names]
    return [each.text for picture in pictures for each in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "field.bad_kind"),
        ({"rows": []}, 400, "field.bad_kind"),
        ({"rows": [{"row": 3}]}, 400, "field.bad_kind"),
        ({"rows": [{"row": 3, "cells": {"EAN": 1}}]}, 400, "field.bad_kind"),
        ({"rows": [{"row": 3, "cells": {}}], "strict": True}, 400, "field.unknown"),
        ({"rows": [{"row": 1, "cells": {"EAN": RIGHT}}]}, 400, "batch.unknown_row"),
        ({"rows": [{"row": 9, "cells": {"EAN": RIGHT}}]}, 400, "batch.unknown_row"),
        ({"rows": [{"row": 3, "cells": {"EAM": RIGHT}}]}, 400, "table.unknown_column"),
        ({"rows": [{"row": 3, "file": "b.csv", "cells": {}}]}, 400, "batch.unknown_file"),
    ],
)
def test_bad_request_changes_nothing(
    client: TestClient, made: dict[str, Any], body: dict[str, object], status: int, code: str
) -> None:
    refused = client.simulate_patch(f"{URL}/{made['id']}/rows", json=body)
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert client.simulate_get(made["links"]["self"]).json == made


def test_unknown_batch_is_a_404(client: TestClient) -> None:
    refused = change(client, {"id": "nope"}, {"row": 3, "cells": {}})
    assert refused.json["code"] == "batch.unknown"


def test_mended_row_is_drawn_with_the_others(client: TestClient, made: dict[str, Any]) -> None:
    """By the name of the column; the answer has the changed row alone."""
    report = change(client, made, {"row": 3, "cells": {"EAN": RIGHT}}).json
    assert (report["count"], report["valid"], report["invalid"]) == (4, 3, 1)
    (row,) = report["rows"]
    assert (row["row"], row["status"], row["data"], row["format"]) == (3, "ok", RIGHT, "ean13")
    assert read(client, made) == ["5901234123457", RIGHT, "4006381333948"]


def test_row_is_changed_by_what_a_column_sets(client: TestClient, made: dict[str, Any]) -> None:
    """`data` is the column EAN; no column sets `format`, so that one is added."""
    report = change(client, made, {"row": 5, "cells": {"data": "A-1", "format": "code128"}}).json
    assert [row["format"] for row in report["rows"]] == ["code128"]
    assert read(client, made) == ["5901234123457", "4006381333948", "A-1"]
    columns = client.simulate_get(made["links"]["self"]).json["files"][0]["mapping"]["columns"]
    assert [each["use"] for each in columns] == ["title", "data", "text", "format"]


def test_row_that_is_still_bad_says_why(client: TestClient, made: dict[str, Any]) -> None:
    report = change(client, made, {"row": 3, "cells": {"EAN": "400638133393X"}}).json
    (row,) = report["rows"]
    assert (report["invalid"], row["status"]) == (2, "failed")
    assert (row["data"], row["problems"][0]["code"]) == ("400638133393X", "ean13.bad_character")


def test_good_row_can_be_changed_and_become_bad(client: TestClient, made: dict[str, Any]) -> None:
    report = change(client, made, {"row": 2, "cells": {"EAN": "x", "Preis": "2,00"}}).json
    assert (report["valid"], report["invalid"]) == (1, 3)


def test_changes_are_kept_by_a_later_check(client: TestClient, made: dict[str, Any]) -> None:
    """With other columns, and with a later change of the same row."""
    change(client, made, {"row": 3, "cells": {"EAN": RIGHT, "Artikel": "Mokka"}})
    change(client, made, {"row": 5, "cells": {"format": "code128"}})
    url = f"{URL}/{made['id']}/check"
    checked = client.simulate_post(url, json={"columns": {"copies": ""}}).json
    assert (checked["valid"], checked["invalid"]) == (4, 0)
    assert [row["format"] for row in checked["rows"]] == ["ean13", "ean13", "ean13", "code128"]
    by_name = client.simulate_post(url, json={"columns": {"data": "Artikel"}}).json
    assert [row["data"] for row in by_name["rows"]] == ["Tee", "Mokka", "Kakao", "Zucker"]
    assert by_name["files"][0]["edits"] == [
        {"row": 3, "cells": {"EAN": RIGHT, "Artikel": "Mokka"}},
        {"row": 5, "cells": {"format": "code128"}},
    ]


def test_many_rows_are_changed_at_once(client: TestClient, made: dict[str, Any]) -> None:
    """In the order of the batch; the names of their pictures differ."""
    rows = [{"row": number, "cells": {"EAN": RIGHT}} for number in (5, 3)]
    report = change(client, made, *rows).json
    assert [row["row"] for row in report["rows"]] == [3, 5]
    assert len({row["filename"] for row in report["rows"]}) == 2
    assert report["rows"][1]["notes"] == ["The same barcode is in an earlier row."]


def test_name_of_a_picture_is_not_given_twice(client: TestClient, made: dict[str, Any]) -> None:
    """Row 4 has it already; a picture would replace the other one in the archive."""
    report = change(client, made, {"row": 3, "cells": {"EAN": "4006381333948"}}).json
    assert report["rows"][0]["filename"] != made["rows"][2]["filename"]
    assert read(client, made).count("4006381333948") == 2


def test_row_of_a_workbook_and_of_one_of_several_files_is_changed(client: TestClient) -> None:
    """A file is named if there are several; rows are counted as the sheet does."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ["Bestand"],
        [],
        ["EAN", "Name"],
        [4006381333932, "Tee"],
        [5901234123457, "Kaffee"],
    ):
        book.active.append(row)
    body = io.BytesIO()
    book.save(body)
    files = form(
        ("a.xlsx", body.getvalue()),
        ("b.csv", b"EAN,Name\n4006381333949,Tee\n5901234123457,Tee\n"),
    )
    made = client.simulate_post(URL, **files).json  # type: ignore[arg-type]
    assert made["invalid"] == 2
    assert change(client, made, {"row": 4, "cells": {}}).json["code"] == "batch.unknown_file"
    rows = (
        {"row": 4, "file": "a.xlsx", "cells": {"EAN": RIGHT}},
        {"row": 2, "file": "b.csv", "cells": {"EAN": "4006381333948"}},
    )
    assert change(client, made, *rows).json["invalid"] == 0
    assert read(client, made)[:3] == [RIGHT, "5901234123457", "4006381333948"]


def test_row_of_json_is_changed(client: TestClient) -> None:
    """Its rows have names of their own."""
    rows = [{"data": "x", "format": "ean13"}, {"data": "y", "format": "qr", "Name": "Tee"}]
    made = post(client, json.dumps(rows).encode(), "application/json").json
    number = made["rows"][0]["row"]
    report = change(client, made, {"row": number, "cells": {"data": RIGHT, "Name": "Neu"}}).json
    assert report["invalid"] == 0
    assert read(client, made) == [RIGHT, "y"]


def test_drawn_batch_is_charged_for_the_changed_rows(
    client: TestClient, made: dict[str, Any]
) -> None:
    link = made["links"]["barcodes.zip"]
    assert client.simulate_get(link).headers["x-rate-limit-remaining"] == "4998"
    changed = change(client, made, {"row": 3, "cells": {"EAN": RIGHT}})
    assert changed.headers["x-rate-limit-remaining"] == "4997"
    assert changed.json["cost"] == 0
    assert client.simulate_get(link).headers["x-rate-limit-remaining"] == "4997"


def test_changes_are_bounded(client: TestClient, made: dict[str, Any]) -> None:
    for _ in range(MAX_EDITS):
        assert change(client, made, {"row": 3, "cells": {"EAN": RIGHT}}).status_code == 200
    assert change(client, made, {"row": 3, "cells": {}}).json["code"] == "limit.batches"


def test_failed_rows_are_listed_alone(client: TestClient, made: dict[str, Any]) -> None:
    """The next page continues among them."""
    failed = client.simulate_get(made["links"]["self"], params={"status": "failed", "limit": 1})
    assert [row["row"] for row in failed.json["rows"]] == [3]
    rest = client.simulate_get(failed.json["links"]["next"])
    assert [row["row"] for row in rest.json["rows"]] == [5]
    assert "next" not in rest.json["links"]
    good = client.simulate_get(made["links"]["self"], params={"status": "ok"}).json
    assert [row["row"] for row in good["rows"]] == [2, 4]
    refused = client.simulate_get(made["links"]["self"], params={"status": "bad"})
    assert refused.json["code"] == "option.bad_value"
