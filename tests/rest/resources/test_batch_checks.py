"""Checking a batch again: bad requests first, then other columns. Expectations: docs/batches.md."""

from typing import Any

import pytest
from falcon.testing import Result, TestClient

from tests.rest.resources.test_batches import PRODUCTS, URL, form, post


@pytest.fixture
def made(client: TestClient) -> dict[str, Any]:
    """A batch of two products."""
    return dict(post(client, PRODUCTS).json)


def check(client: TestClient, made: dict[str, Any], **body: object) -> Result:
    return client.simulate_post(f"{URL}/{made['id']}/check", json=body)


def uses(report: dict[str, Any]) -> dict[str, str]:
    columns = report["files"][0]["mapping"]["columns"]
    return {column["name"]: column["use"] for column in columns}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"columns": "EAN"}, 400, "option.bad_value"),
        ({"columns": {"data": 1}}, 400, "option.bad_value"),
        ({"columns": {"data": "GTIN"}}, 422, "table.unknown_column"),
        ({"formt": "qr"}, 400, "option.unknown"),
        ({"encoding": "hex"}, 400, "option.bad_value"),
        ({"header_row": "x"}, 400, "option.bad_value"),
        ({"columns": {"data": "Product name"}, "format": "ean13", "strict": True}, 422, "ean13"),
    ],
)
def test_bad_request_keeps_the_batch(
    client: TestClient, made: dict[str, Any], body: dict[str, object], status: int, code: str
) -> None:
    """The rows stay those of before, and nothing is charged."""
    refused = check(client, made, **body)
    assert (refused.status_code, refused.json["code"].startswith(code)) == (status, True)
    assert client.simulate_get(made["links"]["self"]).json == made
    assert refused.headers["x-rate-limit-remaining"] == "5000"


def test_unknown_batch_is_a_404(client: TestClient) -> None:
    """Also for malformed ids."""
    assert check(client, {"id": "nope"}).json["code"] == "batch.unknown"


def test_changes_are_merged(client: TestClient, made: dict[str, Any]) -> None:
    """What a request does not name stays; null removes it."""
    first = check(client, made, columns={"data": "SKU", "copies": "Stock"}, width=300)
    assert first.status_code == 200
    assert (first.json["id"], first.json["created_at"]) == (made["id"], made["created_at"])
    assert [row["data"] for row in first.json["rows"]] == ["P-1", "P-2"]
    second = check(client, made, format="qr").json
    assert [row["format"] for row in second["rows"]] == ["qr", "qr"]
    assert (uses(second)["SKU"], uses(second)["Stock"]) == ("data", "copies")
    third = check(client, made, columns={"data": None}, format=None).json
    assert [row["format"] for row in third["rows"]] == ["ean13", "ean13"]
    assert (uses(third)["EAN"], uses(third)["Stock"]) == ("data", "copies")
    assert client.simulate_get(made["links"]["self"]).json == third


def test_query_changes_columns_too(client: TestClient, made: dict[str, Any]) -> None:
    """As in the request that made the batch."""
    path = f"{URL}/{made['id']}/check"
    found = client.simulate_post(path, params={"columns[data]": "SKU", "header_row": "1"}).json
    assert uses(found)["SKU"] == "data"


def test_drawn_batch_is_charged_again_after_a_check(
    client: TestClient, made: dict[str, Any]
) -> None:
    """Its barcodes are others; the check itself costs nothing."""
    link = made["links"]["barcodes.zip"]
    assert client.simulate_get(link).headers["x-rate-limit-remaining"] == "4998"
    checked = check(client, made, columns={"data": "SKU"})
    assert (checked.json["cost"], checked.headers["x-rate-limit-remaining"]) == (2, "4998")
    assert client.simulate_get(link).headers["x-rate-limit-remaining"] == "4996"


def test_one_of_several_files_is_read_differently(client: TestClient) -> None:
    """The other file keeps its columns; a change of all files keeps what is of one."""
    files = form(
        ("a.csv", b"SKU,EAN\nA-1,4006381333931\n"), ("b.csv", b"SKU,EAN\nB-1,4006381333931\n")
    )
    made = client.simulate_post(URL, **files).json  # type: ignore[arg-type]
    first = check(client, made, file="b.csv", columns={"data": "SKU"}).json
    assert [row["data"] for row in first["rows"]] == ["4006381333931", "B-1"]
    second = check(client, made, columns={"copies": ""}, format="qr").json
    assert [row["data"] for row in second["rows"]] == ["4006381333931", "B-1"]
    assert check(client, made, file="c.csv").json["code"] == "batch.unknown_file"


def test_every_row_gets_as_many_labels(client: TestClient, made: dict[str, Any]) -> None:
    """Unless a column says how many; the column Stock has five in all."""

    def labels() -> int:
        found = client.simulate_post(f"{URL}/{made['id']}/preview", json={}).json["labels"]
        return int(found)

    assert labels() == 2
    check(client, made, copies=3)
    assert labels() == 6
    check(client, made, columns={"copies": "Stock"})
    assert labels() == 5
    for bad in ("1001", "-1", "x", 1.5):
        assert check(client, made, copies=bad).json["code"] == "option.bad_value"
