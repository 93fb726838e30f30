"""The tools that check, read and list: invalid arguments first, then results."""

import base64
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import segno
import zxingcpp
from jsonschema import validate as validate_schema
from PIL import Image

from common import settings
from common.barcode.decode import reader
from common.barcode.encode import symbology
from common.barcode.model.errors import BarcodeError
from common.mcp.context import ToolContext
from common.mcp.protocol.definitions import CallError, Context, Tool, ToolResult
from common.mcp.tools import barcode_decoder, barcode_generator, barcode_validator, symbology_list
from common.operations.quota import Quota
from common.services.container import open_services
from common.services.principal import anonymous_principal
from tests.common.barcode.decode.diagnosis import ean, pictures, spoiling


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ToolContext]:
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="mcp") as services:
        yield Context(services, Quota(services, anonymous_principal("203.0.113.9", "mcp")))


def run(tool: Tool, context: ToolContext, **arguments: Any) -> ToolResult:
    """Run *tool*, and check that its structured content matches its schema."""
    result = tool.run(context, arguments)
    assert tool.output_schema is not None
    validate_schema(json.loads(json.dumps(result.structured)), dict(tool.output_schema))
    return result


def text_of(result: ToolResult) -> str:
    (content,) = result.content
    return str(getattr(content, "text", ""))


def picture(text: str) -> str:
    """Draw with zxing-cpp's own writer, as base64."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    file = io.BytesIO()
    Image.fromarray(drawn.to_image(scale=4, add_quiet_zones=True)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize("image", ["%%%", "aGVsbG8", "é"])
def test_image_other_than_base64_is_refused(context: ToolContext, image: str) -> None:
    """A model can correct an argument only if the text names it."""
    with pytest.raises(CallError, match="base64"):
        barcode_decoder.TOOL.run(context, {"image": image})


def test_an_unknown_argument_is_refused_with_the_nearest(context: ToolContext) -> None:
    """An unknown argument is refused, so that a typing error is never ignored."""
    with pytest.raises(CallError, match="search"):
        symbology_list.TOOL.run(context, {"serch": "x"})


def test_a_picture_too_large_is_refused_with_a_format_that_fits(context: ToolContext) -> None:
    """Clients refuse or cut results above 1 MB; a bitmap of 25 million px has 3 MB."""
    arguments: dict[str, object] = {"data": "1", "format": "qr", "width": 5000, "height": 5000}
    with pytest.raises(BarcodeError) as refused:
        barcode_generator.TOOL.run(context, {**arguments, "image_format": "BMP"})
    arguments["image_format"] = refused.value.problems[0].suggestion
    assert barcode_generator.TOOL.run(context, arguments).content


def test_a_picture_is_read(context: ToolContext) -> None:
    """As base64 or as a data: URL."""
    plain = run(barcode_decoder.TOOL, context, image=picture("Wi-Fi"))
    url = run(barcode_decoder.TOOL, context, image="data:image/png;base64," + picture("Wi-Fi"))
    assert text_of(plain) == text_of(url) == "qr: Wi-Fi"


def test_a_picture_is_read_by_offloaded_work(context: ToolContext) -> None:
    """Over HTTP all calls of a process share a thread."""
    offloaded: list[Callable[..., Any]] = []

    def offload(work: Callable[..., Any]) -> Callable[..., Any]:
        offloaded.append(work)
        return work

    run(barcode_decoder.TOOL, replace(context, offload=offload), image=picture("1"))
    assert offloaded == [reader.read_file]


def test_pages_are_numbered(context: ToolContext) -> None:
    """A model names the page to the person."""
    images = [Image.open(io.BytesIO(base64.b64decode(picture(text)))) for text in ("A", "B")]
    file = io.BytesIO()
    images[0].save(file, "TIFF", save_all=True, append_images=images[1:])
    sent = base64.b64encode(file.getvalue()).decode()
    assert text_of(run(barcode_decoder.TOOL, context, image=sent)) == "page 1: qr: A\npage 2: qr: B"
    chosen = run(barcode_decoder.TOOL, context, image=sent, pages="2")
    assert text_of(chosen) == "page 2: qr: B"


def test_a_picture_without_a_barcode_is_an_answer(context: ToolContext) -> None:
    """A picture without a barcode is valid input, so the result is not an error."""
    file = io.BytesIO()
    Image.new("L", (50, 50), 255).save(file, "PNG")
    sent = base64.b64encode(file.getvalue()).decode()
    text = text_of(run(barcode_decoder.TOOL, context, image=sent))
    assert text.splitlines()[0] == "No barcode was found."
    assert "Diagnosis no_barcode: " in text
    silent = run(barcode_decoder.TOOL, context, image=sent, diagnose="none")
    assert text_of(silent) == "No barcode was found."


def test_number_of_missing_barcodes_is_told(context: ToolContext) -> None:
    """A person has said how many there are."""
    text = text_of(run(barcode_decoder.TOOL, context, image=picture("1"), expected=2))
    assert "Diagnosis too_few: 1 of the 2 barcodes that are expected were read: 1 is" in text
    assert "too_few" not in text_of(
        run(barcode_decoder.TOOL, context, image=picture("1"), expected=1)
    )


def test_grade_is_told_on_request(context: ToolContext) -> None:
    """With what lowers it: this picture has a contrast of 49 %, which is grade 2."""
    drawn = pictures.opened(base64.b64decode(picture("1")))
    clean = text_of(run(barcode_decoder.TOOL, context, image=picture("1"), diagnose="all"))
    assert "Print quality 4.0 (A) by ISO/IEC 15415. Computed from this picture" in clean
    faint = drawn.convert("L").point([130 + 125 * level // 255 for level in range(256)])
    sent = base64.b64encode(pictures.png(faint)).decode()
    text = text_of(run(barcode_decoder.TOOL, context, image=sent, diagnose="all"))
    assert "Print quality 2.0 (C) by ISO/IEC 15415, because of symbol contrast." in text


def test_digits_of_a_wrong_check_digit_are_told(context: ToolContext) -> None:
    """GS1 General Specifications, 7.9.1: 4006381333931 is the right number."""
    drawn = spoiling.in_margin(ean.draw("4006381333930", 3, 40), 60)
    sent = base64.b64encode(pictures.png(drawn)).decode()
    text = text_of(run(barcode_decoder.TOOL, context, image=sent))
    assert "Diagnosis check_digit: The check digit is wrong: 4006381333930" in text
    assert "draw 4006381333931" in text


def test_a_wrong_check_digit_is_reported_with_the_right_one(context: ToolContext) -> None:
    """GS1 General Specifications, 7.9.1."""
    result = run(barcode_validator.TOOL, context, data="4006381333930", format="ean13")
    assert result.structured is not None
    assert result.structured["valid"] is False
    assert "4006381333931" in text_of(result)


def test_gs1_data_is_explained(context: ToolContext) -> None:
    """GS1 General Specifications, 3.2: AI 01 is a GTIN."""
    result = run(
        barcode_validator.TOOL, context, data="(01)09501101530003(10)ABC", format="gs1_128"
    )
    assert "(01) GTIN: 09501101530003" in text_of(result)


def test_symbologies_are_found_by_words(context: ToolContext) -> None:
    """A model searches by use, name or standard."""
    found = run(symbology_list.TOOL, context, search="ISO/IEC 16022")
    assert "datamatrix" in text_of(found)
    assert "code128" not in text_of(found)
    assert "Omit `search`" in text_of(run(symbology_list.TOOL, context, search="nothing so"))


def test_every_symbology_is_listed_without_a_search(context: ToolContext) -> None:
    """A model reads the whole result: 50 KB of rules were too long for small ones."""
    found = run(symbology_list.TOOL, context)
    listed = (found.structured or {})["symbologies"]
    assert [entry["id"] for entry in listed] == list(symbology.catalogue())
    assert len(text_of(found)) < 15_000
    assert all("rules" not in entry for entry in listed)


@pytest.mark.parametrize("name", ["upca", "gs1_128", "gs1-128"])
def test_rules_of_one_symbology_are_returned(context: ToolContext, name: str) -> None:
    """The same as GET symbologies/{id}."""
    found = run(symbology_list.TOOL, context, format=name)
    (entry,) = (found.structured or {})["symbologies"]
    declared = symbology.find(name)
    assert entry["rules"]["id"] == entry["id"] == declared.id
    assert declared.title in text_of(found)
    assert "Lengths" in text_of(found)
    with pytest.raises(BarcodeError, match="code128"):
        run(symbology_list.TOOL, context, format="code129")


def test_a_schema_offers_every_id_and_every_format_of_the_public_api() -> None:
    """Clients that validate arguments by the schema must accept the documented names."""
    for tool in (barcode_generator.TOOL, barcode_validator.TOOL):
        offered = tool.input_schema["properties"]["format"]["enum"]
        assert {*symbology.catalogue(), *symbology.PUBLIC_API_FORMATS} == set(offered)


@pytest.mark.parametrize("name", symbology.PUBLIC_API_FORMATS)
def test_every_format_of_the_public_api_is_known(name: str) -> None:
    """The public API's 18 formats keep working by their own names."""
    assert symbology.find(name).id in symbology.catalogue()


