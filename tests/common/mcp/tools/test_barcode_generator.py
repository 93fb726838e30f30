"""The tool that draws: what it takes as it is meant, and what it tells beside the picture."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from common import settings
from common.barcode.model.errors import CanvasError, OptionError
from common.mcp.context import ToolContext
from common.mcp.protocol.content import ImageContent, TextContent
from common.mcp.protocol.definitions import Context
from common.mcp.resources import barcode
from common.mcp.tools import barcode_generator, barcode_validator
from common.operations.quota import Quota
from common.services.container import open_services
from common.services.principal import anonymous_principal

Told = list[tuple[str, Any, str]]


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ToolContext]:
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="mcp") as services:
        yield Context(services, Quota(services, anonymous_principal("203.0.113.9", "mcp")))


def hearing(context: ToolContext) -> tuple[ToolContext, Told]:
    heard: Told = []
    return replace(context, log=lambda *message: heard.append(message)), heard


@pytest.mark.parametrize(
    "arguments",
    [
        {"data": "1", "format": "code128", "width": "wide"},
        {"data": "1", "format": "code128", "width": ["300"]},
        {"data": True, "format": "code128"},
        {"data": None, "format": "code128"},
    ],
)
def test_what_can_not_be_meant_is_refused(context: ToolContext, arguments: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        barcode_generator.run(context, arguments)
    with pytest.raises(OptionError):
        barcode_validator.run(context, arguments)


def test_text_that_says_a_number_or_a_truth_value_is_taken_as_one(context: ToolContext) -> None:
    """Models write "300" for 300, and the Inspector a number for digits."""
    arguments = {"data": 123456789, "format": "code128", "width": "300", "show_text": "false"}
    picture, text = barcode_generator.run(context, arguments | {"dpi": None}).content
    assert isinstance(picture, ImageContent)
    assert isinstance(text, TextContent)
    assert "300 × 100 px" in text.text
    assert (barcode_validator.run(context, arguments).structured or {})["valid"] is True


def test_picture_that_no_result_can_hold_costs_nothing_and_is_not_counted(
    context: ToolContext,
) -> None:
    big = {"data": "1", "format": "qr", "image_format": "BMP", "width": 2500, "height": 2500}
    with pytest.raises(CanvasError, match="PNG"):
        barcode_generator.run(context, big)
    assert context.services.limiter.allowance(context.quota.caller).used == 0
    counted = context.services.metrics.snapshot()
    assert counted.total("barcodes_drawn") == 0
    assert counted.total("barcode_refusals", code="picture.too_long") == 1


def test_a_picture_without_fault_is_told_without_log_messages(context: ToolContext) -> None:
    listening, heard = hearing(context)
    barcode_generator.run(listening, {"data": "1", "format": "code128"})
    assert heard == []


@pytest.mark.parametrize(
    ("arguments", "level", "said"),
    [
        ({"data": "123456", "format": "code128", "width": 100}, "notice", "1 px wide"),
        ({"data": "12345-6789", "format": "postnet"}, "info", "Withdrawn"),
        ({"data": "12345-6789", "format": "postnet"}, "info", "not read back"),
    ],
)
def test_what_may_keep_it_from_being_used_is_logged(
    context: ToolContext, arguments: dict[str, Any], level: str, said: str
) -> None:
    """MCP, logging: levels of RFC 5424; a notice for the unusual, info for the rest."""
    listening, heard = hearing(context)
    barcode_generator.run(listening, arguments)
    told = [
        (each, data["format"], logger) for each, data, logger in heard if said in data["message"]
    ]
    assert told == [(level, arguments["format"], "barcode_generator")]


def test_a_resource_tells_in_log_messages_what_its_picture_can_not(context: ToolContext) -> None:
    """What is read has no text beside the picture."""
    listening, heard = hearing(context)
    values = {"format": "postnet", "data": "12345-6789"}
    barcode.read(listening, "barcode://postnet/12345-6789", values)
    assert {level for level, _, _ in heard} == {"info"}
