"""Translates URLs of other barcode services, so that their users move by changing the host.

Each function takes the query of such a URL and returns options of ours. What has no equivalent is
refused by name; what this service does in any case, such as quiet zones, becomes a notice.

Sources: the public documentation of each service, named at its function.
"""

from collections.abc import Callable, Mapping

from msgspec import Struct

from common.barcode.encode import check_digits
from common.barcode.model.errors import OptionError, Problem
from common.barcode.model.options import Repeated, parse_bool

Query = Mapping[str, object]

_TURNS = {"N": "0", "R": "90", "I": "180", "L": "270"}
_HEX_LENGTHS = (3, 4, 6, 8)
# Retail numbers by their length, for BarcodeAPI's type `auto`.
_RETAIL = {8: "ean8", 12: "upca", 13: "ean13", 14: "itf14"}
# What fits a label of usual width as Code 128.
_LONGEST_LINEAR = 30


class Translation(Struct):
    """Options of ours that draw what a foreign URL means.

    Attributes:
        options: names and values, as text.
        notices: what the caller should know of the translation.
    """

    options: dict[str, object]
    notices: tuple[Problem, ...] = ()


class _Reader:
    """Reads the query of a foreign URL parameter by parameter."""

    def __init__(self, query: Query, service: str) -> None:
        self._left = dict(query)
        self._service = service
        self.options: dict[str, object] = {}
        self.notices: list[Problem] = []

    def take(self, name: str) -> str | None:
        """Remove a parameter and return its value, or None if it is missing.

        Raises:
            OptionError: it is given more than once.
        """
        value = self._left.pop(name, None)
        if isinstance(value, Repeated):
            raise OptionError(
                Problem(name, "option.repeated", f"{name!r} is given twice.", "Give it once.")
            )
        return None if value is None else str(value)

    def rename(self, **names: str) -> None:
        """Take each parameter, and give its value to the option of ours."""
        for name, option in names.items():
            value = self.take(name)
            if value:
                self.options[option] = value

    def colours(self, **names: str) -> None:
        """The same for colours, which other services write without #."""
        for name, option in names.items():
            value = self.take(name)
            if value:
                self.options[option] = _colour(value)

    def choose(self, name: str, option: str, values: Mapping[str, str]) -> None:
        """The same for a parameter with few values.

        Raises:
            OptionError: it has another value.
        """
        value = self.take(name)
        if value is None:
            return
        if value not in values:
            fix = f"Give {', '.join(values)}."
            message = f"{value[:40]!r} is no value of {name!r}."
            raise OptionError(Problem(name, "option.bad_value", message, fix))
        self.options[option] = values[value]

    def quiet_zones(self, *names: str) -> None:
        """Take parameters about margins, which are not smaller here than the standard allows."""
        given = [name for name in names if self.take(name) not in (None, "", "0")]
        if given:
            message = f"{given[0]!r} has no effect: the quiet zone is that of the standard."
            fix = "Omit it, or use quiet_zone of our own API for a larger one."
            self.notices.append(Problem(given[0], "compatible.quiet_zone", message, fix))

    def size(self, name: str) -> None:
        """Take a size of WIDTHxHEIGHT or of one number, in pixels.

        Raises:
            OptionError: it is neither.
        """
        value = self.take(name)
        if value is None:
            return
        width, _, height = value.lower().partition("x")
        if not (width.isdigit() and (height or width).isdigit()):
            message = f"{value[:40]!r} is no size."
            raise OptionError(Problem(name, "option.bad_value", message, "Give 200x200."))
        self.options |= {"width": width, "height": height or width}

    def end(self) -> Translation:
        """Return the translation.

        Raises:
            OptionError: a parameter is left.
        """
        for name in self._left:
            message = f"{name[:40]!r} of {self._service} has no equivalent here."
            raise OptionError(
                Problem(name[:40], "option.unknown", message, "Omit it, or use our own API: /docs.")
            )
        return Translation(self.options, tuple(self.notices))


