"""Downloads of batches: what strangers read in them, what they cost, and their limits."""

import csv
import io
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import cast

import pypdfium2
import pytest
import zxingcpp
from falcon import Response
from falcon.testing import Result, TestClient, create_req
from PIL import Image

from common.operations.batches.rate_bounds import MAX_FETCHED
from common.services.container import open_services
from common.services.errors import StoreUnavailable
from common.settings import load
from rest.app import create_app
from rest.streaming import DOWNLOADS, MAX_DOWNLOADS
from tests.common.services.clock import SetClock
from tests.rest.requests import LOCAL
from tests.rest.resources.test_batches import TABLE, post


def archive(result: Result) -> zipfile.ZipFile:
    assert result.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(result.content))


def test_every_picture_reads_back(client: TestClient) -> None:
    made = post(client, TABLE).json
    result = client.simulate_get(made["links"]["barcodes.zip"])
    read = {}
    with archive(result) as files:
        assert files.namelist() == ["tea.png", "00123.png", "report.csv"]
        for name in files.namelist()[:-1]:
            (found,) = zxingcpp.read_barcodes(Image.open(files.open(name)))
            read[name] = found.text
        table = list(csv.DictReader(io.TextIOWrapper(files.open("report.csv"), "utf-8-sig")))
    assert read == {"tea.png": "5901234123457", "00123.png": "00123"}
    assert [(row["row"], row["status"]) for row in table] == [
        ("2", "ok"),
        ("3", "failed"),
        ("4", "ok"),
    ]


def test_report_equals_the_one_in_the_archive(client: TestClient) -> None:
    made = post(client, TABLE).json
    with archive(client.simulate_get(made["links"]["barcodes.zip"])) as files:
        expected = files.read("report.csv")
    assert client.simulate_get(made["links"]["report.csv"]).content == expected


def test_formulas_in_the_report_are_escaped(client: TestClient) -> None:
    """OWASP, CSV injection: an apostrophe precedes data that looks like a formula."""
    made = post(client, b'["=HYPERLINK(1)", "-1", "@x"]', "application/json", format="qr").json
    lines = client.simulate_get(made["links"]["report.csv"]).text.splitlines()
    assert ["'=HYPERLINK(1)" in lines[1], "'-1" in lines[2], "'@x" in lines[3]] == [True] * 3


def test_repeated_download_is_identical(client: TestClient) -> None:
    """A client can resume an interrupted download by repeating it."""
    link = post(client, TABLE).json["links"]["barcodes.zip"]
    assert client.simulate_get(link).content == client.simulate_get(link).content


def test_head_sends_no_body(client: TestClient) -> None:
    link = post(client, TABLE).json["links"]["barcodes.zip"]
    result = client.simulate_head(link)
    assert (result.status_code, result.content) == (200, b"")
    # RFC 9110, 8.6: HEAD must not have a Content-Length that GET does not have.
    assert "content-length" not in result.headers


@contextmanager
def max_downloads_running() -> Iterator[None]:
    """Run as many downloads as a process allows."""
    with ExitStack() as running:
        for _ in range(MAX_DOWNLOADS):
            resp = Response()
            pieces = iter([b"1", b"2"])
            DOWNLOADS.send(create_req(), resp, pieces, "", "text/plain", lambda: None)
            running.enter_context(closing(cast(Generator[bytes], resp.stream)))
        yield


def test_many_downloads_of_one_batch_are_a_429(client: TestClient) -> None:
    link = post(client, TABLE).json["links"]["report.csv"]
    statuses = [client.simulate_get(link).status_code for _ in range(MAX_FETCHED + 1)]
    assert statuses == [200] * MAX_FETCHED + [429]


def test_download_over_the_rate_is_not_left_running(client: TestClient) -> None:
    link, other = (post(client, TABLE).json["links"]["report.csv"] for _ in "12")
    tries = MAX_FETCHED + MAX_DOWNLOADS + 1
    assert [client.simulate_get(link).status_code for _ in range(tries)][-1] == 429
    assert client.simulate_get(other).status_code == 200


