"""GS1 North American Coupon Code: AI 8110 in a DataBar Expanded Stacked."""

from common.barcode.encode import gs1
from common.barcode.encode.symbologies.gs1 import databar
from common.barcode.encode.symbology import Symbology
from common.barcode.model.errors import DataError
from common.barcode.model.options import DrawOptions
from common.barcode.model.symbol import Symbol


def encode(data: str, options: DrawOptions) -> Symbol:
    """Encode an element string that holds AI 8110."""
    elements = gs1.parse(data)
    if elements[0].ai != "8110":
        raise DataError.of(
            "data",
            "gs1_coupon.no_coupon",
            f"The first element is ({elements[0].ai}).",
            "Begin with (8110), or choose databar_expanded_stacked.",
        )
    return databar.expanded_stacked("gs1_coupon", elements)


SYMBOLOGY = Symbology(
    id="gs1_coupon",
    title="GS1 North American Coupon Code",
    standard="GS1 North American Coupon Application Guideline",
    family="gs1",
    example="(8110)106141416543213150110120",
    characters="a GS1 element string that begins with (8110)",
    lengths="up to 70 characters after (8110)",
    most_characters=80,
    check_digit="",
    encode=encode,
    elements=gs1.parse,
    aliases=("gs1northamericancoupon", "gs1northamericancouponcode", "northamericancoupon"),
)
