"""Old URLs of other services, as docs/http.md maps them to ours."""

import io
from urllib.parse import parse_qsl, unquote, urlsplit

import zxingcpp
from falcon.testing import TestClient
from PIL import Image

from common.barcode.encode import symbology
from common.barcode.model.option_aliases import OPTION_ALIASES
from tests.documents.reading import ROOT, prose, spans

GUIDE = ROOT / "docs" / "http.md"
# A UPC-E stands for a UPC-A, which readers tell (GS1 General Specifications 25.0, 5.2.2.4.2).
READ_AS = {"01234565": "012345000065"}


def pairs() -> list[tuple[str, str]]:
    """Return each old URL with ours, out of the tables."""
    text = prose(GUIDE).partition("\n## From another service\n")[2].partition("\n## ")[0]
    rows = [spans(line) for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) > 30
    return [(theirs, ours) for theirs, ours in rows]


def test_every_old_url_has_one_here_that_reads_back(client: TestClient) -> None:
    """An independent decoder finds the old URL's data in what ours draws."""
    for theirs, ours in pairs():
        answer = client.simulate_get(f"/api/v1/{ours}")
        assert answer.status_code == 200, (ours, answer.text)
        (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)).convert("L"))
        data = data_of(theirs)
        assert READ_AS.get(data, data) in found.text, ours


def data_of(url: str) -> str:
    """Return what an old URL wants drawn."""
    place = urlsplit(url)
    given = dict(parse_qsl(place.query))
    if place.path.startswith("/api/"):
        return unquote(place.path.rpartition("/")[2])
    return given.get("data") or given["text"]


def test_parameters_of_an_old_url_are_refused_with_our_names(client: TestClient) -> None:
    """So that whoever sends an old URL learns what to change."""
    met = set()
    for theirs, _ in pairs():
        given = dict(parse_qsl(urlsplit(theirs).query, keep_blank_values=True))
        foreign = {name: OPTION_ALIASES[name] for name in given if name in OPTION_ALIASES}
        sent = {name: given[name] for name in foreign} | {"data": "1", "format": "code128"}
        refused = client.simulate_get("/api/v1/generate", params=sent).json if foreign else {}
        told = {each["field"]: each.get("suggestion") for each in refused.get("errors", ())}
        assert {name: told.get(name) for name in foreign} == foreign
        met |= set(foreign)
    assert len(met) > 12


def test_names_of_symbologies_of_other_services_are_understood() -> None:
    for theirs, ours in pairs():
        given = dict(parse_qsl(urlsplit(theirs).query))
        name = given.get("bcid", given.get("code"))
        query = dict(parse_qsl(urlsplit(ours).query))
        if name is not None:
            assert symbology.find(name).id == query["format"]
