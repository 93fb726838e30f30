"""URLs of other services, and the equivalents that docs/http.md lists."""

import io
from urllib.parse import parse_qsl, unquote, urlsplit

import zxingcpp
from falcon.testing import TestClient
from PIL import Image

from common.barcode.encode import symbology
from common.barcode.model.option_aliases import OPTION_ALIASES
from tests.documents.reading import ROOT, prose, spans

GUIDE = ROOT / "docs" / "http.md"
# A UPC-E represents a UPC-A, which readers return (GS1 General Specifications 25.0, 5.2.2.4.2).
READ_AS = {"01234565": "012345000065"}


def pairs() -> list[tuple[str, str]]:
    """Return each foreign URL and its equivalent, from the tables."""
    text = prose(GUIDE).partition("\n## From another service\n")[2].partition("\n## ")[0]
    rows = [spans(line) for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) > 30
    return [(theirs, ours) for theirs, ours in rows]


def test_equivalent_of_each_foreign_url_reads_back(client: TestClient) -> None:
    """zxing-cpp reads the data of the foreign URL in the picture of the equivalent."""
    for theirs, ours in pairs():
        answer = client.simulate_get(f"/api/v1/{ours}")
        assert answer.status_code == 200, (ours, answer.text)
        (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)).convert("L"))
        data = data_of(theirs)
        assert READ_AS.get(data, data) in found.text, ours


def data_of(url: str) -> str:
    """Return the data in a foreign URL."""
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    if parts.path.startswith("/api/"):
        return unquote(parts.path.rpartition("/")[2])
    return given.get("data") or given["text"]


def test_parameters_of_a_foreign_url_are_refused_with_a_suggestion(client: TestClient) -> None:
    """The error names this API's option for each foreign one."""
    tested = set()
    for theirs, _ in pairs():
        given = dict(parse_qsl(urlsplit(theirs).query, keep_blank_values=True))
        foreign = {name: OPTION_ALIASES[name] for name in given if name in OPTION_ALIASES}
        sent = {name: given[name] for name in foreign} | {"data": "1", "format": "code128"}
        refused = client.simulate_get("/api/v1/generate", params=sent).json if foreign else {}
        found = {each["field"]: each.get("suggestion") for each in refused.get("errors", ())}
        assert {name: found.get(name) for name in foreign} == foreign
        tested |= set(foreign)
    assert len(tested) > 12


def test_symbology_names_of_other_services_are_aliases() -> None:
    for theirs, ours in pairs():
        given = dict(parse_qsl(urlsplit(theirs).query))
        name = given.get("bcid", given.get("code"))
        query = dict(parse_qsl(urlsplit(ours).query))
        if name is not None:
            assert symbology.find(name).id == query["format"]