def bwip_js(query: Query) -> Translation:
    """Translate ``?bcid=code128&text=…`` of bwip-js' online API and of its Node.js handler.

    Raises:
        OptionError: a parameter has no equivalent.
    """
    reader = _Reader(query, "bwip-js")
    reader.rename(
        bcid="format",
        text="data",
        scale="scale",
        height="module_height",
        alttext="text_content",
        eclevel="ecc",
        version="symbol_size",
        columns="symbol_columns",
        rows="symbol_rows",
        segments="segments",
    )
    # A parameter without a value is true.
    shown = reader.take("includetext")
    reader.options["show_text"] = "true" if shown is not None and shown != "false" else "false"
    reader.choose("rotate", "rotate", _TURNS)
    reader.colours(barcolor="foreground", backgroundcolor="background")
    # Signs are printed with the text only, there as here.
    if reader.take("guardwhitespace") not in (None, "false") and _is_true(reader, "show_text"):
        reader.options["light_margin_mark"] = "true"
    reader.choose("textyalign", "text_position", {"above": "above", "below": "below"})
    reader.choose("ccversion", "composite_version", {"a": "CC-A", "b": "CC-B", "c": "CC-C"})
    if not _is_true(reader, "show_text"):
        reader.options.pop("text_position", None)
    reader.quiet_zones("padding", "paddingwidth", "paddingheight")
    for name in ("textxalign", "monochrome"):
        # The only values that change nothing here.
        reader.choose(name, name, {"center": "", "true": "", "": ""})
        reader.options.pop(name, None)
    # The default of bwip-js.
    reader.options.setdefault("scale", "2")
    return reader.end()


def _is_true(reader: _Reader, option: str) -> bool:
    return reader.options.get(option) == "true"


def quickchart_qr(query: Query) -> Translation:
    """Translate ``/qr?text=…`` of QuickChart.

    Raises:
        OptionError: a parameter has no equivalent.
    """
    reader = _Reader(query, "QuickChart")
    reader.options["format"] = "qr"
    reader.rename(text="data", ecLevel="ecc", caption="text_content", format="image_format")
    reader.size("size")
    reader.colours(dark="foreground", light="background")
    reader.quiet_zones("margin")
    # The default of QuickChart.
    reader.options.setdefault("width", "150")
    reader.options.setdefault("height", "150")
    return reader.end()


def quickchart_barcode(query: Query) -> Translation:
    """Translate ``/barcode?type=code128&text=…`` of QuickChart.

    Raises:
        OptionError: a parameter has no equivalent.
    """
    reader = _Reader(query, "QuickChart")
    reader.rename(type="format", text="data", width="width", height="height", format="image_format")
    shown = reader.take("includeText")
    reader.options["show_text"] = "true" if shown in ("true", "1", "") else "false"
    reader.colours(barColor="foreground", backgroundColor="background")
    reader.quiet_zones("margin")
    return reader.end()


def tec_it(query: Query) -> Translation:
    """Translate ``/barcode.ashx?data=…&code=Code128`` of TEC-IT's online generator.

    Raises:
        OptionError: a parameter has no equivalent.
    """
    reader = _Reader(query, "TEC-IT")
    reader.rename(
        data="data",
        code="format",
        dpi="dpi",
        imagetype="image_format",
        modulewidth="module_width",
        rotation="rotate",
        dmsize="symbol_size",
        eclevel="ecc",
    )
    reader.colours(color="foreground", bgcolor="background")
    if "module_width" in reader.options:
        reader.choose("unit", "unit", {"Mm": "", "mm": ""})
    else:
        reader.choose("unit", "unit", {"Mm": "", "mm": "", "Fit": "", "Min": ""})
    reader.options.pop("unit", None)
    if parse_bool(reader.take("translate-esc") or "off"):
        reader.options["escapes"] = "true"
    if parse_bool(reader.take("hidehrt") or "off"):
        reader.options["show_text"] = "false"
    reader.quiet_zones("qunit", "quiet")
    return reader.end()


