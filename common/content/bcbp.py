"""The items of a bar coded boarding pass: their names, lengths and order.

Source: IATA Resolution 792, attachment A; BCBP Implementation Guide, seventh edition, section 3.
"""

from msgspec import Struct

from common.content.content_type import Field


class Item(Struct, frozen=True):
    """One item of a fixed length: its field, how many characters it has, and how it is filled."""

    field: Field
    length: int
    digits: int = 0  # So many digits lead, filled with zeros in front.


def _item(
    name: str,
    length: int,
    title: str,
    description: str,
    example: str,
    pattern: str,
    *,
    leg: bool = True,
    required: bool = False,
    digits: int = 0,
) -> Item:
    # A blank is the value of an item that a leg does not have.
    form = f"{pattern}|(?: )" if leg and not required else pattern
    return Item(
        Field(name, title, description, example, required, pattern=form, repeated=leg),
        length,
        digits,
    )


# fmt: off
_AIRPORT = "[A-Z]{3}"
_CARRIER = "[A-Z0-9]{2,3}"
NAME = _item("passenger_name", 20, "Passenger's name", "Surname/given name, up to 20 characters.",
             "DESMARAIS/LUC", "[A-Z0-9\\/.\\- ]{1,20}", leg=False, required=True)
TICKET = _item("electronic_ticket", 1, "Electronic ticket",
    "E, or L for a paper ticket; E if absent.",
               "E", "[EL]", leg=False)
# The mandatory items of each leg, in their order.
MANDATORY = (
    _item("pnr", 7, "Booking reference", "Of the operating carrier, up to 7 characters.",
        "ABC123", "[A-Z0-9]{1,7}", required=True),
    _item("origin", 3, "From airport", "Three letters of IATA.", "YUL", _AIRPORT, required=True),
    _item("destination", 3, "To airport", "Three letters of IATA.", "FRA", _AIRPORT, required=True),
    _item("carrier", 3, "Operating carrier", "Two or three characters.", "AC", _CARRIER,
        required=True),
    _item("flight_number", 5, "Flight number", "Up to 4 digits, and a letter if it has one.",
        "0834", "[0-9]{1,4}[A-Z]?", required=True, digits=4),
    _item("flight_day", 3, "Day of the flight",
        "The day of the year, 001 to 366. A pass has no year.", "226", "[0-3][0-9]{2}",
            required=True),
    _item("compartment", 1, "Compartment", "The letter of the class.", "F", "[A-Z]", required=True),
    _item("seat", 4, "Seat", "Three digits and a letter, or INF.", "001A",
        "[0-9]{1,3}[A-Z]|INF|GATE|STBY|(?: )", required=True, digits=3),
    _item("sequence", 5, "Check-in sequence number",
        "Up to 4 digits, and a letter if it has one.", "0025", "[0-9]{1,4}[A-Z]?|(?: )",
            required=True, digits=4),
    _item("passenger_status", 1, "Passenger status",
        "0 ticket not checked in, 1 checked in, and so on.", "1", "[0-9A-Z]", required=True),
)
# The conditional items that a pass has once, in their order.
UNIQUE = (
    _item("passenger_description", 1, "Passenger description",
        "0 adult, 1 male, 2 female, 3 child, 4 infant, and so on.", "1", "[0-9A-Z]", leg=False),
    _item("checkin_source", 1, "Source of check-in",
        "W web, K kiosk, M mobile, A agent, and so on.", "W", "[A-Z0-9]", leg=False),
    _item("issuance_source", 1, "Source of the pass",
        "W web, K kiosk, M mobile, A agent, and so on.", "W", "[A-Z0-9]", leg=False),
    _item("issuance_day", 4, "Day of issuance",
        "The last digit of the year, and the day of the year.", "6225", "[0-9]{4}", leg=False),
    _item("document_type", 1, "Document type", "B boarding pass, I itinerary receipt.", "B",
        "[A-Z0-9]", leg=False),
    _item("issuer", 3, "Issuing airline", "Two or three characters.", "AC", _CARRIER, leg=False),
    _item("baggage_tag", 13, "Baggage tag", "13 digits; the last three count consecutive tags.",
        "0014123456003", "[0-9]{13}", leg=False),
    _item("baggage_tag_2", 13, "Second baggage tag", "For tags that are not consecutive.",
        "0014123456010", "[0-9]{13}", leg=False),
    _item("baggage_tag_3", 13, "Third baggage tag", "For tags that are not consecutive.",
        "0014123456020", "[0-9]{13}", leg=False),
)
# The conditional items of each leg, in their order.
REPEATED = (
    _item("airline_code", 3, "Airline's numeric code", "Three digits.", "014", "[0-9]{3}"),
    _item("document_number", 10, "Document number", "Up to 10 characters.", "1234567890",
        "[A-Z0-9]{1,10}"),
    _item("selectee", 1, "Selectee", "0 or 1; 3 known passenger.", "0", "[0-9A-Z]"),
    _item("document_verification", 1, "Document verification", "0 not needed, 1 needed, 2 done.",
        "1", "[0-9]"),
    _item("marketing_carrier", 3, "Marketing carrier", "Two or three characters.", "AC", _CARRIER),
    _item("frequent_flyer_airline", 3, "Frequent flyer's airline", "Two or three characters.",
        "AC", _CARRIER),
    _item("frequent_flyer_number", 16, "Frequent flyer number", "Up to 16 characters.",
        "1234567890123", "[A-Z0-9]([A-Z0-9 ]{0,14}[A-Z0-9])?"),
    _item("id_indicator", 1, "ID/AD indicator", "0 to 9, A to F.", "0", "[0-9A-F]"),
    _item("baggage_allowance", 3, "Free baggage", "20K, 40L or 2PC.", "20K",
        "[0-9]{2}[KL]|[0-9]PC"),
    _item("fast_track", 1, "Fast track", "Y or N.", "Y", "[YN]"),
)
AIRLINE_DATA = Field(
    "airline_data", "Airline's own data", "Of each leg.", "LX58Z",
    pattern=r"[\x20-\x7e]+", max_length=255, repeated=True,
)
VERSION = Field(
    "version", "Version", "Of the conditional items; 6 if absent.", "7", pattern="[1-9]"
)
SECURITY_TYPE = Field("security_type", "Type of security data", "1 if absent.", "1",
    pattern="[0-9A-Z]")
SECURITY = Field(
    "security_data", "Security data", "A signature, as text.", "GIWVC5EH7JNT684FVNJ9",
    pattern=r"[\x20-\x7e]+", max_length=255,
)  # fmt: skip
