r"""GS1 data: element strings and Digital Links, checked by GS1's own table, both ways.

    parse(data)                 text in brackets or raw → elements, each checked, or DataError
    explain(text)               what a reader sends → elements with their problems
    missing(elements)           what else the item must bear, in sentences
    require_compatible(…)       refuse what never comes together, over all symbols of one item
    bracketed, written, raw, for_zint(elements)   elements → text, as people read it, as `parse`
                                takes it back, as a reader sends it, as the engine takes it
    digital_link.read(link)     web address → DigitalLink, checked
    digital_link.explain(text)  any text → elements if it is a Digital Link
    digital_link.build(elements)
    prefixes.issuer(key)        GTIN or SSCC → the organisation that issued its prefix
    plausible.complete_gtin(…)  digits with or without a check digit → GTIN, never by a guess

`table` holds the identifiers of one release of the General Specifications, `identifier` reads it,
`linters`, `codes` and `coupons` check values, `relations` checks elements against each other.
"""

from common.barcode.encode.gs1 import digital_link, plausible, prefixes
from common.barcode.encode.gs1.element import Element
from common.barcode.encode.gs1.message import explain, parse, require_compatible
from common.barcode.encode.gs1.relations import missing
from common.barcode.encode.gs1.syntax import GS, bracketed, for_zint, raw, written

__all__ = (
    "GS",
    "Element",
    "bracketed",
    "digital_link",
    "explain",
    "for_zint",
    "missing",
    "parse",
    "plausible",
    "prefixes",
    "raw",
    "require_compatible",
    "written",
)