def test_a_validator_warns_as_the_generator_does(context: ToolContext) -> None:
    """A batch without a trade item: GS1 General Specifications, 4.13.2."""
    result = run(barcode_validator.TOOL, context, data="(10)ABC", format="gs1_128")
    assert result.structured is not None
    assert "(10) BATCH/LOT needs (01)" in result.structured["warnings"][0]
    assert "Warning: (10) BATCH/LOT needs (01)" in text_of(result)


def test_a_validator_gives_the_digital_link_of_elements(context: ToolContext) -> None:
    """GS1 Digital Link: URI Syntax 1.5."""
    data = "(01)09501101530003(10)ABC"
    result = run(barcode_validator.TOOL, context, data=data, format="gs1_128")
    assert "https://id.gs1.org/01/09501101530003/10/ABC" in text_of(result)


def test_symbols_of_a_message_are_joined_over_pictures(context: ToolContext) -> None:
    """Segno draws them; the text says which part is on which picture."""
    pictures = []
    for symbol in segno.make_sequence("part one, part two", symbol_count=2):
        file = io.BytesIO()
        symbol.save(file, kind="png", scale=4)
        pictures.append(base64.b64encode(file.getvalue()).decode())
    first, second = pictures
    read = run(barcode_decoder.TOOL, context, image=second, more_images=[first])
    assert text_of(read).startswith("file 1: qr: ")
    assert "Part 2 of 2 of a message in several symbols" in text_of(read)
    joined = run(barcode_decoder.TOOL, context, image=second, more_images=[first], join=True)
    assert "file 2: qr: part one, part two" in text_of(joined)
    with pytest.raises(BarcodeError, match="Part 1 of 2 is missing"):
        barcode_decoder.TOOL.run(context, {"image": second, "join": True})
    with pytest.raises(CallError, match="more_images: is not base64"):
        barcode_decoder.TOOL.run(context, {"image": second, "more_images": ["%"]})
