"""Printing on the operator's printers: who may, what arrives, and what callers can't name."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from falcon.testing import Result, TestClient

from tests.common.services.printers.virtual import IppServer, RawPort, ipp_server, raw_port

KEY = "the operator's key"
USER = {"username": "anna", "password": "correct horse battery staple"}
ROWS = [
    {"name": "Tea", "price": "3.20 €", "ean": "5901234123457"},
    {"name": "Coffee", "price": 5, "ean": "4006381333931"},
]
BODY = {"template": "product-price", "rows": ROWS}
MODEL = "?model=zebra-zd421-300"


@pytest.fixture
def port() -> Iterator[RawPort]:
    with raw_port() as made:
        yield made


@pytest.fixture
def office() -> Iterator[IppServer]:
    with ipp_server() as made:
        yield made


@pytest.fixture
def client(client_with: Callable[..., TestClient], port: RawPort, office: IppServer) -> TestClient:
    """Return the client of a user."""
    client = client_with(
        MASTER_API_KEY=KEY,
        PRINTERS=f"desk=tcp://127.0.0.1:{port.port}{MODEL},"
        f"office=ipp://127.0.0.1:{office.port}/ipp/print,off=tcp://127.0.0.1:9",
    )
    client.simulate_post("/api/v1/admin/users", json=USER, headers={"master-key": KEY})
    return client


@pytest.fixture
def headers(client: TestClient) -> dict[str, str]:
    token = client.simulate_post("/api/v1/token", json=USER).json["access_token"]
    return {"Authorization": f"Bearer {token}"}


def send(client: TestClient, headers: dict[str, str], **body: Any) -> Result:
    return client.simulate_post("/api/v1/print", json={**BODY, **body}, headers=headers)


@pytest.mark.parametrize(
    ("body", "status", "field", "code"),
    [
        ({}, 400, "to", "option.missing"),
        ({"to": "nowhere"}, 404, "to", "print.unknown_printer"),
        ({"to": "tcp://127.0.0.1:9100"}, 404, "to", "print.unknown_printer"),
        ({"to": "desk", "dpi": 203}, 400, "dpi", "option.not_applicable"),
        ({"to": "desk", "format": "pdf"}, 400, "format", "option.not_applicable"),
        ({"to": "desk", "rows": []}, 400, "rows", "labels.bad_rows"),
        ({"to": "desk", "rows": [ROWS[0] | {"ean": "1"}]}, 422, "row 1: data", None),
        ({"to": "off"}, 502, "to", "print.failed"),
    ],
)
def test_bad_requests_print_nothing_and_cost_nothing(
    client: TestClient,
    headers: dict[str, str],
    port: RawPort,
    body: dict[str, Any],
    status: int,
    field: str,
    code: str | None,
) -> None:
    answer = send(client, headers, **body)
    assert answer.status_code == status
    problem = answer.json["errors"][0]
    assert problem["field"] == field
    assert code in (None, problem["code"])
    assert "127.0.0.1" not in problem["message"].replace("tcp://127.0.0.1:9100", "")
    assert port.documents == []
    usage = client.simulate_get("/api/v1/usage", headers=headers).json
    assert usage["requests_today"] == 0


def test_callers_without_credentials_may_not_print(client: TestClient) -> None:
    answer = send(client, {}, to="desk")
    assert answer.status_code == 403
    assert answer.json["code"] == "print.credentials_required"


def test_the_operator_may_let_all_callers_print(
    client_with: Callable[..., TestClient], port: RawPort
) -> None:
    client = client_with(PRINTERS=f"desk=tcp://127.0.0.1:{port.port}", PRINT_ANONYMOUSLY="true")
    assert send(client, {}, to="desk").status_code == 202
    assert port.documents[0].startswith(b"^XA")


def test_labels_are_sent_in_the_language_of_the_printer(
    client: TestClient, headers: dict[str, str], port: RawPort
) -> None:
    """The model sets the language and the resolution: 57 mm are 673 dots at 300 dpi."""
    answer = send(client, headers, to="desk")
    assert answer.status_code == 202
    assert answer.json == {"printer": "desk", "job": 0, "state": "sent", "labels": 2}
    (document,) = port.documents
    assert document.count(b"^XA") == 2
    assert b"^PW673" in document
    usage = client.simulate_get("/api/v1/usage", headers=headers).json
    assert usage["requests_today"] == 2


def test_ipp_printers_get_a_pdf_and_report_jobs(
    client: TestClient, headers: dict[str, str], office: IppServer
) -> None:
    answer = send(client, headers, to="office", stock="L7160")
    assert answer.json == {"printer": "office", "job": 7, "state": "completed", "labels": 2}
    _, _, attributes, document = office.requests[0]
    assert attributes["document-format"] == b"application/pdf"
    assert document.startswith(b"%PDF")
    state = client.simulate_get("/api/v1/printers/office/jobs/7", headers=headers)
    assert state.json == {"printer": "office", "job": 7, "state": "completed", "labels": 0}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/printers/desk/jobs/1", 502), ("/printers/nowhere/jobs/1", 404)],
)
def test_jobs_that_nobody_reports(
    client: TestClient, headers: dict[str, str], path: str, status: int
) -> None:
    assert client.simulate_get(f"/api/v1{path}", headers=headers).status_code == status


def test_a_batch_is_printed(client: TestClient, headers: dict[str, str], port: RawPort) -> None:
    batch = client.simulate_post(
        "/api/v1/batches",
        body="data,format,name\nABC,code128,Tea\nDEF,code128,Coffee\n",
        headers={**headers, "Content-Type": "text/csv"},
    ).json
    path = f"/api/v1/batches/{batch['id']}/print"
    answer = client.simulate_post(path, params={"to": "desk", "title": "name"}, headers=headers)
    assert answer.status_code == 202
    assert answer.json["labels"] == 2
    assert b"^FDTea^FS" in port.documents[0]
    # docs/batches.md: drawn for the first time, the rows cost quota; then no more.
    assert answer.headers["x-rate-limit-remaining"] == "9998"
    again = client.simulate_post(path, params={"to": "desk"}, headers=headers)
    assert again.headers["x-rate-limit-remaining"] == "9998"


def test_printers_are_listed_without_their_addresses(client: TestClient) -> None:
    listing = client.simulate_get("/api/v1/printers")
    assert listing.json["printers"] == [
        {"name": "desk", "format": "zpl", "model": "zebra-zd421-300", "dpi": 300},
        {"name": "office", "format": "pdf", "model": "", "dpi": 0},
        {"name": "off", "format": "zpl", "model": "", "dpi": 203},
    ]
    assert "127.0.0.1" not in listing.text
