"""Batches over HTTP: invalid requests, tables, and the report of each row."""

import io
import json
from collections.abc import Callable

import openpyxl
import pypdfium2
import pytest
import zxingcpp
from falcon.testing import Result, TestClient

from common.operations.batches.rate_bounds import MAX_PAGES

URL = "/api/v1/batches"
TABLE = (
    b"data;format;filename;title\n5901234123457;ean13;tea;Tea\nx;ean13;bad;\n00123;code128;;=1+1\n"
)


def form(*files: tuple[str, bytes], **fields: str) -> dict[str, object]:
    """Return body and headers of a multipart form."""
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for name, content in files
    ]
    parts += [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    return {
        "body": b"".join(parts) + b"--b--\r\n",
        "headers": {"Content-Type": "multipart/form-data; boundary=b"},
    }


def post(client: TestClient, content: bytes, media_type: str = "text/csv", **query: str) -> Result:
    headers = {"Content-Type": media_type}
    return client.simulate_post(URL, body=content, headers=headers, params=query)


@pytest.mark.parametrize(
    ("content", "query", "status", "code"),
    [
        (b"", {}, 400, "body.no_file"),
        (b"name,price\nTea,1.20\n", {}, 422, "table.no_data"),
        (b"EAN,Name\n1,x\n", {"columns[data]": "EANs"}, 422, "table.unknown_column"),
        (b"EAN,Name\n1,x\n", {"columns[barcode]": "EAN"}, 422, "table.unknown_use"),
        (b"EAN,Name\n1,x\n", {"columns": "EAN"}, 400, "option.unknown"),
        (b"EAN,Name\n1,x\n", {"header_row": "one"}, 400, "option.bad_value"),
        (b"EAN,Name\n1,x\n", {"header_row": "7"}, 422, "table.no_header_row"),
        (b"data\n1\n", {"format": "qr", "strict": "perhaps"}, 400, "option.bad_value"),
        (b"data\n1\n", {"format": "qr", "encoding": "klingon"}, 400, "option.bad_value"),
        (b"data\n1\n", {"format": "qr", "colour": "red"}, 400, "option.unknown"),
        (b"data\n1\n", {"format": "klingon"}, 400, "format.unknown"),
        (b"data\n1\n", {"format": "qr", "image_format": "klingon"}, 400, "image_format.unknown"),
        (b"data\nx\n", {"format": "ean13", "strict": "true"}, 422, "ean13.bad_character"),
        (b"data,format\n" + b"1,qr\n" * 11, {}, 413, "table.too_many_rows"),
    ],
)
def test_bad_request_is_a_problem(
    client_with: Callable[..., TestClient],
    content: bytes,
    query: dict[str, str],
    status: int,
    code: str,
) -> None:
    result = post(client_with(BATCH_MAX_ROWS="10"), content, **query)
    assert (result.status_code, result.json["code"].split(".")[-1]) == (status, code.split(".")[-1])
    assert result.json["errors"][0]["fix"]


def test_too_many_files_are_refused(client: TestClient) -> None:
    files = [(f"{n}.csv", b"data,format\n1,qr\n") for n in range(6)]
    assert client.simulate_post(URL, **form(*files)).status_code == 413


def test_option_in_two_places_is_refused(client: TestClient) -> None:
    sent = form(("a.txt", b"1\n"), format="qr")
    result = client.simulate_post(URL, params={"format": "ean13"}, **sent)
    assert (result.status_code, result.json["code"]) == (400, "option.twice")


def test_repeated_form_field_is_refused(client: TestClient) -> None:
    request = form(("a.csv", b"data\n1\n"), format="qr")
    field = b'--b\r\nContent-Disposition: form-data; name="format"\r\n\r\nean13\r\n'
    result = client.simulate_post(URL, body=field + request["body"], headers=request["headers"])
    assert (result.status_code, result.json["code"]) == (400, "option.repeated")


@pytest.mark.parametrize("path", ["", "/barcodes.zip", "/report.csv"])
def test_unknown_batch_is_a_404(client: TestClient, path: str) -> None:
    assert client.simulate_get(f"{URL}/nope{path}").json["code"] == "batch.unknown"


def test_batch_over_the_quota_is_a_429(client_with: Callable[..., TestClient]) -> None:
    result = post(client_with(RATE_LIMIT_UNAUTHENTICATED="1"), TABLE)
    assert (result.status_code, result.json["code"]) == (429, "limit.quota")
    assert int(result.headers["retry-after"]) > 0


def test_every_row_is_reported(client: TestClient) -> None:
    result = post(client, TABLE)
    assert result.status_code == 201
    assert (result.json["count"], result.json["valid"], result.json["invalid"]) == (3, 2, 1)
    good, bad, last = result.json["rows"]
    assert good == {
        "file": "",
        "row": 2,
        "status": "ok",
        "data": "5901234123457",
        "format": "ean13",
        "filename": "tea.png",
    }
    assert (bad["row"], bad["status"]) == (3, "failed")
    assert bad["problems"][0]["field"] == "data"
    assert last["filename"] == "00123.png"
    own = client.simulate_get(result.headers["location"])
    assert own.json["rows"] == result.json["rows"]


def test_fields_of_a_content_type_are_columns(client: TestClient) -> None:
    """docs/batches.md: a problem of a row names the field and the column."""
    table = b"SSID,password,shelf\nGuests,secret-1,A7\n,secret-2,A8\n"
    good, bad = client.simulate_post(
        URL, body=table, headers={"Content-Type": "text/csv"}, params={"content": "wifi"}
    ).json["rows"]
    assert (good["format"], good["data"]) == ("qr", "WIFI:T:WPA;S:Guests;P:secret-1;;")
    assert (bad["problems"][0]["field"], bad["problems"][0]["column"]) == ("content.ssid", "SSID")


PRODUCTS = (
    b"SKU, Product name, EAN, Price, Shelf, Stock\r\n"
    b"P-1, Pencils, 4006381333931, 3.20, B2, 2\r\n"
    b"P-2, Pens, 4006381333948, 4.10, B3, 3\r\n"
)


def test_ordinary_table_is_mapped_with_reasons(client: TestClient) -> None:
    """docs/batches.md: the column of GTINs is the barcode, and nothing has to be renamed."""
    made = post(client, PRODUCTS).json
    mapping = made["files"][0]["mapping"]
    uses = {column["name"]: column["use"] for column in mapping["columns"]}
    assert uses == {
        "SKU": "text",
        "Product name": "title",
        "EAN": "data",
        "Price": "text",
        "Shelf": "text",
        "Stock": "ignored",
    }
    assert all(column["reason"] for column in mapping["columns"])
    assert mapping["header_row"] == 1
    assert mapping["format"] == {"format": "ean13", "reason": "EAN: 2 of 2 are valid EAN-13."}
    assert [row["format"] for row in made["rows"]] == ["ean13", "ean13"]


@pytest.mark.parametrize("place", ["query", "form", "json"])
def test_request_chooses_columns(client: TestClient, place: str) -> None:
    """docs/batches.md: by query, by field of a form and in JSON."""
    chosen = {"data": "SKU", "copies": "Stock", "EAN": "ignore"}
    fields = {f"columns[{key}]": value for key, value in chosen.items()}
    if place == "query":
        made = post(client, PRODUCTS, **fields).json
    elif place == "form":
        made = client.simulate_post(URL, **form(("a.csv", PRODUCTS), **fields)).json
    else:
        rows = [{"SKU": f"P-{n}", "EAN": "4006381333931", "Stock": n} for n in (1, 2)]
        content = json.dumps({"rows": rows, "columns": chosen}).encode()
        made = post(client, content, "application/json").json
    uses = {each["name"]: each["use"] for each in made["files"][0]["mapping"]["columns"]}
    assert (uses["SKU"], uses["Stock"], uses["EAN"]) == ("data", "copies", "ignored")
    assert [row["data"] for row in made["rows"]] == ["P-1", "P-2"]


def test_request_chooses_a_table(client: TestClient) -> None:
    """docs/batches.md: by sheet and range, again with a check, and for labels without a batch."""
    book = openpyxl.Workbook()
    for rows in ([("Our goods", "2026")], [("EAN", "Name"), ("4006381333931", "Tea")]):
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.active.append(["Data of today"])
    book.worksheets[2]["E7"], book.worksheets[2]["E8"] = "EAN", "4006381333948"
    file = io.BytesIO()
    book.save(file)
    made = client.simulate_post(URL, **form(("a.xlsx", file.getvalue()))).json
    mapping = made["files"][0]["mapping"]
    assert (mapping["sheet"], mapping["range"]) == ("Sheet2", "A1:B8")
    assert [other["sheet"] for other in mapping["others"]] == ["Sheet", "Sheet1"]
    chosen = {"sheet": "Sheet2", "range": "E7:E8"}
    sent = form(("a.xlsx", file.getvalue()), **chosen)
    other = client.simulate_post(URL, **sent).json
    assert [row["data"] for row in other["rows"]] == ["4006381333948"]
    path = f"{made['links']['self']}/check"
    checked = client.simulate_post(path, json=chosen).json
    assert checked["rows"] == other["rows"]
    again = client.simulate_post(path, json={"range": None}).json
    assert again["files"][0]["mapping"]["range"] == "A1:B8"
    printed = client.simulate_post(
        "/api/v1/labels", **sent, params={"template": "roll", "format": "zpl", "title": "EAN"}
    )
    assert printed.status_code == 422  # labels without a batch take the barcode of a column "data"
    assert "row 8" in printed.text
    for option, code in (("sheet", "table.unknown_sheet"), ("range", "table.bad_range")):
        refused = client.simulate_post(path, json={option: "nowhere"})
        assert (refused.status_code, refused.json["code"]) == (422, code)
        assert client.simulate_post(path, json={option: 7.5}).status_code == 400


def test_copies_of_a_row_are_printed(client: TestClient) -> None:
    """Two and three labels, each with the name of its product."""
    made = post(client, PRODUCTS, **{"columns[copies]": "Stock"}).json
    sent = client.simulate_get(made["links"]["labels.zpl"]).text
    assert sent.count("^XA") == 5
    document = client.simulate_get(f"{made['links']['labels.pdf']}", params={"template": "L7160"})
    (page,) = pypdfium2.PdfDocument(document.content)
    found = zxingcpp.read_barcodes(page.render(scale=4).to_pil())
    assert sorted(each.text for each in found) == ["4006381333931"] * 2 + ["4006381333948"] * 3


def test_rows_are_paged(client: TestClient) -> None:
    made = post(client, b"\n".join(b"%d" % n for n in range(1_500)), "text/plain", format="qr").json
    assert len(made["rows"]) == 1_000
    rest = client.simulate_get(made["links"]["next"]).json
    assert [row["data"] for row in rest["rows"]] == [str(n) for n in range(1_000, 1_500)]
    assert "next" not in rest["links"]
    assert client.simulate_get(f"{URL}/{made['id']}", params={"limit": "5001"}).status_code == 400


def test_next_page_has_the_same_limit(client: TestClient) -> None:
    own = post(client, b"1\n2\n3\n", "text/plain", format="qr").json["links"]["self"]
    first = client.simulate_get(own, params={"limit": "2"}).json
    assert first["links"]["next"] == f"{own}?offset=2&limit=2"
    assert "next" not in client.simulate_get(own, params={"limit": "0"}).json["links"]


def test_lone_surrogate_is_reported(client: TestClient) -> None:
    """In the data, in a file name and in a column for labels."""
    bad = b'{"data": "\\ud800", "\\udc00": 1}'
    named = b'{"data": "1", "title": "\\udfff", "filename": "\\ud801"}'
    rows = b"[%b, %b]" % (bad, named)
    made = post(client, rows, "application/json", format="qr").json
    assert [row["status"] for row in made["rows"]] == ["failed", "failed"]
    assert client.simulate_get(made["links"]["report.csv"]).status_code == 200


def test_workbook_and_other_files_share_a_batch(client: TestClient) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Text", "Type"])
    book.active.append(["中文", "qr"])
    file = io.BytesIO()
    book.save(file)
    sent = form(("b.xlsx", file.getvalue()), ("a.txt", b"123\n"), format="code128", dpi="300")
    made = client.simulate_post(URL, **sent).json
    assert [(row["file"], row["data"], row["format"]) for row in made["rows"]] == [
        ("b.xlsx", "中文", "qr"),
        ("a.txt", "123", "code128"),
    ]


def test_deleted_batch_is_a_404(client: TestClient) -> None:
    made = post(client, TABLE).json
    assert client.simulate_delete(made["links"]["self"]).status_code == 204
    assert client.simulate_get(made["links"]["barcodes.zip"]).status_code == 404


def test_many_pages_of_one_batch_are_a_429(client: TestClient) -> None:
    link = post(client, TABLE).json["links"]["self"]
    statuses = [client.simulate_get(link).status_code for _ in range(MAX_PAGES + 1)]
    assert statuses == [200] * MAX_PAGES + [429]


def test_batch_over_the_whole_quota_is_told_to_send_fewer_rows(
    client_with: Callable[..., TestClient],
) -> None:
    """Waiting would not help, since the next day's quota is too small too."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="2")
    refused = post(client, b"1\n2\n3", "text/plain", format="code128")
    assert (refused.status_code, refused.json["code"]) == (429, "limit.quota")
    assert "has 2 left, and this needs 3. Waiting does not" in refused.json["detail"]
    assert refused.json["errors"][0]["fix"].startswith("Send fewer rows at a time")


def test_full_storage_is_a_429_that_names_both_ways_out(
    client_with: Callable[..., TestClient],
) -> None:
    """A caller can delete batches, or wait until they expire."""
    client = client_with(BATCH_MAX_BYTES_PER_CALLER="65536", BATCH_TTL="600")
    rows = b"x\n" * 100
    made = post(client, rows, "text/plain", format="ean13")
    assert made.status_code == 201
    refused = post(client, rows, "text/plain", format="ean13")
    assert (refused.status_code, refused.json["code"]) == (429, "limit.batch_bytes")
    # BATCH_TTL, and a minute until expired batches are deleted.
    assert 600 <= int(refused.headers["retry-after"]) <= 660
    assert "DELETE batches/{id}" in refused.json["errors"][0]["fix"]
    assert client.simulate_delete(made.headers["location"]).status_code == 204
    assert post(client, rows, "text/plain", format="ean13").status_code == 201


def test_batch_larger_than_the_storage_is_a_413(client_with: Callable[..., TestClient]) -> None:
    """Waiting does not help."""
    client = client_with(BATCH_MAX_BYTES_PER_CALLER="65536")
    refused = post(client, b"x\n" * 500, "text/plain", format="ean13")
    assert (refused.status_code, refused.json["code"]) == (413, "batch.too_large")
    assert "retry-after" not in refused.headers


def test_storage_full_of_others_is_a_503(client_with: Callable[..., TestClient]) -> None:
    """Callers without credentials share half of it: 65,536 bytes."""
    client = client_with(BATCH_MAX_BYTES="131072", TRUSTED_PROXIES="127.0.0.1")
    for address, status in (("192.0.2.1", 201), ("192.0.2.2", 503)):
        answer = client.simulate_post(
            URL,
            body=b"x\n" * 100,
            headers={"Content-Type": "text/plain", "X-Forwarded-For": address},
            params={"format": "ean13"},
        )
        assert answer.status_code == status
    assert answer.json["code"] == "batch.storage_full"
    assert int(answer.headers["retry-after"]) > 0
