"""POST ``labels`` and GET ``label-templates``: bad requests, then the barcodes of the files."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pypdfium2
import pytest
import zxingcpp
from falcon.testing import Result, TestClient

from common.operations.labels.press import Press
from rest import offload

ROWS = [
    {"name": "Tea", "price": "3.20 €", "ean": "5901234123457", "stock": 2},
    {"name": "Coffee", "price": 5, "ean": "4006381333931", "stock": 1},
]
CSV = "name,price,ean\nTea,3.20 €,5901234123457\nCoffee,5,4006381333931\n".encode()


def post(client: TestClient, **body: Any) -> Result:
    return client.simulate_post("/api/v1/labels", json={"template": "product-price", **body})


def read(content: bytes) -> list[list[str]]:
    document = pypdfium2.PdfDocument(content)
    try:
        pages = [page.render(scale=300 / 72).to_pil() for page in document]
        return [[each.text for each in zxingcpp.read_barcodes(page)] for page in pages]
    finally:
        document.close()


@pytest.mark.parametrize(
    ("body", "status", "field", "code"),
    [
        ({}, 400, "rows", "labels.bad_rows"),
        ({"rows": []}, 400, "rows", "labels.bad_rows"),
        ({"rows": "Tea"}, 400, "rows", "labels.bad_rows"),
        ({"rows": ["Tea"]}, 400, "rows[0]", "labels.bad_rows"),
        ({"rows": [{"name": []}]}, 400, "rows[0].name", "labels.bad_rows"),
        ({"rows": [{}] * 5_001}, 400, "rows", "labels.bad_rows"),
        ({"rows": ROWS, "format": "pcl"}, 400, "format", "labels.unknown_language"),
        ({"rows": ROWS, "strict": "perhaps"}, 400, "strict", "option.bad_value"),
        ({"rows": ROWS, "tempalte": "x"}, 400, "tempalte", "option.unknown"),
        ({"rows": ROWS, "template": {"elements": []}}, 400, "elements", "template.malformed"),
        ({"rows": [{"name": "Tea"}]}, 400, "elements[2].data", "labels.unknown_column"),
        ({"rows": [ROWS[0] | {"ean": "1"}]}, 422, "row 1: data", "ean13.bad_length"),
        ({"rows": [ROWS[0] | {"name": "\U0010ffff"}]}, 422, "row 1: elements[0].text", None),
    ],
)
def test_bad_requests_name_the_field(
    client: TestClient, body: dict[str, Any], status: int, field: str, code: str | None
) -> None:
    """400 for options and templates, 422 for rows; nothing is charged."""
    answer = post(client, **body)
    assert answer.status_code == status
    problem = answer.json["errors"][0]
    assert problem["field"] == field
    assert problem["code"] == (code or "labels.no_font")
    usage = client.simulate_get("/api/v1/usage").json
    assert usage["requests_today"] == 0


def test_labels_of_rows_are_a_pdf(client: TestClient) -> None:
    """A row costs a barcode."""
    answer = post(client, rows=ROWS, stock="L7160", start=None)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert read(answer.content) == [["5901234123457", "4006381333931"]]
    assert client.simulate_get("/api/v1/usage").json["requests_today"] == 2


def test_a_template_in_the_body_has_copies_of_a_column(client: TestClient) -> None:
    element = {"type": "barcode", "left": 1, "top": 1, "width": 48, "height": 20}
    template = {
        "size": {"width": 50, "height": 25},
        "copies": "{stock}",
        "elements": [element | {"format": "qr", "data": "{name}"}],
    }
    answer = post(client, rows=ROWS, template=template)
    assert read(answer.content) == [["Tea"], ["Tea"], ["Coffee"]]


@pytest.mark.parametrize(
    ("format", "start"),
    [("zpl", b"^XA"), ("tspl", b"SIZE"), ("epl", b"\nN\n"), ("png", b"\x89PNG"), ("cpcl", b"! 0")],
)
def test_labels_in_the_language_of_a_printer(client: TestClient, format: str, start: bytes) -> None:
    answer = post(client, rows=ROWS, format=format)
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert f"labels.{format}" in answer.headers["content-disposition"]


def test_a_bad_row_can_be_a_label_with_the_reason(client: TestClient) -> None:
    answer = post(client, rows=[ROWS[0] | {"ean": "1"}, ROWS[1]], strict=False)
    assert read(answer.content) == [[], ["4006381333931"]]


def test_barcodes_of_rows_are_in_their_columns(client: TestClient) -> None:
    """The standard layout: options by our names and by those of other services."""
    rows = [{"text": "ABC", "symbology": "code128", "name": "Tea"}]
    answer = post(client, rows=rows, template="L7160", title="name")
    assert read(answer.content) == [["ABC"]]
    answer = post(client, rows=[{"name": "Tea"}], template="L7160", title="name")
    assert answer.status_code == 422


@pytest.mark.parametrize("form", [False, True])
def test_a_table_is_sent_as_it_is(client: TestClient, form: bool) -> None:
    """As the body, or as a file of a form."""
    content, media_type = CSV, "text/csv"
    if form:
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        content, media_type = head + CSV + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
    answer = client.simulate_post(
        "/api/v1/labels",
        query_string="template=product-price",
        body=content,
        headers={"Content-Type": media_type},
    )
    assert read(answer.content) == [["5901234123457"], ["4006381333931"]]


def test_reading_a_table_pauses(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large one was read without a pause; it is refused here, so that nothing else pauses."""
    pauses: list[None] = []
    monkeypatch.setattr(offload, "yield_to_others", lambda: lambda: pauses.append(None))
    table = "data,format\n" + "1,code128\n" * 3_000 + '"open'
    answer = client.simulate_post(
        "/api/v1/labels", body=table.encode(), headers={"Content-Type": "text/csv"}
    )
    assert answer.json["code"] == "table.broken_csv"
    # At least one for 32 lines.
    assert len(pauses) >= 3_000 / 32


