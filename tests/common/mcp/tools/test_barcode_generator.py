"""The tool that draws: refusals, conversion of arguments, and log messages."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from common import settings
from common.barcode.model.errors import CanvasError, OptionError
from common.mcp.context import ToolContext
from common.mcp.protocol.content import ImageContent, TextContent
from common.mcp.protocol.definitions import Context
from common.mcp.protocol.jsonrpc import LongInteger
from common.mcp.resources import barcode
from common.mcp.tools import barcode_generator, barcode_validator
from common.operations.quota import Quota
from common.services.container import open_services
from common.services.principal import anonymous_principal

Messages = list[tuple[str, Any, str]]


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ToolContext]:
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="mcp") as services:
        yield Context(services, Quota(services, anonymous_principal("203.0.113.9", "mcp")))


def recording(context: ToolContext) -> tuple[ToolContext, Messages]:
    messages: Messages = []
    return replace(context, log=lambda *message: messages.append(message)), messages


@pytest.mark.parametrize(
    "arguments",
    [
        {"data": "1", "format": "code128", "width": "wide"},
        {"data": "1", "format": "code128", "width": ["300"]},
        {"data": True, "format": "code128"},
        {"data": None, "format": "code128"},
    ],
)
def test_ambiguous_values_are_refused(context: ToolContext, arguments: dict[str, Any]) -> None:
    """docs/http.md: each option has one type."""
    with pytest.raises(OptionError):
        barcode_generator.run(context, arguments)
    with pytest.raises(OptionError):
        barcode_validator.run(context, arguments)


def test_strings_are_converted_to_numbers_and_booleans(context: ToolContext) -> None:
    """Models write "300" for 300, and the Inspector a number for digits."""
    arguments = {"data": 123456789, "format": "code128", "width": "300", "show_text": "false"}
    picture, text = barcode_generator.run(context, arguments | {"dpi": None}).content
    assert isinstance(picture, ImageContent)
    assert isinstance(text, TextContent)
    assert "300 × 100 px" in text.text
    assert (barcode_validator.run(context, arguments).structured or {})["valid"] is True


def test_picture_above_the_size_limit_is_refused_and_not_charged(
    context: ToolContext,
) -> None:
    """Clients refuse or cut results above 1 MB; a refusal costs no quota."""
    big = {"data": "1", "format": "qr", "image_format": "BMP", "width": 2500, "height": 2500}
    with pytest.raises(CanvasError, match="PNG"):
        barcode_generator.run(context, big)
    assert context.services.limiter.allowance(context.quota.caller).used == 0
    counted = context.services.metrics.snapshot()
    assert counted.total("barcodes_drawn") == 0
    assert counted.total("barcode_refusals", code="picture.too_long") == 1


def test_image_with_too_many_pixels_is_refused_and_not_charged(context: ToolContext) -> None:
    """Anthropic, vision, image size limits: 8,000 px; the text names the fix."""
    wide = {"data": "1", "format": "code128", "width": 8001, "height": 50}
    with pytest.raises(CanvasError, match="SVG"):
        barcode_generator.run(context, wide)
    assert context.services.limiter.allowance(context.quota.caller).used == 0
    assert len(barcode_generator.run(context, wide | {"image_format": "SVG"}).content) == 2


@pytest.mark.parametrize(("width", "is_noted"), [(2000, False), (2001, True)])
def test_image_above_2000_px_has_a_note(context: ToolContext, width: int, is_noted: bool) -> None:
    """Anthropic, vision, image size limits: 2,000 px if a request has more than 20 images."""
    drawn = barcode_generator.run(context, {"data": "1", "format": "code128", "width": width})
    assert ("2,000 px" in getattr(drawn.content[1], "text", "")) is is_noted


@pytest.mark.parametrize(
    ("image_format", "start"),
    [("SVG", "<svg"), ("EPS", "%!PS-Adobe"), ("ZPL", "^XA"), ("TXT", "")],
)
def test_file_that_is_text_is_text_content(
    context: ToolContext, image_format: str, start: str
) -> None:
    """Several clients fail on embedded resources; each takes text."""
    arguments = {"data": "12", "format": "qr", "image_format": image_format}
    file, text = barcode_generator.run(context, arguments).content
    assert isinstance(file, TextContent)
    assert file.text.lstrip().startswith(start)
    assert isinstance(text, TextContent)
    assert "http" not in text.text


@pytest.mark.parametrize(
    ("image_format", "extension"),
    [("PDF", "pdf"), ("TIFF", "tif"), ("BMP", "bmp"), ("PCX", "pcx")],
)
def test_other_file_is_a_png_beside_a_link(
    context: ToolContext, image_format: str, extension: str
) -> None:
    """Models take PNG, JPEG, GIF and WebP only."""
    arguments = {"data": "12", "format": "qr", "image_format": image_format}
    with pytest.raises(CanvasError, match="no URL"):
        barcode_generator.run(context, arguments)
    reached = replace(context, service_url="https://barcode.example")
    preview, text = barcode_generator.run(reached, arguments).content
    assert isinstance(preview, ImageContent)
    assert preview.mime_type == "image/png"
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(preview.data)))
    assert found.text == "12"
    assert isinstance(text, TextContent)
    url = f"https://barcode.example/api/v1/barcodes/qr.{extension}?data=12"
    assert text.text.endswith(f"The file: {url}")


def test_link_that_is_too_long_is_left_out(context: ToolContext) -> None:
    """RFC 9110, 4.1: a URL of 8,000 octets may be refused on the way."""
    reached = replace(context, service_url="https://barcode.example")
    arguments = {"data": "ä" * 700, "format": "qr"}
    _, text = barcode_generator.run(reached, arguments).content
    assert isinstance(text, TextContent)
    assert "https:" not in text.text


def test_a_picture_without_remarks_is_not_logged(context: ToolContext) -> None:
    """docs/mcp.md, log messages: only what may prevent scanning."""
    listening, messages = recording(context)
    barcode_generator.run(listening, {"data": "1", "format": "code128"})
    assert messages == []


@pytest.mark.parametrize(
    ("arguments", "level", "expected"),
    [
        ({"data": "123456", "format": "code128", "width": 100}, "notice", "1 px wide"),
        ({"data": "12345-6789", "format": "postnet"}, "info", "Withdrawn"),
        ({"data": "A", "format": "maxicode", "rotate": 90}, "info", "not read back"),
    ],
)
def test_what_may_prevent_scanning_is_logged(
    context: ToolContext, arguments: dict[str, Any], level: str, expected: str
) -> None:
    """MCP, logging: levels of RFC 5424; a notice for the unusual, info for the rest."""
    listening, messages = recording(context)
    barcode_generator.run(listening, arguments)
    logged = [
        (each, data["format"], logger)
        for each, data, logger in messages
        if expected in data["message"]
    ]
    assert logged == [(level, arguments["format"], "barcode_generator")]


def test_a_resource_logs_remarks_about_its_picture(context: ToolContext) -> None:
    """MCP, resources: the contents are the picture only, so remarks can only be logged."""
    listening, messages = recording(context)
    values = {"format": "postnet", "data": "12345-6789"}
    barcode.read(listening, "barcode://postnet/12345-6789", values)
    assert {level for level, _, _ in messages} == {"info"}


def test_a_doubt_about_the_data_is_in_text_and_log(context: ToolContext) -> None:
    """docs/mcp.md, log messages: a notice with field, code and fix."""
    listening, messages = recording(context)
    result = barcode_generator.run(listening, {"data": "ABC ", "format": "qr"})
    text = result.content[1]
    assert isinstance(text, TextContent)
    assert "ends with a space" in text.text
    level, data, _ = messages[0]
    assert (level, data["field"], data["code"]) == ("notice", "data", "data.outer_whitespace")
    assert data["suggestion"] == "ABC"


def test_number_that_a_client_may_have_rounded_is_refused(context: ToolContext) -> None:
    """ECMA-262, Number.MAX_SAFE_INTEGER: JavaScript reads 9007199254740993 as ...992."""
    for data in (2**53, LongInteger("1" * 5000), 1000.0, 1.5):
        arguments = {"data": data, "format": "qr"}
        for tool in (barcode_generator, barcode_validator):
            with pytest.raises(OptionError, match=r"quotation marks"):
                tool.run(context, arguments)


def test_number_is_taken_as_its_digits_with_a_warning(context: ToolContext) -> None:
    """RFC 8259, 6: a number has no leading zeros, so a client that makes one drops them."""
    arguments = {"data": 2**53 - 1, "format": "qr"}
    _, text = barcode_generator.run(context, arguments).content
    assert isinstance(text, TextContent)
    assert "encodes 9007199254740991" in text.text
    assert "leading zeros" in text.text
    checked = barcode_validator.run(context, arguments).structured or {}
    assert "leading zeros" in checked["warnings"][-1]


@pytest.mark.parametrize(
    "base", [("12345678", "code128"), ("text", "qr"), ("400638133393", "ean13")]
)
def test_neutral_values_of_options_count_as_omitted(
    context: ToolContext, base: tuple[str, str]
) -> None:
    """Models that fill in every argument send null, empty text, 0 and false."""
    given = dict(zip(("data", "format"), base, strict=True))
    plain, _ = barcode_generator.run(context, given).content
    declared = {n: s for n, s in barcode_generator.SCHEMA["properties"].items() if n not in given}
    # An EAN-13 without guard bars, or text at the left, is a request.
    requests = {"show_text", "verify", "quiet_zone", "text_distance", "guardbar", "center_text"}
    zeros = {n for n, s in declared.items() if s["type"] in ("integer", "number")} - requests
    falsehoods = {n for n, s in declared.items() if s["type"] == "boolean"} - requests
    for neutral in (
        dict.fromkeys(declared, None),
        dict.fromkeys(declared, ""),
        dict.fromkeys(zeros, 0) | dict.fromkeys(falsehoods, False),
        dict.fromkeys(declared.keys() - requests, False),
    ):
        picture, _ = barcode_generator.run(context, given | neutral).content
        assert picture == plain


def test_guard_bars_that_a_symbology_lacks_may_be_false(context: ToolContext) -> None:
    """The picture has none, as requested; true is refused."""
    arguments = {"data": "12345678", "format": "code128", "guardbar": False}
    assert isinstance(barcode_generator.run(context, arguments).content[0], ImageContent)
    with pytest.raises(OptionError, match="guardbar"):
        barcode_generator.run(context, arguments | {"guardbar": True})


@pytest.mark.parametrize("image_format", ["PNG", "PDF"])
def test_large_pictures_are_drawn_by_offloaded_work(
    context: ToolContext, image_format: str
) -> None:
    """Over HTTP all calls of a process share a thread. A PDF comes with a preview."""
    offloaded: list[Any] = []

    def offload(work: Any) -> Any:
        offloaded.append(work)
        return work

    arguments = {"data": "1", "format": "code128", "width": 2_000, "height": 2_000}
    served = replace(context, offload=offload, service_url="http://localhost")
    barcode_generator.run(served, {**arguments, "image_format": image_format})
    assert len(offloaded) == (2 if image_format == "PDF" else 1)
