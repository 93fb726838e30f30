"""GS1 North American Coupon Code: AI 8110 in a DataBar Expanded Stacked."""

from common.barcode.encode import gs1
from common.barcode.encode.symbologies.gs1 import databar
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode an element string that holds AI 8110."""
    try:
        elements = gs1.parse(data)
    except DataError as refused:
        # A suggestion for another kind of data is of no use here.
        suggestions = [one.suggestion for one in refused.problems if one.suggestion]
        if all(one.startswith("(8110)") for one in suggestions):
            raise
        raise _no_coupon() from None
    if elements[0].ai != "8110":
        raise _no_coupon()
    return databar.expanded_stacked("gs1_coupon", elements, options)


def _no_coupon() -> DataError:
    return DataError.of(
        "data",
        "gs1_coupon.no_coupon",
        "The data does not begin with a coupon.",
        "Begin with (8110), or choose databar_expanded_stacked.",
    )


SYMBOLOGY = Symbology(
    id="gs1_coupon",
    title="GS1 North American Coupon Code",
    standard="GS1 North American Coupon Application Guideline",
    family="gs1",
    example="(8110)106141416543213150110120",
    characters="a GS1 element string that begins with (8110)",
    lengths="up to 70 characters after (8110)",
    max_characters=80,
    check_digit="",
    encode=encode,
    options=tuple(databar.RANGES),
    ranges=databar.RANGES,
    elements=gs1.parse,
    aliases=("gs1northamericancoupon", "gs1northamericancouponcode", "northamericancoupon"),
)
