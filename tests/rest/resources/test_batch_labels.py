"""Options of labels that are stored with a batch: refusals, then files that zxing-cpp reads.

Expectations: docs/batches.md.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from falcon.testing import Result, TestClient

from tests.common.services.printers.virtual import RawPort, raw_port
from tests.rest.resources.test_batches import PRODUCTS, URL, form, post

KEY = "the operator's key"
USER = {"username": "anna", "password": "correct horse battery staple"}
# A label of 60 × 30 mm: the article number as a QR Code, and the name beside it.
DOCUMENT: dict[str, Any] = {
    "title": "Shelf",
    "size": {"width": 60, "height": 30},
    "elements": [
        {"type": "barcode", "left": 2, "top": 2, "width": 26, "height": 26, "data": "{SKU}"}
        | {"format": "qr"},
        {"type": "text", "left": 30, "top": 4, "width": 28, "height": 8, "text": "{Product name}"},
    ],
}


def codes(document: bytes, dpi: int = 150) -> list[str]:
    """Return what zxing-cpp reads on all pages of a PDF file."""
    pages = [page.render(scale=dpi / 72).to_pil() for page in pypdfium2.PdfDocument(document)]
    return sorted(found.text for page in pages for found in zxingcpp.read_barcodes(page))


def sizes(document: bytes) -> set[tuple[int, int]]:
    """Return the sizes of the pages of a PDF file in mm."""
    pages = [page.get_size() for page in pypdfium2.PdfDocument(document)]
    return {(round(width * 25.4 / 72), round(height * 25.4 / 72)) for width, height in pages}


@pytest.mark.parametrize(
    ("options", "field", "code"),
    [
        ({"template": "L71600"}, "template", "labels.unknown_template"),
        ({"template": "{"}, "template", "template.malformed"),
        ({"template": '{"elements": []}'}, "elements", "template.malformed"),
        ({"template": "product-price"}, "elements[0].text", "labels.unknown_column"),
        ({"template": "L7160", "title": "Nme"}, "title", "labels.unknown_column"),
        ({"template": json.dumps(DOCUMENT), "title": "Price"}, "title", "option.not_applicable"),
        ({"template": "L7160", "stock": "L7163"}, "stock", "option.not_applicable"),
        (
            {"template": json.dumps({**DOCUMENT, "title": "x" * 1_000_001})},
            "template",
            "template.too_large",
        ),
    ],
)
def test_bad_options_store_no_batch(
    client: TestClient, options: dict[str, str], field: str, code: str
) -> None:
    """They are refused at once, and not at each download."""
    refused = client.simulate_post(URL, **form(("a.csv", PRODUCTS), **options))
    assert refused.status_code == 400
    problems = {problem["field"]: problem["code"] for problem in refused.json["errors"]}
    assert problems[field].startswith(code)


def in_query(client: TestClient) -> Result:
    return post(client, PRODUCTS, template=json.dumps(DOCUMENT))


def in_field(client: TestClient) -> Result:
    return client.simulate_post(URL, **form(("a.csv", PRODUCTS), template=json.dumps(DOCUMENT)))


def in_file(client: TestClient) -> Result:
    """As curl sends -F template=@label.json."""
    sent = form(("a.csv", PRODUCTS), template=json.dumps(DOCUMENT))
    sent["body"] = bytes(sent["body"]).replace(  # type: ignore[arg-type]
        b'name="template"', b'name="template"; filename="label.json"'
    )
    return client.simulate_post(URL, **sent)


def in_json(client: TestClient) -> Result:
    rows = [{"SKU": f"P-{n}", "Product name": "Pen", "EAN": "4006381333931"} for n in (1, 2)]
    content = json.dumps({"rows": rows, "template": DOCUMENT}).encode()
    return post(client, content, "application/json")


@pytest.mark.parametrize("send", [in_query, in_field, in_file, in_json])
def test_downloads_have_the_template_of_the_batch(
    client: TestClient, send: Callable[[TestClient], Result]
) -> None:
    """PDF, preview and commands of printers, each without any option."""
    made = send(client)
    assert made.status_code == 201, made.text
    assert made.json["labels"] == {"template": "Shelf"}
    document = client.simulate_get(made.json["links"]["labels.pdf"]).content
    assert (codes(document), sizes(document)) == (["P-1", "P-2"], {(60, 30)})
    preview = client.simulate_get(f"{made.json['links']['self']}/labels.png").content
    assert preview.startswith(b"\x89PNG")
    for kind, start in (("zpl", b"^PW480"), ("tspl", b"SIZE 60.00 mm")):
        assert start in client.simulate_get(f"{made.json['links']['self']}/labels.{kind}").content
    assert client.simulate_get(made.json["links"]["self"]).json["labels"] == {"template": "Shelf"}


def test_download_can_have_other_options(client: TestClient) -> None:
    """A template replaces all that is stored; another option is added to it."""
    made = in_field(client).json
    link = made["links"]["labels.pdf"]
    other = client.simulate_get(link, params={"template": "L7160", "lines": "Price"}).content
    assert (codes(other, 300), sizes(other)) == (["4006381333931", "4006381333948"], {(210, 297)})
    sheet = client.simulate_get(link, params={"stock": "L7165", "start": "3"}).content
    assert (codes(sheet), sizes(sheet)) == (["P-1", "P-2"], {(210, 297)})
    refused = client.simulate_get(link, params={"title": "Price"})
    assert (refused.status_code, refused.json["code"]) == (400, "option.not_applicable")


def test_stock_with_title_and_lines_is_kept(client: TestClient) -> None:
    """A stock as template, as in downloads."""
    options = {"template": "roll", "label_width": "70", "label_height": "40", "lines": "Price"}
    made = post(client, PRODUCTS, **options).json
    assert made["labels"] == options
    commands = client.simulate_get(made["links"]["labels.zpl"]).text
    assert "^PW559" in commands
    assert "^FD3.20^FS" in commands
    # The options of the stored template stay with it.
    other = client.simulate_get(made["links"]["labels.pdf"], params={"template": "L7160"})
    assert sizes(other.content) == {(210, 297)}


def test_check_changes_the_options(client: TestClient) -> None:
    """Null removes an option, and a template all of them; what is not named stays."""
    made = post(client, PRODUCTS, template="L7160", title="SKU").json
    path = f"{made['links']['self']}/check"
    same = client.simulate_post(path, json={"columns": {"copies": "Stock"}}).json
    assert same["labels"] == {"template": "L7160", "title": "SKU"}
    fewer = client.simulate_post(path, json={"title": None}).json
    assert fewer["labels"] == {"template": "L7160"}
    refused = client.simulate_post(path, json={"template": "product-price"})
    assert (refused.status_code, refused.json["code"]) == (400, "labels.unknown_column")
    other = client.simulate_post(path, json={"template": DOCUMENT}).json
    assert other["labels"] == {"template": "Shelf"}
    document = client.simulate_get(other["links"]["labels.pdf"]).content
    assert codes(document) == ["P-1"] * 2 + ["P-2"] * 3
    none = client.simulate_post(path, json={"template": None}).json
    assert none["labels"] == {}


def test_unknown_batch_is_a_404_but_for_malformed_options(client: TestClient) -> None:
    """As without stored options."""
    path = f"{URL}/nope/labels.pdf"
    assert client.simulate_get(path).status_code == 404
    assert client.simulate_get(path, params={"start": "x"}).status_code == 400


def test_document_counts_as_stored_bytes(client_with: Callable[..., TestClient]) -> None:
    """docs/batches.md: BATCH_MAX_BYTES_PER_CALLER bounds all that is stored."""
    client = client_with(BATCH_MAX_BYTES_PER_CALLER="70000")
    assert in_field(client).status_code == 201
    text = {**DOCUMENT["elements"][1], "text": "x" * 1_900}
    large = {**DOCUMENT, "elements": [*DOCUMENT["elements"], *[text] * 40]}
    full = client.simulate_post(URL, **form(("a.csv", PRODUCTS), template=json.dumps(large)))
    assert full.status_code == 413
    assert full.json["code"] == "batch.too_large"


@pytest.fixture
def port() -> Iterator[RawPort]:
    with raw_port() as made:
        yield made


@pytest.fixture
def anna(
    client_with: Callable[..., TestClient], port: RawPort
) -> tuple[TestClient, dict[str, str]]:
    """Return the client of a user with a printer, and her headers."""
    client = client_with(MASTER_API_KEY=KEY, PRINTERS=f"desk=tcp://127.0.0.1:{port.port}")
    client.simulate_post("/api/v1/admin/users", json=USER, headers={"master-key": KEY})
    token = client.simulate_post("/api/v1/token", json=USER).json["access_token"]
    return client, {"Authorization": f"Bearer {token}"}


def test_saved_template_is_kept_as_it_was(
    anna: tuple[TestClient, dict[str, str]], port: RawPort
) -> None:
    """The batch prints by the document that the account had when the batch was made."""
    client, headers = anna
    saved = "/api/v1/label-templates/my-shelf"
    client.simulate_put(saved, json=DOCUMENT, headers=headers)
    csv = {**headers, "Content-Type": "text/csv"}
    made = client.simulate_post(
        URL, body=PRODUCTS, params={"template": "my-shelf"}, headers=csv
    ).json
    assert made["labels"] == {"template": "Shelf"}
    assert client.simulate_delete(saved, headers=headers).status_code == 204
    document = client.simulate_get(made["links"]["labels.pdf"], headers=headers).content
    assert codes(document) == ["P-1", "P-2"]
    path = f"{made['links']['self']}/print"
    assert client.simulate_post(path, params={"to": "desk"}, headers=headers).status_code == 202
    assert b"^PW480" in port.documents[0]


def test_copies_that_differ_are_charged_with_each_file(client: TestClient) -> None:
    """docs/batches.md: what is drawn beyond one barcode a row; equal copies cost nothing."""
    element = {"type": "barcode", "format": "code128", "left": 2, "top": 2, "width": 46}
    numbered = {
        "size": {"width": 50, "height": 30},
        "copies": 5,
        "counters": {"n": {"start": 100_000, "per": "copy"}},
        "elements": [element | {"height": 20, "data": "{n}"}],
    }
    equal = numbered | {"counters": {}, "elements": [element | {"height": 20, "data": "{SKU}"}]}
    made = post(client, PRODUCTS).json

    def costs(template: dict[str, Any]) -> int:
        before = client.simulate_get("/api/v1/usage").json["requests_today"]
        link = made["links"]["labels.pdf"]
        content = client.simulate_get(link, params={"template": json.dumps(template)}).content
        assert len(codes(content)) == 10
        used = client.simulate_get("/api/v1/usage").json["requests_today"]
        return int(used - before)

    # The first file pays for the two rows too.
    assert [costs(equal), costs(equal), costs(numbered), costs(numbered)] == [2, 0, 8, 8]
