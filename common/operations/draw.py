"""Draw one barcode: the use case behind ``GET generate`` and the MCP tool.

Every edge passes the caller's arguments unparsed, so that a query string, a JSON body and tool
arguments are checked by the same declaration and counted in the same place.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from msgspec import Struct, structs

from common.barcode import pipeline
from common.barcode.encode import symbology
from common.barcode.model import options
from common.barcode.model.errors import BarcodeError, DataError, Problem
from common.barcode.model.options import DrawOptions
from common.barcode.model.rendered_image import RenderedImage
from common.operations import content, logos
from common.operations.quota import Quota
from common.services import metrics

# Drawing an image of this size takes about as long as one request of the burst limit may take.
PIXELS_PER_REQUEST = 4_000_000
# A search of the finished picture takes up to half a second, however small the picture is.
REQUESTS_PER_SEARCH = 25


class DrawRequest(Struct, frozen=True):
    """A request to draw, parsed.

    Attributes:
        options: the drawing options.
        warnings: facts about the request that the caller should know, one sentence each.
        notices: what the caller may have meant instead, each with its fix.
        is_plain: True if the data is that of the arguments, not made of content.
    """

    options: DrawOptions
    warnings: tuple[str, ...] = ()
    notices: tuple[Problem, ...] = ()
    is_plain: bool = False


def draw(quota: Quota, arguments: Mapping[str, object]) -> RenderedImage:
    """Return the picture that *arguments* describe, and charge *quota*.

    Args:
        quota: the quota of the request.
        arguments: option names and typed values as the caller gave them.

    Raises:
        BarcodeError: the barcode can't be drawn with these options.
        LimitReached: the caller has to wait.
    """
    return draw_parsed(quota, parse(quota, arguments, strings=False))


def parse(
    quota: Quota,
    arguments: Mapping[str, object],
    *,
    strings: bool,
    notices: tuple[Problem, ...] = (),
) -> DrawRequest:
    """Return *arguments* as a request, for an edge that may validate a client's cached picture.

    Args:
        quota: the quota of the request; refusals are counted in the metrics of its services.
        arguments: option names and values as the caller gave them.
        strings: True if every value is text, as in a query string.
        notices: what the edge found in the form of the request.

    Raises:
        OptionError: an option is unknown or malformed; every such option is named.
        DataError: the content breaks its standard.
    """
    with _refusals_counted(quota):
        expanded = content.expand(arguments)
        parsed = options.parse(expanded.arguments, strings=strings)
        if parsed.logo is not None:
            parsed = logos.as_pixels(quota.services, quota.caller.key, parsed)
        is_plain = expanded.arguments is arguments
        return DrawRequest(parsed, expanded.warnings, notices, is_plain)


def _sendable(_: RenderedImage) -> None:
    """Accept any picture."""


def draw_parsed(
    quota: Quota,
    request: DrawRequest,
    *,
    check: Callable[[RenderedImage], None] = _sendable,
    offload: pipeline.Offload = pipeline.in_place,
) -> RenderedImage:
    """Return the picture of *request*, and charge *quota*; a failure costs no quota.

    Args:
        quota: the quota of the request.
        request: what to draw.
        check: raises BarcodeError for a picture that the edge can't send; it costs no quota.
        offload: wraps the drawing of a large image, for an edge whose thread serves other requests.

    Raises:
        BarcodeError: the barcode can't be drawn with these options.
        LimitReached: the caller has to wait.
    """
    options = request.options
    with _refusals_counted(quota, request.notices):
        # Before charging: an unknown name costs no quota, and usage is counted by id, not by alias.
        kind = symbology.find(options.format).id
        # A cached picture costs the same: the quota counts barcodes, not CPU time.
        quota.charge(format=kind, cost=1, requests=_burst_cost(quota, options))
        with quota.refunding(1):
            picture = _drawn(quota, options, offload)
            # Inside: a picture that can't be sent is refunded.
            check(picture)
    _count(quota, picture)
    if request.warnings or request.notices:
        texts = [notice.text for notice in request.notices]
        picture = structs.replace(
            picture,
            warnings=(*texts, *request.warnings, *picture.warnings),
            notices=(*request.notices, *picture.notices),
        )
    return picture


def draw_again(quota: Quota, options: DrawOptions, picture: RenderedImage) -> None:
    """Charge *quota* for *picture*, which was drawn of *options* before, as `draw_parsed` does.

    Raises:
        LimitReached: the caller has to wait.
    """
    kind = symbology.find(options.format).id
    quota.charge(format=kind, cost=1, requests=_burst_cost(quota, options))
    quota.cache_use = "hit"
    _count(quota, picture)


def _count(quota: Quota, picture: RenderedImage) -> None:
    """Count a drawn picture in the metrics."""
    drawn = _drawn_key(quota.caller.interface, picture.symbology, picture.image_format)
    quota.services.metrics.count_all(drawn, _use_key(quota.cache_use))


@cache
def _drawn_key(interface: str, format: str, image_format: str) -> metrics.Key:
    return metrics.key(
        "barcodes_drawn", interface=interface, format=format, image_format=image_format
    )


@cache
def _use_key(use: str) -> metrics.Key:
    return metrics.key("cache_uses", use=use)


@contextmanager
def explaining(notices: tuple[Problem, ...]) -> Iterator[None]:
    """Append *notices* to DataErrors raised in the block: they may be the cause."""
    try:
        yield
    except DataError as error:
        raise DataError(*error.problems, *notices) from None


def _burst_cost(quota: Quota, options: DrawOptions) -> int:
    """Return the requests of the burst limit that *options* cost, by width and height in px.

    An image of up to 4 million pixels costs one; the largest one costs 25, or the whole burst.
    """
    # With one side given, a square is assumed: the other side is known only after encoding.
    side = options.width or options.height or 0
    pixels = (options.width or side) * (options.height or side)
    whole_burst = quota.services.settings.rate_limit_burst
    return max(1, min(pixels // PIXELS_PER_REQUEST, whole_burst))


def check_parsed(quota: Quota, request: DrawRequest) -> None:
    """Check that *request* can be drawn, without drawing it or charging quota.

    Raises:
        BarcodeError: the barcode can't be drawn with these options.
    """
    with _refusals_counted(quota):
        pipeline.plan(request.options)


def _drawn(quota: Quota, options: DrawOptions, offload: pipeline.Offload) -> RenderedImage:
    """Return the picture, drawn now or cached from an equal request."""

    def paid(work: pipeline.Draw) -> pipeline.Draw:
        def finish(planned: pipeline.Plan) -> RenderedImage:
            _charge_difference(quota, planned)
            return offload(work)(planned)

        return finish

    picture, quota.cache_use = quota.services.images.get_or_draw(
        options, lambda: pipeline.draw(options, paid)
    )
    return picture


def _charge_difference(quota: Quota, planned: pipeline.Plan) -> None:
    """Charge the burst for what the options did not show: pixels for text, and a search.

    Raises:
        LimitReached: the caller has to wait.
    """
    needed = planned.pixels // PIXELS_PER_REQUEST
    if planned.is_searched:
        needed += REQUESTS_PER_SEARCH
    whole_burst = quota.services.settings.rate_limit_burst
    missing = min(needed, whole_burst) - _burst_cost(quota, planned.options)
    if missing > 0:
        quota.charge(requests=missing)


class _refusals_counted:  # noqa: N801 - used like a function
    """Count refusals in the metrics, and append *notices* to them as `explaining` does."""

    __slots__ = ("_notices", "_quota")

    def __init__(self, quota: Quota, notices: tuple[Problem, ...] = ()) -> None:
        self._quota = quota
        self._notices = notices

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, BarcodeError):
            return
        code, interface = error.problems[0].code, self._quota.caller.interface
        self._quota.services.metrics.count("barcode_refusals", interface=interface, code=code)
        if self._notices:
            with explaining(self._notices):
                raise error
