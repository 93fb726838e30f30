"""The bulk endpoints, with the fields of the public API."""

import io
from collections.abc import Callable

import pytest
import zxingcpp
from falcon.testing import TestClient
from PIL import Image

from common.operations.batches.rate_bounds import MAX_FETCHED, MAX_PAGES
from tests.common.services.clock import NOON, SetClock
from tests.rest.resources.test_batches import form

UPLOAD, STATUS = "/api/v1/bulk/generate_upload", "/api/v1/bulk/job_status"


def test_upload_without_files_is_a_400(client: TestClient) -> None:
    assert client.simulate_post(UPLOAD).status_code == 400


def test_option_in_query_and_form_is_refused(client: TestClient) -> None:
    """Neither place takes precedence, as in ``batches``."""
    sent = form(("a.csv", b"data\n123\n"), format="qr")
    refused = client.simulate_post(UPLOAD, params={"format": "code39"}, **sent)
    assert (refused.status_code, refused.json["code"]) == (400, "option.twice")
    assert refused.json["errors"][0]["field"] == "format"


def test_unknown_job_is_a_404(client: TestClient) -> None:
    assert client.simulate_get(f"{STATUS}/nope").status_code == 404


def test_upload_reports_each_file(client: TestClient) -> None:
    sent = form(("a.csv", b"data,format\n123,code128\nx,ean13\n"), ("b.csv", b'data\n"1'))
    result = client.simulate_post(UPLOAD, **sent)
    assert result.status_code == 202
    assert set(result.json) == {"job_id", "estimated_completion_time", "files_processed"}
    first, second = result.json["files_processed"]
    assert (first["filename"], first["item_count"], first["status"]) == (
        "a.csv",
        2,
        "PARTIAL_SUCCESS",
    )
    assert set(first) == {"filename", "content_type", "item_count", "status", "message"}
    assert (second["item_count"], second["status"]) == (0, "FAILED")


def test_completion_time_is_that_of_the_clock(client_with: Callable[..., TestClient]) -> None:
    client = client_with(instead={"clock": SetClock(NOON)})
    upload = client.simulate_post(UPLOAD, **form(("a.csv", b"1\n"))).json
    assert upload["estimated_completion_time"] == "2026-09-22T12:00:00Z"


def test_job_reports_each_row_and_its_pictures_read_back(client: TestClient) -> None:
    sent = form(("a.csv", b"data,format,width\n12 3/4&5,code128,400\nx,ean13,\n"))
    job = client.simulate_post(UPLOAD, **sent).json["job_id"]
    result = client.simulate_get(f"{STATUS}/{job}").json
    assert (result["job_id"], result["status"]) == (job, "PARTIAL_SUCCESS")
    assert result["progress_percentage"] == 100
    good, bad = result["results"]
    assert (good["original_data"], good["status"]) == ("12 3/4&5", "Generated")
    assert (bad["output_filename"], bad["barcode_image_url"]) == (None, None)
    assert bad["error_message"]
    path, _, query = good["barcode_image_url"].partition("?")
    picture = Image.open(io.BytesIO(client.simulate_get(path, query_string=query).content))
    (found,) = zxingcpp.read_barcodes(picture)
    assert (found.text, picture.width) == ("12 3/4&5", 400)


@pytest.mark.parametrize(
    ("content", "options", "formats"),
    [
        (b"4006381333931\n4006381333948\n", {}, ["ean13", "ean13"]),
        (b"SKU,UPC\nA-1,036000291452\nA-2,012345678905\n", {}, ["upca", "upca"]),
        (b"GTIN\n14006381333938\n4006381333948\n", {}, ["itf14", "ean13"]),
        (b"data\nA-1\nA-2\n", {}, ["code128", "code128"]),
        (b"data,format\n4006381333931,code128\n4006381333948,\n", {}, ["code128", "ean13"]),
        (b"4006381333931\n4006381333948\n", {"format": "code128"}, ["code128", "code128"]),
    ],
)
def test_rows_are_drawn_as_what_they_are(
    client: TestClient, content: bytes, options: dict[str, str], formats: list[str]
) -> None:
    """A till reads no EAN in a Code 128 symbol. A format of the request or the row counts.

    The message says what the values are, also if the request draws them as something else.
    """
    result = client.simulate_post(UPLOAD, **form(("a.csv", content), **options)).json
    rows = client.simulate_get(f"/api/v1/batches/{result['job_id']}").json["rows"]
    assert [row["format"] for row in rows] == formats
    (file,) = result["files_processed"]
    assert ("are valid" in file["message"]) == (b"A-1\nA-2" not in content)


def test_job_without_a_valid_row_is_failed(client: TestClient) -> None:
    job = client.simulate_post(UPLOAD, **form(("a.csv", b'data\n"1'))).json["job_id"]
    result = client.simulate_get(f"{STATUS}/{job}").json
    assert (result["status"], result["results"]) == ("FAILED", [])
    assert "a.csv" in result["error_message"]


def test_long_job_is_one_document(client: TestClient) -> None:
    lines = b"\n".join(b"%d" % n for n in range(350))
    job = client.simulate_post(UPLOAD, **form(("a.txt", lines))).json["job_id"]
    result = client.simulate_get(f"{STATUS}/{job}").json
    assert [each["original_data"] for each in result["results"]] == [str(n) for n in range(350)]
    assert result["status"] == "COMPLETED"


def test_status_requests_do_not_count_as_downloads(client: TestClient) -> None:
    job = client.simulate_post(UPLOAD, **form(("a.csv", b"data\n123\n"))).json["job_id"]
    statuses = [client.simulate_get(f"{STATUS}/{job}").status_code for _ in range(MAX_PAGES + 1)]
    assert statuses == [200] * MAX_PAGES + [429]
    archive = f"/api/v1/batches/{job}/barcodes.zip"
    fetched = [client.simulate_get(archive).status_code for _ in range(MAX_FETCHED)]
    assert fetched == [200] * MAX_FETCHED