def test_templates_are_listed_and_described(client: TestClient) -> None:
    """Each follows the published schema."""
    listing = client.simulate_get("/api/v1/label-templates").json
    assert listing["count"] == len(listing["templates"]) == 12
    schema = client.simulate_get("/api/v1/label-templates/schema").json
    for entry in listing["templates"]:
        document = client.simulate_get(f"/api/v1/label-templates/{entry['name']}").json
        jsonschema.validate(document, schema)
        assert document["title"] == entry["title"]
        places = [(each["type"], each["left"], each["top"]) for each in document["elements"]]
        drawn = [(each["type"], each["left"], each["top"]) for each in entry["outline"]]
        assert drawn == places
        assert not any("text" in each or "data" in each for each in entry["outline"])


def test_unknown_templates_are_404(client: TestClient) -> None:
    answer = client.simulate_get("/api/v1/label-templates/nothing")
    assert answer.status_code == 404
    assert json.loads(answer.text)["code"] == "labels.unknown_template"


KEY = "the operator's key"
USER = {"username": "anna", "password": "correct horse battery staple"}
OWN: dict[str, Any] = {
    "size": {"width": 50, "height": 25},
    "elements": [
        {
            "type": "barcode",
            "left": 1,
            "top": 1,
            "width": 48,
            "height": 20,
            "format": "qr",
            "data": "{name}",
        }
    ],
}


@pytest.fixture
def account(client_with: Callable[..., TestClient]) -> tuple[TestClient, dict[str, str]]:
    """Return a client, and the headers of a user."""
    client = client_with(MASTER_API_KEY=KEY)
    client.simulate_post("/api/v1/admin/users", json=USER, headers={"master-key": KEY})
    token = client.simulate_post("/api/v1/token", json=USER).json["access_token"]
    return client, {"Authorization": f"Bearer {token}"}


def test_templates_are_saved_in_an_account(account: tuple[TestClient, dict[str, str]]) -> None:
    """They are listed first, used by name, and visible to their user only."""
    client, headers = account
    path = "/api/v1/label-templates/my-label"
    assert client.simulate_put(path, json=OWN, headers=headers).status_code == 204
    assert client.simulate_get(path, headers=headers).json == {**OWN, "name": "my-label"}
    assert client.simulate_get(path).status_code == 404
    entry = client.simulate_get("/api/v1/label-templates", headers=headers).json["templates"][0]
    assert entry == {
        "name": "my-label",
        "title": "",
        "description": "",
        "own": True,
        "width": 50.0,
        "height": 25.0,
        "outline": [
            {name: OWN["elements"][0][name] for name in OWN["elements"][0] if name != "data"}
        ],
    }
    body = {"template": "My-Label", "rows": ROWS}
    answer = client.simulate_post("/api/v1/labels", json=body, headers=headers)
    assert read(answer.content) == [["Tea"], ["Coffee"]]
    assert client.simulate_post("/api/v1/labels", json=body).status_code == 400
    assert client.simulate_delete(path, headers=headers).status_code == 204
    assert client.simulate_delete(path, headers=headers).status_code == 404
    assert client.simulate_get(path, headers=headers).status_code == 404


