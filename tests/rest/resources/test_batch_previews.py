"""Previews of labels: bad requests first, then pictures that zxing-cpp reads where they should be.

Expectations: docs/batches.md and docs/labels.md.
"""

import base64
import io
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from falcon.testing import Result, TestClient
from PIL import Image

from common.operations.batches.rate_bounds import MAX_PREVIEWS
from tests.rest.resources.test_batches import URL, post

TABLE = b"data,format,name,copies\nfirst,qr,Tea,2\nsecond,qr,Coffee,1\nx,ean13,bad,1\n"
DOCUMENT = {
    "size": {"width": 60, "height": 30},
    "elements": [
        {"type": "barcode", "left": 2, "top": 2, "width": 26, "height": 26},
        {"type": "text", "text": "{name}", "left": 30, "top": 2, "width": 28, "height": 10},
    ],
}


@pytest.fixture
def made(client: TestClient) -> dict[str, Any]:
    """A batch of three labels, and of a row that can't be drawn."""
    return dict(post(client, TABLE).json)


def preview(client: TestClient, made: dict[str, Any], **body: object) -> Result:
    return client.simulate_post(f"{URL}/{made['id']}/preview", json=body)


def picture(result: Result) -> Image.Image:
    body = base64.b64decode(result.json["data_uri"].partition("base64,")[2])
    return Image.open(io.BytesIO(body))


def found_at(image: Image.Image) -> dict[str, list[tuple[float, float]]]:
    """Return the corners of each barcode in mm."""
    found: dict[str, list[tuple[float, float]]] = {}
    for each in zxingcpp.read_barcodes(image):
        corner = each.position.top_left
        found.setdefault(each.text, []).append((corner.x * 25.4 / 150, corner.y * 25.4 / 150))
    return {
        text: sorted(corners, key=lambda corner: corner[::-1]) for text, corners in found.items()
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"template": "L0000"}, "labels.unknown_template"),
        ({"template": "L7160", "start": 22}, "option.bad_value"),
        ({"template": {**DOCUMENT, "size": {"width": 6, "height": 6}}}, "template.outside"),
        ({"title": "Price"}, "labels.unknown_column"),
        ({"dpi": 300}, "option.unknown"),
    ],
)
def test_bad_options_are_refused(
    client: TestClient, made: dict[str, Any], body: dict[str, object], code: str
) -> None:
    refused = preview(client, made, **body)
    assert (refused.status_code, refused.json["code"]) == (400, code)


def test_unknown_batch_is_a_404(client: TestClient) -> None:
    assert preview(client, {"id": "nope"}).json["code"] == "batch.unknown"


def test_first_sheet_has_the_labels_at_their_places(
    client: TestClient, made: dict[str, Any]
) -> None:
    """Places of L7160: the maker's sheet of three by seven labels of 63.5 by 38.1 mm."""
    result = preview(client, made, template="L7160", start=3)
    report = result.json
    assert (report["stock"], report["page"], report["label"]) == ("L7160", [210, 297], [63.5, 38.1])
    assert (len(report["places"]), report["labels"], report["sheets"]) == (21, 3, 1)
    assert report["rows"] == ["row 2", "row 2", "row 3"]
    found = found_at(picture(result))
    assert {text: len(corners) for text, corners in found.items()} == {"first": 2, "second": 1}
    for corner, place in zip(
        (*found["first"], *found["second"]), report["places"][2:5], strict=True
    ):
        assert place[0] < corner[0] < place[0] + 63.5
        assert place[1] < corner[1] < place[1] + 38.1


def test_sheets_are_counted_from_the_first_label(client: TestClient) -> None:
    made = post(client, b"data\n" + b"".join(b"row %d\n" % n for n in range(30)), format="qr").json
    report = preview(client, made, template="L7160", start=20).json
    assert (report["labels"], report["sheets"], len(report["rows"])) == (30, 3, 2)


def test_label_of_a_roll_is_the_picture(client: TestClient, made: dict[str, Any]) -> None:
    """With a template in the body; 60 by 30 mm at 150 dpi."""
    result = preview(client, made, template=DOCUMENT)
    assert picture(result).size == (354, 177)
    assert list(found_at(picture(result))) == ["first"]


def test_rows_that_cannot_be_printed_are_named(client: TestClient) -> None:
    """Code 128 needs 11 modules a character, of 0.127 mm or more: 84 mm for 60 characters."""
    made = post(client, b"data\nshort\n" + b"A" * 60 + b"\n", format="code128").json
    narrow = {"template": "roll", "label_width": 40, "label_height": 15}
    report = preview(client, made, **narrow).json
    assert (report["checked"], report["unprintable"]) == (2, 1)
    (row,) = report["problems"]
    assert (row["row"], row["problems"][0]["code"]) == ("row 3", "labels.too_small")


def test_preview_costs_no_quota(client: TestClient, made: dict[str, Any]) -> None:
    """The labels are charged when they are downloaded."""
    assert preview(client, made).headers["x-rate-limit-remaining"] == "5000"
    assert client.simulate_get(made["links"]["self"]).json["cost"] == 2


def test_previews_of_a_batch_are_bounded(client: TestClient, made: dict[str, Any]) -> None:
    tiny = {"template": "roll", "label_width": 8, "label_height": 8}
    for _ in range(MAX_PREVIEWS):
        assert preview(client, made, **tiny).status_code == 200
    assert preview(client, made, **tiny).json["code"] == "limit.batches"


@pytest.mark.parametrize("kind", ["pdf", "png", "zpl", "tspl"])
def test_downloads_take_their_options_in_the_body(
    client: TestClient, made: dict[str, Any], kind: str
) -> None:
    """A template is a document there, of any length; the file is that of the query."""
    url = f"{URL}/{made['id']}/labels.{kind}"
    options = {"template": "roll", "label_width": "40", "label_height": "20"}
    if kind == "pdf":
        del options["label_width"]
    by_query = client.simulate_get(url, params=options)
    by_body = client.simulate_post(url, json={**options, "title": None})
    assert by_body.status_code == 200
    assert by_body.content == by_query.content
    assert client.simulate_post(url, json={"template": "L0000"}).status_code == 400


def test_document_in_the_body_is_printed(client: TestClient, made: dict[str, Any]) -> None:
    url = f"{URL}/{made['id']}/labels.pdf"
    document = pypdfium2.PdfDocument(client.simulate_post(url, json={"template": DOCUMENT}).content)
    pages = [page.render(scale=300 / 72).to_pil() for page in document]
    document.close()
    found = [each.text for page in pages for each in zxingcpp.read_barcodes(page)]
    assert found == ["first", "first", "second"]


def test_stocks_are_listed_with_their_sizes(client: TestClient) -> None:
    """Avery's L7160 and Brother's DK-11209 (62 by 29 mm, of which 58.93 by 22.94 are printed)."""
    listing = client.simulate_get("/api/v1/label-stocks").json
    by_id = {each["id"]: each for each in listing["stocks"]}
    assert listing["count"] == len(by_id) > 84
    sheet, roll = by_id["L7160"], by_id["dk-11209"]
    assert (sheet["columns"], sheet["rows"], sheet["is_sheet"]) == (3, 7, True)
    assert (sheet["page"], sheet["label"]) == ([210, 297], [63.5, 38.1])
    assert (roll["label"], roll["is_sheet"]) == (pytest.approx([58.93, 22.94], abs=0.01), False)