def test_download_over_the_burst_limit_is_not_left_running(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    found = load({"DATA_DIR": str(tmp_path), "RATE_LIMIT_BURST": "1"})
    with open_services(found, process="rest", clock=clock) as services:
        client = TestClient(create_app(services), headers=LOCAL)
        link = f"/api/v1/bulk/job_status/{post(client, TABLE).json['id']}"
        refused = [client.simulate_get(link).json["code"] for _ in range(MAX_DOWNLOADS + 1)]
        assert set(refused) == {"limit.burst"}
        clock.move(1)
        assert client.simulate_get(link).status_code == 200


def test_refused_download_and_head_are_not_counted(client: TestClient) -> None:
    """A client that retries after a 503 is not limited for it."""
    link = post(client, TABLE).json["links"]["report.csv"]
    with max_downloads_running():
        tries = [client.simulate_get(link).status_code for _ in range(MAX_FETCHED)]
    assert tries == [503] * MAX_FETCHED
    assert {client.simulate_head(link).status_code for _ in range(MAX_FETCHED)} == {200}
    assert client.simulate_get(link).status_code == 200


def test_all_downloads_share_the_maximum_of_a_process(client: TestClient) -> None:
    id = post(client, TABLE).json["id"]
    with max_downloads_running():
        for name in ("barcodes.zip", "report.csv", "labels.pdf", "labels.zpl"):
            result = client.simulate_get(f"/api/v1/batches/{id}/{name}")
            assert (result.status_code, result.json["code"]) == (503, "download.too_many")
        assert client.simulate_get(f"/api/v1/bulk/job_status/{id}").status_code == 503
    assert client.simulate_get(f"/api/v1/bulk/job_status/{id}").status_code == 200


@pytest.mark.parametrize(
    ("name", "query", "field"),
    [
        ("labels.pdf", {"template": "L9999"}, "template"),
        ("labels.pdf", {"title": "nope"}, "title"),
        ("labels.pdf", {"lines": "title,nope"}, "lines"),
        ("labels.pdf", {"width": "200"}, "width"),
        ("labels.zpl", {"dpi": "72"}, "dpi"),
        ("labels.zpl", {"start": "2"}, "start"),
        ("barcodes.zip", {"template": "L7160"}, "template"),
    ],
)
def test_unknown_label_option_is_a_400(
    client: TestClient, name: str, query: dict[str, str], field: str
) -> None:
    link = post(client, TABLE).json["links"][name]
    result = client.simulate_get(link, params=query)
    assert (result.status_code, result.json["errors"][0]["field"]) == (400, field)


def test_labels_of_every_valid_row_read_back(client: TestClient) -> None:
    link = post(client, TABLE).json["links"]["labels.pdf"]
    result = client.simulate_get(link, params={"title": "Title", "lines": "row,data"})
    assert result.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(result.content)
    page = document[0].render(scale=300 / 72).to_pil()
    document.close()
    read = sorted(found.text for found in zxingcpp.read_barcodes(page))
    assert read == ["00123", "5901234123457"]


def test_label_printer_gets_one_label_per_row(client: TestClient) -> None:
    link = post(client, TABLE).json["links"]["labels.zpl"]
    query = {"title": "title", "label_width": "60", "label_height": "40", "dpi": "300"}
    text = client.simulate_get(link, params=query).text
    assert (text.count("^XA"), text.count("^PW709\n"), "^FDTea^FS" in text) == (2, 2, True)


def test_first_download_costs_the_rows_once(client: TestClient) -> None:
    """docs/batches.md: checks, reports, HEAD and further downloads cost nothing."""
    made = post(client, TABLE)
    links = made.json["links"]
    assert (made.json["cost"], made.headers["x-rate-limit-remaining"]) == (2, "5000")
    client.simulate_get(links["report.csv"])
    client.simulate_head(links["barcodes.zip"])
    client.simulate_get(f"{links['labels.pdf']}?template=nope")
    assert client.simulate_get(links["self"]).json["cost"] == 2
    drawn = client.simulate_get(links["barcodes.zip"])
    assert drawn.headers["x-rate-limit-remaining"] == "4998"
    again = client.simulate_get(links["labels.pdf"])
    assert again.headers["x-rate-limit-remaining"] == "4998"
    assert client.simulate_get(links["self"]).json["cost"] == 0


def test_drawing_over_the_remaining_quota_reports_both_numbers(
    client_with: Callable[..., TestClient],
) -> None:
    """Two of three remain for three rows: the refused download costs nothing."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="3")
    small = post(client, b"1", "text/plain", format="code128").json
    large = post(client, b"1\n2\n3", "text/plain", format="code128").json
    assert client.simulate_get(small["links"]["barcodes.zip"]).status_code == 200
    refused = client.simulate_get(large["links"]["barcodes.zip"])
    assert (refused.status_code, refused.json["code"]) == (429, "limit.quota")
    assert "3 barcodes a day has 2 left, and this needs 3." in refused.json["detail"]
    pair = post(client, b"1\n2", "text/plain", format="code128").json
    assert client.simulate_get(pair["links"]["barcodes.zip"]).status_code == 200


def test_download_that_can_not_be_recorded_costs_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store fails when the charge of the batch is recorded."""
    made = post(client, TABLE).json

    def fail(*_: object) -> bool:
        raise StoreUnavailable("the store: gone")

    with monkeypatch.context() as broken:
        broken.setattr("common.services.store.batches.Batches.charge", fail)
        failed = client.simulate_get(made["links"]["barcodes.zip"])
    assert failed.status_code == 503
    assert failed.headers["x-rate-limit-remaining"] == "5000"
    drawn = client.simulate_get(made["links"]["barcodes.zip"])
    assert drawn.headers["x-rate-limit-remaining"] == "4998"
