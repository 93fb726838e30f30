"""Options without effect, out of bounds or unreadable are errors that name what works."""

from collections.abc import Mapping

import pytest

from common.barcode.model.errors import BarcodeError, CanvasError
from tests.common.barcode.option_examples import (
    CODE128,
    EAN13,
    ITF14,
    MAXICODE,
    QR,
    UPCA,
    draw,
    error_of,
)


@pytest.mark.parametrize(
    ("base", "options", "expected"),
    [
        (CODE128, {"module_width": 0.05}, ("module_width", "option.below_a_dot")),
        (CODE128, {"module_width": 0.3, "scale": 2}, ("scale", "option.conflict")),
        (CODE128, {"quiet_zone": 1}, ("quiet_zone", "option.quiet_zone_too_small")),
        (QR, {"module_height": 10}, ("module_height", "option.not_applicable")),
        (QR, {"font_size": 10}, ("font_size", "option.not_applicable")),
        (QR, {"guardbar": True}, ("guardbar", "option.not_applicable")),
        (CODE128, {"addon": "12"}, ("addon", "option.not_applicable")),
        (
            CODE128,
            {"text_content": "x", "show_text": False},
            ("text_content", "option.not_applicable"),
        ),
        (CODE128, {"text_content": "日本"}, ("text_content", "text.not_printable")),
        (CODE128, {"text_content": "שלום"}, ("text_content", "text.not_printable")),
        (CODE128, {"text_content": "a\tb"}, ("text_content", "text.not_printable")),
        (CODE128, {"text_content": "a\n日本"}, ("text_content", "text.not_printable")),
        (
            CODE128,
            {"text_position": "above", "show_text": False},
            ("text_position", "option.not_applicable"),
        ),
        (QR, {"text_position": "above"}, ("text_position", "option.not_applicable")),
        (QR, {"wrap_text": True}, ("wrap_text", "option.not_applicable")),
        (CODE128, {"light_margin_mark": True}, ("light_margin_mark", "option.not_applicable")),
        (UPCA, {"light_margin_mark": True}, ("light_margin_mark", "option.not_applicable")),
        (
            EAN13,
            {"light_margin_mark": True, "show_text": False},
            ("light_margin_mark", "option.not_applicable"),
        ),
        (
            EAN13,
            {"light_margin_mark": True, "text_content": "x"},
            ("light_margin_mark", "option.not_applicable"),
        ),
        (
            EAN13,
            {"light_margin_mark": True, "image_format": "TXT"},
            ("light_margin_mark", "option.not_applicable"),
        ),
        (CODE128, {"bearer_bars": "frame"}, ("bearer_bars", "option.not_applicable")),
        (MAXICODE, {"swiss_cross": True}, ("swiss_cross", "option.not_applicable")),
        (QR, {"bar_width_reduction": 0.1}, ("bar_width_reduction", "option.not_applicable")),
        (MAXICODE, {"bar_width_reduction": 0.1}, ("bar_width_reduction", "option.not_applicable")),
        (
            CODE128,
            {"bar_width_reduction": 0.1, "image_format": "TXT"},
            ("bar_width_reduction", "option.not_applicable"),
        ),
        (CODE128, {"bar_width_reduction": 0.05}, ("bar_width_reduction", "option.below_a_dot")),
        (CODE128, {"bar_width_reduction": 0.1}, ("bar_width_reduction", "option.below_a_dot")),
        (
            CODE128,
            {"bar_width_reduction": 0.2, "module_width": 0.4, "dpi": 1200},
            ("bar_width_reduction", "option.bars_too_narrow"),
        ),
        (
            CODE128,
            {"bar_width_reduction": 0.2, "module_width": 0.4, "image_format": "PDF"},
            ("bar_width_reduction", "option.bars_too_narrow"),
        ),
        (CODE128, {"wide_to_narrow_ratio": 2.5}, ("wide_to_narrow_ratio", "option.not_applicable")),
        (ITF14, {"wide_to_narrow_ratio": 2}, ("wide_to_narrow_ratio", "option.bad_value")),
        (QR, {"swiss_cross": True, "ecc": "L"}, ("ecc", "option.conflict")),
        (CODE128, {"text_content": "e\u0301"}, ("text_content", "text.not_printable")),
        (CODE128, {"foreground": "yellow"}, ("foreground", "colour.low_contrast")),
        (CODE128, {"background": "black"}, ("background", "colour.low_contrast")),
        (CODE128, {"foreground": "transparent"}, ("foreground", "colour.low_contrast")),
        (CODE128, {"foreground": "#12345"}, ("foreground", "colour.malformed")),
        (CODE128, {"foreground": "rgb(0,0,0)"}, ("foreground", "colour.malformed")),
        (
            CODE128,
            {"foreground": "white", "background": "black"},
            ("foreground", "colour.light_on_dark"),
        ),
        (CODE128, {"light_on_dark": True}, ("light_on_dark", "option.not_applicable")),
        (CODE128, {"image_format": "PNGG"}, ("image_format", "image_format.unknown")),
        (CODE128, {"width": 200, "module_width": 1}, ("width", "canvas.too_narrow")),
        (CODE128, {"width": 200, "scale": 2}, ("width", "canvas.too_narrow")),
        (CODE128, {"height": 60, "module_height": 20}, ("height", "canvas.too_low")),
        (CODE128, {"width": 200, "font_size": 40}, ("font_size", "canvas.text_too_wide")),
        (CODE128, {"font_size": 1}, ("font_size", "option.font_too_small")),
        (CODE128, {"module_height": 0.5}, ("module_height", "option.bars_too_low")),
        (UPCA, {"module_height": 2, "addon": "12"}, ("module_height", "option.bars_too_low")),
        (UPCA, {"font_size": 72, "scale": 1}, ("font_size", "canvas.text_too_wide")),
        (MAXICODE, {"scale": 3}, ("scale", "option.module_too_small")),
        (
            {"data": "123456", "format": "datamatrix"},
            {"scale": 1},
            ("scale", "option.module_too_small"),
        ),
        (CODE128, {"scale": 200}, ("scale", "canvas.too_wide")),
        (
            CODE128,
            {"font_size": 400, "dpi": 600, "text_content": "W" * 9},
            ("font_size", "canvas.too_wide"),
        ),
        (CODE128, {"module_height": 1000, "dpi": 2400}, ("height", "canvas.too_large")),
    ],
)
def test_options_without_effect_or_readability_are_errors(
    base: Mapping[str, object], options: Mapping[str, object], expected: tuple[str, str]
) -> None:
    """The documented codes of errors."""
    assert expected == error_of(base, **options)