def test_batches_are_labelled_by_saved_templates(
    account: tuple[TestClient, dict[str, str]],
) -> None:
    client, headers = account
    client.simulate_put("/api/v1/label-templates/my-label", json=OWN, headers=headers)
    batch = client.simulate_post(
        "/api/v1/batches",
        body="data,format,name\nABC,code128,Tea\n",
        headers={**headers, "Content-Type": "text/csv"},
    ).json
    path = f"/api/v1/batches/{batch['id']}/labels.pdf"
    answer = client.simulate_get(path, params={"template": "my-label"}, headers=headers)
    assert read(answer.content) == [["Tea"]]


@pytest.mark.parametrize(
    ("name", "document", "field", "code"),
    [
        ("My Label", OWN, "name", "template.bad_name"),
        ("product-price", OWN, "name", "template.bad_name"),
        ("l7160", OWN, "name", "template.bad_name"),
        ("roll", OWN, "name", "template.bad_name"),
        ("my-label", {}, "elements", "template.malformed"),
    ],
)
def test_bad_templates_are_not_saved(
    account: tuple[TestClient, dict[str, str]],
    name: str,
    document: dict[str, Any],
    field: str,
    code: str,
) -> None:
    client, headers = account
    answer = client.simulate_put(f"/api/v1/label-templates/{name}", json=document, headers=headers)
    assert answer.status_code == 400
    problem = answer.json["errors"][0]
    assert (problem["field"], problem["code"]) == (field, code)
    listing = client.simulate_get("/api/v1/label-templates", headers=headers).json
    assert not any(entry["own"] for entry in listing["templates"])


def test_saving_needs_credentials(client: TestClient) -> None:
    path = "/api/v1/label-templates/my-label"
    assert client.simulate_put(path, json=OWN).status_code == 401
    assert client.simulate_delete(path).status_code == 401


BARCODE = {"type": "barcode", "format": "code128", "left": 2, "top": 2, "width": 46, "height": 12}
NUMBERED = {
    "size": {"width": 50, "height": 30},
    "counters": {"n": {"start": 100_000, "per": "copy"}},
    "elements": [BARCODE | {"data": "{n}"}],
}


@pytest.mark.parametrize(
    ("change", "cost", "printed"),
    [
        ({"copies": 5}, 10, 10),
        ({"copies": 5, "elements": [BARCODE | {"data": "{name}"}], "counters": {}}, 2, 10),
        (
            {"elements": [BARCODE | {"data": "{n}"}, BARCODE | {"data": "{name}", "top": 16}]},
            4,
            4,
        ),
        ({"elements": [BARCODE | {"data": "{aside}", "optional": True}]}, 2, 1),
        (
            {
                "elements": [
                    BARCODE | {"data": "{n}"},
                    BARCODE | {"data": "{aside}", "top": 16, "optional": True},
                ]
            },
            3,
            3,
        ),
        ({"copies": 0}, 2, 0),
    ],
)
def test_what_is_drawn_is_charged(
    client: TestClient, change: dict[str, Any], cost: int, printed: int
) -> None:
    """docs/labels.md: each barcode that differs, at least one a row; zxing-cpp counts on paper."""
    rows = [{"name": "Tea", "aside": "A1"}, {"name": "Ink", "aside": ""}]
    answer = post(client, template=NUMBERED | change, rows=rows)
    assert answer.status_code == 200, answer.text
    assert sum(map(len, read(answer.content))) == printed
    assert client.simulate_get("/api/v1/usage").json["requests_today"] == cost


def test_more_barcodes_than_the_quota_are_refused_before_any_is_drawn(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Press, "check", None)
    answer = post(client, template=NUMBERED | {"copies": 1_000}, rows=ROWS * 3)
    assert (answer.status_code, answer.json["code"]) == (429, "limit.quota")
    assert client.simulate_get("/api/v1/usage").json["requests_today"] == 0
