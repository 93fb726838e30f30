"""Reading barcodes in the pictures that clients send."""

import io
from collections.abc import Callable
from functools import reduce
from itertools import count
from operator import xor

import pytest
import segno
import zxingcpp
from falcon.testing import TestClient
from PIL import Image

from common.barcode.decode import reader
from common.barcode.decode.reader import FileRead, Wanted
from common.operations import isolated_parsing
from common.services.clock import SystemClock
from common.services.container import Services

URL = "/api/v1/decode"


def picture(text: str) -> bytes:
    """Draw with the writer of zxing-cpp, independently of this product."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    file = io.BytesIO()
    Image.fromarray(drawn.to_image(scale=4, add_quiet_zones=True)).save(file, "PNG")
    return file.getvalue()


def multipart(*files: bytes) -> dict[str, object]:
    return form(*(b"name=image; filename=a.png\r\n\r\n" + file for file in files))


def form(*parts: bytes) -> dict[str, object]:
    """Return a form of *parts*, each without its ``Content-Disposition: form-data; ``."""
    lines = [b"--b\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts]
    return {
        "body": b"".join(lines) + b"--b--\r\n",
        "headers": {"Content-Type": "multipart/form-data; boundary=b"},
    }


def test_empty_body_is_a_400(client: TestClient) -> None:
    """A request needs a picture."""
    assert client.simulate_post(URL).json["code"] == "body.no_file"


def test_body_that_is_not_a_picture_is_a_422(client: TestClient) -> None:
    """RFC 9110, 15.5.21: the content can't be processed."""
    result = client.simulate_post(URL, body=b"hello")
    assert (result.status_code, result.json["code"]) == (422, "image.unknown")


def test_malformed_form_is_a_400(client: TestClient) -> None:
    """A form that ends without its boundary, or has none."""
    form = multipart(picture("1"))
    torn = client.simulate_post(URL, body=form["body"][:-20], headers=form["headers"])
    bare = client.simulate_post(URL, body=b"x", headers={"Content-Type": "multipart/form-data"})
    assert (torn.status_code, bare.status_code) == (400, 400)


@pytest.mark.parametrize(
    ("parts", "field", "code", "text"),
    [
        ([b"name=image\r\n\r\n\x89PNG"], "body", "body.broken_form", "has no filename"),
        ([b"x=y\r\n\r\n1"], "body", "body.broken_form", "Part 1 has neither a name nor"),
        ([b"name=a\r\n\r\n1"] * 2, "a", "option.repeated", "a more than once."),
        ([b"name=a; filename=a\r\n\r\n1"] * 21, "body", "body.broken_form", "more than 20 parts"),
    ],
    ids=["filename", "name", "twice", "many"],
)
def test_malformed_part_is_described(
    client: TestClient, parts: list[bytes], field: str, code: str, text: str
) -> None:
    """The message names the part or its field."""
    refused = client.simulate_post(URL, **form(*parts))
    (problem,) = refused.json["errors"]
    assert (refused.status_code, problem["field"], problem["code"]) == (400, field, code)
    assert text in problem["message"]


def test_text_field_with_a_picture_is_refused(client: TestClient) -> None:
    """README: an unknown option is refused by name."""
    sent = form(b"name=image; filename=a.png\r\n\r\n" + picture("1"), b"name=foo\r\n\r\n1")
    refused = client.simulate_post(URL, **sent)
    assert (refused.status_code, refused.json["code"]) == (400, "option.unknown")
    assert refused.json["errors"][0]["field"] == "foo"


def test_barcodes_of_several_files_have_their_number(client: TestClient) -> None:
    """In the order of the form; each file costs a barcode."""
    result = client.simulate_post(URL, **multipart(picture("1"), pages(2)))
    read = [(one["file"], one["page"], one["text"]) for one in result.json["barcodes"]]
    assert read == [(1, 1, "1"), (2, 1, "P1"), (2, 2, "P2")]
    assert [(page["file"], page["number"]) for page in result.json["pages"]] == [
        *((1, 1), (2, 1), (2, 2))
    ]
    assert (result.json["count"], result.json["page_count"]) == (3, 3)


def test_pages_of_several_files_are_not_chosen(client: TestClient) -> None:
    """The option would be of which of them?"""
    sent = multipart(picture("1"), picture("2"))
    refused = client.simulate_post(URL, params={"pages": "1"}, **sent)
    assert (refused.status_code, refused.json["code"]) == (400, "pages.several_files")
    assert refused.json["errors"][0]["field"] == "pages"