@pytest.mark.parametrize(
    ("base", "options"),
    [
        (CODE128, {"quiet_zone": 1}),
        (CODE128, {"module_width": 0.01}),
        (CODE128, {"font_size": 1}),
        (UPCA, {"module_height": 2, "addon": "12"}),
        (UPCA, {"font_size": 72, "scale": 2}),
        (CODE128, {"width": 200, "font_size": 40}),
        (CODE128, {"width": 200, "font_size": 10, "text_content": "x" * 60}),
        (CODE128, {"width": 200, "module_width": 1}),
        (CODE128, {"height": 10}),
        (QR, {"height": 10, "text_content": "below"}),
        (CODE128, {"height": 30, "text_content": "a\nb\nc"}),
        (CODE128, {"height": 10, "width": 150, "text_content": "b c d " * 30, "wrap_text": True}),
        (CODE128, {"height": 10, "width": 10, "text_content": "b c d " * 30, "wrap_text": True}),
        (CODE128, {"image_format": "jepg"}),
        (CODE128, {"bar_width_reduction": 0.3, "module_width": 0.4, "dpi": 1200}),
        (CODE128, {"bar_width_reduction": 0.3, "module_width": 0.4, "image_format": "SVG"}),
        (CODE128, {"bar_width_reduction": 0.01, "module_width": 0.4, "dpi": 600}),
        (ITF14, {"wide_to_narrow_ratio": 2}),
        (MAXICODE, {"module_width": 0.3}),
    ],
)
def test_suggestions_of_errors_work(base: Mapping[str, object], options: dict[str, object]) -> None:
    """A suggestion is documented as a value that works."""
    with pytest.raises(BarcodeError) as raised:
        draw(base, **options)
    for problem in raised.value.problems:
        kind = (
            float
            if problem.field
            in (
                *("quiet_zone", "module_width", "module_height", "font_size"),
                *("bar_width_reduction", "wide_to_narrow_ratio"),
            )
            else int
        )
        options[problem.field] = (
            problem.suggestion if problem.field == "image_format" else kind(problem.suggestion)
        )
    assert draw(base, **options).body


def test_small_width_and_height_are_reported_in_one_error() -> None:
    """One problem a field."""
    with pytest.raises(CanvasError) as raised:
        draw(CODE128, width=10, height=5)
    assert [problem.field for problem in raised.value.problems] == ["width", "height"]
