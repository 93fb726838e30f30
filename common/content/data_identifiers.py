"""Data identifiers by name: digits and a letter in front of a value. ANSI MH10.8.2.

The names are those that labels of AIAG B-10 and B-16, Odette and VDA 4902 (GTL) and of electronic
distributors (ECIA EIGP 114) need; every other identifier stays text.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from common.content.content_type import Field, Values

SPLIT = re.compile("([0-9]{0,3}[A-Z])([\x20-\x7e]+)")
_TEXT = r"[\x20-\x7e]+"
# ISO/IEC 15459-1: an issuing agency code and what the agency's company numbers, 35 at most.
_PLATE = r"[0-9A-Z]{4,35}"
_AMOUNT = r"[0-9]+(\.[0-9]+)?"


class Identified(Struct, frozen=True):
    """One data identifier with a name."""

    identifier: str
    field: Field


def _of(
    identifier: str, name: str, title: str, example: str, pattern: str = _TEXT, form: str = ""
) -> Identified:
    description = f"Data identifier {identifier}{form and ': '}{form}."
    return Identified(identifier, Field(name, title, description, example, pattern=pattern))


NAMED = (
    _of("P", "customer_part", "Customer's part number", "1234567-A"),
    _of("1P", "supplier_part", "Supplier's part number", "RC0402FR-071K"),
    _of("2P", "part_revision", "Part revision", "B"),
    _of("30P", "first_supplier_part", "First supplier's part number", "311-1.00KLRCT"),
    _of("Q", "quantity", "Quantity", "100", _AMOUNT, "a number"),
    _of("7Q", "quantity_with_unit", "Quantity with unit", "10KG", r"[0-9]+(\.[0-9]+)?[A-Z0-9]{2}",
        "a number and a unit of two characters, as 10KG"),
    _of("3Q", "unit", "Unit of measure", "PCE", "[A-Z0-9]{2,3}", "two or three characters"),
    _of("K", "purchase_order", "Customer's purchase order", "PO4711"),
    _of("4K", "order_line", "Line of the purchase order", "10"),
    _of("1K", "sales_order", "Supplier's order", "SO1234"),
    _of("10K", "invoice", "Invoice", "INV77"),
    _of("11K", "packing_list", "Packing list", "91827"),
    _of("2K", "bill_of_lading", "Bill of lading", "BL5567"),
    _of("15K", "kanban", "Kanban number", "KB17"),
    _of("V", "supplier", "Supplier's number with the customer", "98765"),
    _of("1V", "manufacturer", "Manufacturer", "YAGEO"),
    _of("12V", "manufacturer_duns", "Manufacturer's DUNS number", "123456789", "[0-9]{9}",
        "9 digits"),
    _of("13V", "supplier_duns", "Supplier's DUNS number", "987654321", "[0-9]{9}", "9 digits"),
    _of("14V", "customer_duns", "Customer's DUNS number", "111222333", "[0-9]{9}", "9 digits"),
    _of("16V", "ship_from_duns", "Ship-from DUNS number", "444555666", "[0-9]{9}", "9 digits"),
    _of("18V", "enterprise", "Agency and enterprise", "D1U4Y0", "[0-9A-Z]{3,35}"),
    _of("S", "serial", "Serial number", "SN000123"),
    _of("3S", "package_id", "Package number", "PKG42"),
    _of("25S", "unique_item", "Unique item (IUID)", "UN123456789SN1", _PLATE,
        "issuing agency, enterprise and serial number"),
    _of("1T", "lot", "Supplier's lot", "L20260501"),
    _of("T", "customer_lot", "Customer's lot", "C5566"),
    _of("D", "date", "Date", "260501", "[0-9]{6}", "YYMMDD"),
    _of("6D", "date_with_code", "Date with its meaning", "20260501011", "[0-9]{8}[0-9]{3}",
        "YYYYMMDD and the three digits of ASC X12 element 374"),
    _of("9D", "date_code", "Date code", "2618", "[0-9]{4}", "YYWW"),
    _of("10D", "production_week", "Week of production", "2618", "[0-9]{4}", "YYWW"),
    _of("12D", "document_date", "Date of the document", "20260501", "[0-9]{8}", "YYYYMMDD"),
    _of("14D", "expiry", "Expiry date", "20271231", "[0-9]{8}", "YYYYMMDD"),
    _of("16D", "production_date", "Production date", "20260501", "[0-9]{8}", "YYYYMMDD"),
    _of("J", "license_plate", "License plate", "UN123456789A1B2", _PLATE,
        "issuing agency, company and unit"),
    _of("1J", "plate_single", "License plate: a unit that is not opened", "UN123456789000001",
        _PLATE,
        "issuing agency, company and unit"),
    _of("2J", "plate_with_contents", "License plate: a unit with others in it",
        "UN123456789000002", _PLATE,
        "issuing agency, company and unit"),
    _of("3J", "plate_with_data", "License plate: a single unit with EDI data",
        "UN123456789000003", _PLATE,
        "issuing agency, company and unit"),
    _of("4J", "plate_mixed_with_data", "License plate: contained units with EDI data",
        "UN123456789000004", _PLATE,
        "issuing agency, company and unit"),
    _of("5J", "plate_mixed", "License plate: mixed load", "UN123456789000005", _PLATE,
        "issuing agency, company and unit"),
    _of("6J", "plate_master", "License plate: master load", "UN123456789000006", _PLATE,
        "issuing agency, company and unit"),
    _of("B", "container_type", "Container type", "KLT4329"),
    _of("4L", "origin_country", "Country of origin", "TW", "[A-Z]{2}|[A-Z]{3}",
        "the letters of ISO 3166"),
    _of("L", "storage_location", "Storage location", "A-17"),
    _of("1L", "location", "Location", "DOCK3"),
    _of("2L", "ship_to", "Ship to", "PLANT1"),
    _of("20L", "first_delivery_point", "First delivery point", "LINE7"),
    _of("21L", "second_delivery_point", "Second delivery point", "STATION2"),
    _of("2Q", "gross_weight", "Gross weight", "12.5", _AMOUNT, "a number"),
    _of("13Q", "package_of", "Package of packages", "1/3", "[0-9]+/[0-9]+", "as 1/3"),
    _of("E", "hazard", "Hazardous goods code", "UN3481"),
    _of("8P", "gtin", "GTIN or NTIN", "04150037528643", "[0-9]{14}", "14 digits"),
    _of("1Z", "supplier_data", "Data that the parties agreed on", "AB12"),
)  # fmt: skip
ELEMENTS = Field(
    "elements",
    "Further data",
    "Any other data, each with its data identifier in front.",
    "20PX100",
    pattern=r"[0-9]{0,3}[A-Z][\x20-\x7e]+",
    repeated=True,
)
FIELDS = (*(one.field for one in NAMED), ELEMENTS)
_NAMES = {one.identifier: one.field.name for one in NAMED}


def pieces(values: Values) -> tuple[str, ...]:
    """Return the data of *values* as an envelope of format 06 has them, in the order of a form."""
    named = [
        f"{one.identifier}{values[one.field.name]}" for one in NAMED if one.field.name in values
    ]
    return (*named, *map(str, values.get(ELEMENTS.name, [])))


def named_values(found: Sequence[str]) -> tuple[dict[str, str | list[str]], list[str]]:
    """Return the fields of the pieces *found*, and the pieces that have no data identifier."""
    values: dict[str, str | list[str]] = {}
    rest: list[str] = []
    strange: list[str] = []
    for piece in found:
        match = SPLIT.fullmatch(piece)
        name = _NAMES.get(match[1], "") if match else ""
        if match is None:
            strange.append(piece)
        # A field has one value; a repeated identifier stays among the further elements.
        elif name and name not in values:
            values[name] = match[2]
        else:
            rest.append(piece)
    if rest:
        values[ELEMENTS.name] = rest
    return values, strange