def goqr(query: Query) -> Translation:
    """Translate ``/v1/create-qr-code/?data=…&size=200x200`` of goqr.me.

    Raises:
        OptionError: a parameter has no equivalent.
    """
    reader = _Reader(query, "goqr.me")
    reader.options["format"] = "qr"
    reader.rename(data="data", ecc="ecc", format="image_format")
    reader.size("size")
    for name, option in (("color", "foreground"), ("bgcolor", "background")):
        value = reader.take(name)
        if value:
            # Three decimal numbers, or hexadecimal digits.
            parts = value.split("-")
            is_decimal = len(parts) == 3 and all(part.isdigit() for part in parts)
            reader.options[option] = (
                "#" + "".join(f"{min(int(part), 255):02x}" for part in parts)
                if is_decimal
                else _colour(value)
            )
    reader.choose("charset-source", "charset", {"UTF-8": "", "utf-8": ""})
    reader.choose("charset-target", "charset", {"UTF-8": "", "utf-8": ""})
    reader.options.pop("charset", None)
    reader.quiet_zones("margin", "qzone")
    # The default of goqr.me.
    reader.options.setdefault("width", "200")
    reader.options.setdefault("height", "200")
    return reader.end()


def google_chart(query: Query) -> Translation:
    """Translate ``/chart?cht=qr&chl=…&chs=300x300`` of Google's former Chart API.

    Raises:
        OptionError: a parameter has no equivalent.
    """
    reader = _Reader(query, "the Google Chart API")
    reader.choose("cht", "format", {"qr": "qr"})
    reader.rename(chl="data")
    reader.size("chs")
    reader.choose("choe", "charset", {"UTF-8": ""})
    reader.options.pop("charset", None)
    level, _, margin = (reader.take("chld") or "").partition("|")
    if level:
        reader.options["ecc"] = level
    # Four modules are both the default of that API and the quiet zone of the standard.
    if margin not in ("", "4"):
        message = "The margin in 'chld' has no effect: the quiet zone is that of the standard."
        reader.notices.append(Problem("chld", "compatible.quiet_zone", message, "Omit it."))
    return reader.end()


def barcode_api(kind: str, data: str, query: Query) -> Translation:
    """Translate ``/api/{type}/{data}`` of BarcodeAPI.org.

    Args:
        kind: the type; ``auto`` chooses by the data, as a notice explains.
        data: the data.
        query: the options.

    Raises:
        OptionError: a parameter has no equivalent.
    """
    reader = _Reader(query, "BarcodeAPI.org")
    reader.options["data"] = data
    reader.options["format"] = chosen = _automatic(data) if kind == "auto" else kind
    if kind == "auto":
        message = f"The type was chosen by the data: {chosen}."
        fix = f"Name the type instead of auto, such as /api/{chosen}/…"
        reader.notices.append(Problem("format", "compatible.automatic", message, fix, chosen))
    reader.rename(dpi="dpi", format="image_format")
    reader.colours(fg="foreground", bg="background")
    if (reader.take("text") or "") == "none":
        reader.options["show_text"] = "false"
    reader.quiet_zones("qz")
    return reader.end()


# By path; BarcodeAPI's paths contain the data.
BY_PATH: Mapping[str, Callable[[Query], Translation]] = {
    "/bwip-js": bwip_js,
    "/qr": quickchart_qr,
    "/barcode": quickchart_barcode,
    "/barcode.ashx": tec_it,
    "/v1/create-qr-code": goqr,
    "/chart": google_chart,
}
BARCODE_API_TYPES = (
    *("auto", "a", "e", "8", "13", "14", "128", "39", "93", "codabar", "itf"),
    *("qr", "dm", "417", "aztec"),
)


def _automatic(data: str) -> str:
    """Return the symbology that `auto` means: a retail number, or what holds the text."""
    retail = _RETAIL.get(len(data)) if data.isascii() and data.isdigit() else None
    if retail is not None and check_digits.gs1(data[:-1]) == data[-1]:
        return retail
    return "code128" if data.isascii() and len(data) <= _LONGEST_LINEAR else "qr"


def _colour(value: str) -> str:
    is_hex = len(value) in _HEX_LENGTHS and all(
        character in "0123456789abcdefABCDEF" for character in value
    )
    return f"#{value}" if is_hex else value
