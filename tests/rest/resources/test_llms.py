"""/llms.txt: its format (llmstxt.org), and that each of its links leads somewhere."""

import re
from urllib.parse import urlsplit

from falcon.testing import TestClient

from tests.rest.requests import LOCAL


def text_of(client: TestClient, **headers: str) -> str:
    return client.simulate_get("/llms.txt", headers={**LOCAL, **headers}).text


def test_it_is_plain_text_with_a_title_and_a_summary(client: TestClient) -> None:
    """llmstxt.org: one heading of level 1, then a quotation, then sections with lists of links."""
    answer = client.simulate_get("/llms.txt", headers=LOCAL)
    assert answer.headers["content-type"].startswith("text/plain")
    lines = answer.text.splitlines()
    assert lines[0] == "# theBarcodeAPI"
    assert lines[2].startswith("> ")
    assert [line for line in lines if line.startswith("#")] == [lines[0], "## Use", "## Optional"]


def test_every_link_names_the_host_of_the_request_and_exists(client: TestClient) -> None:
    found = re.findall(r"\]\((\S+)\)", text_of(client, Host="localhost:8123"))
    assert len(found) >= 5
    for link in found:
        parts = urlsplit(link)
        assert (parts.scheme, parts.netloc) == ("http", "localhost:8123")
        # /mcp takes POST only.
        assert client.simulate_get(parts.path, headers=LOCAL).status_code in (200, 405)


def test_its_example_is_a_barcode(client: TestClient) -> None:
    found = re.search(r"such as `(\S+)`", text_of(client))
    assert found is not None
    parts = urlsplit(found[1])
    picture = client.simulate_get(parts.path, query_string=parts.query, headers=LOCAL)
    assert picture.content.startswith(b"\x89PNG")
