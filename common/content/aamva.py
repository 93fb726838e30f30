"""The data elements of a driving licence or identity card of North America.

Source: AAMVA DL/ID Card Design Standard 2020, annex D, tables D.3 and D.4.
"""

from msgspec import Struct

from common.content.content_type import Field

_TEXT = r"[\x20-\x7e]+"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class DataElement(Struct, frozen=True):
    """One element: its three letters and its field.

    Attributes:
        code: the three letters.
        field: the field.
        date: whether the value is a date.
        default: what is written if the field is absent.
        fill: the length that blanks fill up.
    """

    code: str
    field: Field
    date: bool = False
    default: str = ""
    fill: int = 0


def _of(
    code: str,
    name: str,
    title: str,
    example: str,
    description: str,
    pattern: str = _TEXT,
    *,
    required: bool = False,
    most: int = 0,
    default: str = "",
    fill: int = 0,
) -> DataElement:
    field = Field(
        name, title, f"{description} Element {code}.", example, required, most, pattern=pattern
    )
    return DataElement(code, field, default=default, fill=fill)


def _day(code: str, name: str, title: str, example: str, *, required: bool = False) -> DataElement:
    field = Field(name, title, f"YYYY-MM-DD. Element {code}.", example, required, pattern=_DATE)
    return DataElement(code, field, date=True)


# In the order of the example of annex D; the number is first (D.12.4.2).
ELEMENTS = (
    _of("DAQ", "document_number", "Number", "T64235789", "Up to 25 characters.", required=True,
        most=25),
    _of("DCS", "family_name", "Family name", "SAMPLE", "Up to 40 characters.", required=True,
        most=40),
    _of("DDE", "family_name_truncated", "Family name truncated", "N", "T, N or U; N if absent.",
        "[TNU]", default="N"),
    _of("DAC", "first_name", "First name", "MICHAEL", "Up to 40 characters.", required=True,
        most=40),
    _of("DDF", "first_name_truncated", "First name truncated", "N", "T, N or U; N if absent.",
        "[TNU]", default="N"),
    _of("DAD", "middle_name", "Middle names", "JOHN", "Up to 40 characters; NONE if absent.",
        most=40, default="NONE"),
    _of("DDG", "middle_name_truncated", "Middle names truncated", "N", "T, N or U; N if absent.",
        "[TNU]", default="N"),
    _of("DCU", "name_suffix", "Suffix", "JR", "Up to 5 characters.", most=5),
    _of("DCA", "vehicle_class", "Vehicle class", "D", "Up to 6 characters; NONE if absent.",
        most=6, default="NONE"),
    _of("DCB", "restrictions", "Restrictions", "K", "Up to 12 characters; NONE if absent.",
        most=12, default="NONE"),
    _of("DCD", "endorsements", "Endorsements", "PH", "Up to 5 characters; NONE if absent.",
        most=5, default="NONE"),
    _day("DBD", "issue_date", "Date of issue", "2019-06-06", required=True),
    _day("DBB", "birth_date", "Date of birth", "1986-06-06", required=True),
    _day("DBA", "expiry_date", "Expiry date", "2024-12-10", required=True),
    _of("DBC", "sex", "Sex", "1", "1 male, 2 female, 9 not specified.", "[129]", required=True),
    _of("DAU", "height", "Height", "068 in", "Three digits, a space and in or cm.",
        "[0-9]{3} (in|cm)", required=True),
    _of("DAY", "eye_color", "Colour of the eyes", "BRO", "Three letters, as BRO.", "[A-Z]{3}",
        required=True),
    _of("DAG", "street", "Street", "2300 WEST BROAD STREET", "Up to 35 characters.",
        required=True, most=35),
    _of("DAH", "street_2", "Street, second line", "APT 4", "Up to 35 characters.", most=35),
    _of("DAI", "city", "City", "RICHMOND", "Up to 20 characters.", required=True, most=20),
    _of("DAJ", "state", "State or province", "VA", "Two letters.", "[A-Z]{2}", required=True),
    _of("DAK", "postcode", "Postcode", "232690000", "Up to 11 characters.", required=True,
        most=11, fill=11),
    _of("DCF", "discriminator", "Document discriminator", "2424244747474786102204",
        "Up to 25 characters.", required=True, most=25),
    _of("DCG", "country", "Country of issue", "USA", "USA or CAN; sets the form of the dates.",
        "USA|CAN", required=True),
    _of("DCK", "inventory_number", "Inventory control number", "123456789",
        "Up to 25 characters.", most=25),
    _of("DDA", "compliance", "Compliance", "F", "F compliant, N not compliant.", "[FN]"),
    _day("DDB", "card_revision", "Card revision date", "2018-06-06"),
    _day("DDC", "hazmat_expiry", "Expiry of the HAZMAT endorsement", "2020-06-06"),
    _of("DDD", "limited_duration", "Limited duration", "1", "1 if the holder's stay is limited.",
        "[01]"),
    _of("DAZ", "hair_color", "Colour of the hair", "BLN", "Three letters, as BLN.", "[A-Z]{3}"),
    _of("DAW", "weight_pounds", "Weight in pounds", "180", "Three digits.", "[0-9]{3}"),
    _of("DAX", "weight_kilograms", "Weight in kilograms", "082", "Three digits.", "[0-9]{3}"),
    _of("DCI", "birth_place", "Place of birth", "VIRGINIA,USA", "Up to 33 characters.", most=33),
    _of("DCJ", "audit", "Audit information", "A1", "Up to 25 characters.", most=25),
    _of("DCL", "ethnicity", "Race or ethnicity", "W", "Up to 3 characters.", most=3),
    _of("DCM", "standard_vehicle_class", "Standard vehicle classification", "C",
        "Up to 4 characters.", most=4),
    _of("DDK", "organ_donor", "Organ donor", "1", "1 if the holder is an organ donor.", "1"),
    _of("DDL", "veteran", "Veteran", "1", "1 if the holder is a veteran.", "1"),
    _day("DDH", "under_18_until", "Under 18 until", "2004-06-06"),
    _day("DDI", "under_19_until", "Under 19 until", "2005-06-06"),
    _day("DDJ", "under_21_until", "Under 21 until", "2007-06-06"),
)  # fmt: skip
BY_CODE = {one.code: one for one in ELEMENTS}
FURTHER = Field(
    "elements",
    "Further elements",
    "Any other element of the document: three letters and the value.",
    "DBNALIAS",
    pattern=r"D[A-Z]{2}[\x20-\x7e]+",
    repeated=True,
)
JURISDICTION = Field(
    "jurisdiction_elements",
    "The jurisdiction's elements",
    "Z, a letter and a letter of the jurisdiction's own element, and the value.",
    "ZVA01",
    pattern=r"Z[A-Z]{2}[\x20-\x7e]*",
    repeated=True,
)