def test_each_file_costs_a_barcode_and_a_broken_one_nothing(
    client_with: Callable[..., TestClient],
) -> None:
    """A request whose answer is an error is refunded."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="5", RATE_LIMIT_BURST="100")
    left = [
        client.simulate_post(URL, **multipart(*files)).headers["RateLimit"]
        for files in ((picture("1"), pages(2)), (picture("1"), b"no picture"), (picture("1"),))
    ]
    assert [part.split("r=")[1].split(";")[0] for part in left] == ["2", "2", "1"]


def symbols(text: str, count: int) -> list[bytes]:
    """Return the symbols of a message, which segno draws."""
    files = []
    for symbol in segno.make_sequence(text, symbol_count=count):
        file = io.BytesIO()
        symbol.save(file, kind="png", scale=4)
        files.append(file.getvalue())
    return files


MESSAGE = "The parts of a message are on several pictures. " * 2


def test_symbols_have_their_place_in_a_message(client: TestClient) -> None:
    """ISO/IEC 18004:2015, 8; the parity is that of the text."""
    first, *_ = symbols(MESSAGE, 3)
    (barcode,) = client.simulate_post(URL, body=first).json["barcodes"]
    parity = reduce(xor, MESSAGE.encode())
    assert barcode["structured_append"] == {"index": 1, "count": 3, "id": str(parity)}
    (plain,) = client.simulate_post(URL, body=picture("A")).json["barcodes"]
    assert (plain["structured_append"], plain["parts"]) == (None, [])


def test_symbols_of_a_message_are_joined_over_files(client: TestClient) -> None:
    """Whatever their order; other barcodes stay as they are."""
    first, second, third = symbols(MESSAGE, 3)
    sent = multipart(third, picture("other"), first, second)
    read = client.simulate_post(URL, params={"join": "true"}, **sent).json
    assert [one["text"] for one in read["barcodes"]] == ["other", MESSAGE]
    joined = read["barcodes"][1]
    assert [(one["index"], one["file"]) for one in joined["parts"]] == [(1, 3), (2, 4), (3, 1)]
    assert (joined["structured_append"], joined["file"], read["count"]) == (None, 3, 2)


@pytest.mark.parametrize(
    ("chosen", "code", "text"),
    [
        ([0, 2], "join.missing_parts", "Part 2 of 3 is missing."),
        ([0, 1, 1, 2], "join.doubled_part", "file 2, page 1"),
        ([0, 1, 2, 3], "join.missing_parts", "Part 2 of 2 is missing."),
        ([0, 1, 3], "join.different_ids", "parts 1, 2 of 3"),
    ],
)
def test_messages_that_are_not_complete_are_not_joined(
    client: TestClient, chosen: list[int], code: str, text: str
) -> None:
    """Named by the field, with the parts; without join they are read."""
    files = [*symbols(MESSAGE, 3), symbols("Another message, of two parts.", 2)[0]]
    sent = multipart(*(files[place] for place in chosen))
    refused = client.simulate_post(URL, params={"join": "true"}, **sent)
    (problem,) = refused.json["errors"]
    assert (refused.status_code, problem["field"], problem["code"]) == (422, "join", code)
    assert text in problem["message"]
    assert client.simulate_post(URL, **sent).json["count"] == len(chosen)


def test_picture_in_the_body_or_in_a_form_is_read(client: TestClient) -> None:
    """zxing-cpp has written the picture."""
    raw = client.simulate_post(URL, body=picture("中文"), headers={"Content-Type": "image/png"})
    form = client.simulate_post(URL, **multipart(picture("中文")))
    for result in (raw, form):
        assert result.json["count"] == 1
        assert result.json["barcodes"][0]["text"] == "中文"
        assert result.json["barcodes"][0]["format"] == "qr"


def test_digital_link_is_explained_as_elements(client: TestClient) -> None:
    """GS1 Digital Link: URI Syntax 1.5, in a plain QR Code."""
    body = picture("https://id.gs1.org/01/09501101530003/10/ABC")
    (barcode,) = client.simulate_post(URL, body=body).json["barcodes"]
    assert [(e["ai"], e["value"], e["title"]) for e in barcode["gs1_elements"]] == [
        ("01", "09501101530003", "GTIN"),
        ("10", "ABC", "BATCH/LOT"),
    ]


def test_formats_restrict_what_is_looked_for(client: TestClient) -> None:
    """Ids and aliases, separated by commas."""
    found = [
        client.simulate_post(URL, params={"formats": names}, params_csv=True, body=picture("A"))
        for names in ("ean13,code39", "ean13,QR Code")
    ]
    assert [result.json["count"] for result in found] == [0, 1]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("formats=nosuch", "format.unknown"),
        ("formats=qr&formats=ean13", "option.repeated"),
        ("format=qr", "option.unknown"),
        ("pages=1&pages=2", "option.repeated"),
        ("pages=first", "pages.malformed"),
        ("pages=2", "pages.out_of_range"),
        ("diagnose=yes", "option.bad_value"),
        ("expected=0.5", "option.bad_value"),
        ("expected=101", "option.bad_value"),
        ("expected=1&expected=2", "option.repeated"),
        ("join=perhaps", "option.bad_value"),
        ("join=true&join=false", "option.repeated"),
        ("diagnose=all&diagnose=none", "option.repeated"),
    ],
)
def test_a_wrong_option_is_refused(client: TestClient, query: str, code: str) -> None:
    """Named by its field, with a fix."""
    result = client.simulate_post(URL, query_string=query, body=picture("A"))
    assert (result.status_code < 500, result.json["code"]) == (True, code)


def test_picture_without_a_barcode_is_diagnosed(client: TestClient) -> None:
    """By default, and not if the client does not want it."""
    file = io.BytesIO()
    Image.new("L", (60, 40), 255).save(file, "PNG")
    (page,) = client.simulate_post(URL, body=file.getvalue()).json["pages"]
    (finding,) = page["diagnosis"]
    assert (finding["code"], finding["corners"]) == ("no_barcode", [])
    assert finding["fix"] != ""
    (page,) = client.simulate_post(URL, params={"diagnose": "none"}, body=file.getvalue()).json[
        "pages"
    ]
    assert page["diagnosis"] == []


def test_fewer_barcodes_than_expected_are_reported(client: TestClient) -> None:
    """The page says how many are missing, which the document of the API describes."""
    result = client.simulate_post(URL, params={"expected": "3"}, body=picture("A"))
    (page,) = result.json["pages"]
    assert (result.json["count"], page["missing"]) == (1, 2)
    assert page["diagnosis"][-1]["code"] == "too_few"
    (page,) = client.simulate_post(URL, params={"expected": "1"}, body=picture("A")).json["pages"]
    assert (page["missing"], page["diagnosis"]) == (0, [])
    document = client.simulate_get("/openapi.json").json
    parameters = document["paths"]["/api/v1/decode"]["post"]["parameters"]
    (described,) = (one for one in parameters if one.get("name") == "expected")
    assert described["schema"] == {"type": "integer", "minimum": 1, "maximum": 100}


def test_print_quality_is_graded_on_request(client: TestClient) -> None:
    """The writer of zxing-cpp draws perfect symbols, of four px to a module."""
    result = client.simulate_post(URL, params={"diagnose": "all"}, body=picture("A"))
    (barcode,) = result.json["barcodes"]
    quality = barcode["quality"]
    assert (quality["grade"], quality["letter"]) == (4.0, "A")
    assert quality["module_px"] == pytest.approx(4, abs=0.1)
    assert {one["name"] for one in quality["parameters"]} >= {"modulation", "symbol_contrast"}
    (plain,) = client.simulate_post(URL, body=picture("A")).json["barcodes"]
    assert plain["quality"] is None


def pages(count: int) -> bytes:
    """Return a TIFF whose pages have one barcode each."""
    images = [Image.open(io.BytesIO(picture(f"P{number}"))) for number in range(1, count + 1)]
    file = io.BytesIO()
    images[0].save(file, "TIFF", save_all=True, append_images=images[1:])
    return file.getvalue()


def test_every_page_is_read_and_numbered(client: TestClient) -> None:
    """With the size of each, in whose px the corners are."""
    read = client.simulate_post(URL, body=pages(3)).json
    assert [(one["page"], one["text"]) for one in read["barcodes"]] == [
        (1, "P1"),
        (2, "P2"),
        (3, "P3"),
    ]
    assert (read["page_count"], [page["width_px"] for page in read["pages"]]) == (3, [116] * 3)


def test_each_page_costs_a_barcode(client_with: Callable[..., TestClient]) -> None:
    """Reading a page takes as long as reading a picture; a refused file costs nothing."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="4", RATE_LIMIT_BURST="100")
    left = [
        client.simulate_post(URL, body=pages(count)).headers["RateLimit"] for count in (3, 2, 1)
    ]
    assert [part.split("r=")[1].split(";")[0] for part in left] == ["1", "1", "0"]


def test_pages_that_take_too_long_are_refused_with_those_that_were_read(
    client_with: Callable[..., TestClient],
) -> None:
    """Each part of a file takes all of the time here."""

    class Late(SystemClock):
        def monotonic(self) -> float:
            return next(hours)

    def one_page(services: Services, content: bytes, wanted: Wanted, *_: object) -> FileRead:
        return reader.read_file(content, wanted, lambda: False)

    hours = (3600.0 * hour for hour in count())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(isolated_parsing, "read_barcodes", one_page)
        client = client_with({"clock": Late()}, RATE_LIMIT_BURST="100")
        refused = client.simulate_post(URL, body=pages(3))
    (problem,) = refused.json["errors"]
    assert (refused.status_code, problem["code"]) == (422, "pages.too_costly")
    assert (problem["suggestion"], "pages=2-3" in problem["fix"]) == ("1", True)
