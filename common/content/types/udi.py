"""UDI: device identifier and production identifiers by any issuing entity.

GS1 element strings, HIBC, ISBT 128 and IFA (PPN) codes all carry a UDI; the form of the payload
shows which. 21 CFR 830; Regulation (EU) 2017/745, annex VI, part C. A GS1 element string or HIBC
data of a device look like those of any other item: a payload is recognised as a UDI only if it
has the device identifier of ISBT 128; all four are explained.
"""

from msgspec import structs

from common.barcode.encode import gs1
from common.barcode.model import errors
from common.barcode.model.errors import DataError, Problem
from common.content import catalogue, gs1_fields, hibc, isbt128, iso15434
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.explanation import checked, refused
from common.content.problem_list import decoded
from common.content.types import hibc_primary, ppn

ID = "udi"
_TYPES = {"gs1": "gs1_elements", "hibcc": "hibc_primary", "iccbba": "isbt128", "ifa": "ppn"}
_SYMBOLOGIES = {
    "gs1": "gs1_datamatrix",
    "hibcc": "hibc_datamatrix",
    "iccbba": "datamatrix",
    "ifa": "datamatrix",
}
# The field of each issuing entity's own code that has the value of a field here.
_NAMES = {
    "gs1": {
        "device_identifier": "gtin",
        "manufactured": "production_date",
        "expiry": "expiry",
        "lot": "batch",
        "serial": "serial",
    },
    "hibcc": {"manufactured": "manufactured", "expiry": "expiry", "lot": "lot", "serial": "serial"},
    "iccbba": {
        "device_identifier": "processor_product",
        "manufactured": "produced",
        "expiry": "expiry",
        "lot": "lot",
        "serial": "division",
        "donation_number": "donation_number",
    },
    "ifa": {
        "device_identifier": "ppn",
        "manufactured": "manufactured",
        "expiry": "expiry",
        "lot": "batch",
        "serial": "serial",
    },
}


def _build(values: Values) -> Payload:
    agency = str(values["agency"])
    names = _NAMES[agency]
    for name in values:
        if name not in names and name not in ("agency", "device_identifier"):
            raise refused(
                ID, name, "not_applicable", f"{agency} codes have no {name}.", f"Leave {name} out."
            )
    own = {names[name]: value for name, value in values.items() if name in names}
    # HIBC has three fields in place of one device identifier, so that _NAMES does not have it.
    if agency == "hibcc":
        own |= _primary(str(values["device_identifier"]))
    try:
        text = catalogue.build(_TYPES[agency], own).text
    except DataError as wrong:
        raise DataError.gather([_moved(agency, one) for one in wrong.problems]) from None
    return Payload(text, symbology=_SYMBOLOGIES[agency])


def _primary(identifier: str) -> dict[str, str]:
    """Return the parts of HIBC primary data."""
    match = hibc.PRIMARY.fullmatch(identifier)
    if match is None:
        raise refused(
            ID,
            "device_identifier",
            "bad_primary",
            "The device identifier is not a labeler, a product and a unit of measure.",
            "Give a letter and 3 characters, 1 to 18 characters, and a digit.",
        )
    return dict(zip(("labeler", "product", "unit_of_measure"), match.groups(), strict=True))


def _moved(agency: str, problem: errors.Problem) -> errors.Problem:
    """Return a problem of the entity's own code as one of the field here."""
    here = {own: name for name, own in _NAMES[agency].items()}
    name = problem.field.removeprefix("content").removeprefix(".")
    field = here.get(name, name)
    return structs.replace(
        problem,
        field=f"content.{field}" if field else "content",
        code=problem.code.replace(f"content.{_TYPES[agency]}.", f"content.{ID}."),
    )


def agency_of(text: str) -> str:
    """Return which issuing entity's code *text* is, or ""."""
    if text.startswith(("+", "*+")):
        return "hibcc"
    # Of the four entities only IFA puts its data into an ISO/IEC 15434 message.
    if iso15434.is_envelope(text):
        return "ifa"
    if text.startswith(("=", "&")):
        return "iccbba"
    return "gs1" if text[:1] in ("(", "]") or text[:1].isdigit() else ""


def _explain(payload: bytes | str) -> Explanation:
    text = decoded(payload)
    agency = agency_of(text)
    own, problems = _own_fields(agency, text)
    here = {name: field for field, name in _NAMES.get(agency, {}).items()}
    fields: dict[str, str | list[str]] = {"agency": agency}
    if agency == "hibcc" and "product" in own:
        fields["device_identifier"] = hibc.primary(own)
    fields |= {here[name]: value for name, value in own.items() if name in here}
    return checked(ID, fields, problems)


def _own_fields(agency: str, text: str) -> tuple[dict[str, str], list[Problem]]:
    if agency == "hibcc":
        return hibc_primary.read(ID, text)
    if agency == "iccbba":
        return isbt128.read(ID, text)
    if agency == "ifa":
        formats = iso15434.unwrapped(text).formats
        return ppn.read([piece for one in formats for piece in one.pieces])
    try:
        return gs1_fields.named_values(gs1.parse(text)), []
    except DataError as wrong:
        return {}, [Problem("", one.code, one.message, one.fix) for one in wrong.problems]


_DATE = r"[0-9]{4}-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2})?)?)?"
CONTENT_TYPE = ContentType(
    id=ID,
    title="UDI",
    standard="21 CFR 830; Regulation (EU) 2017/745, annex VI, part C",
    family="health",
    description="Identifies a medical device and its production, by any issuing entity.",
    fields=(
        Field(
            "agency",
            "Issuing entity",
            "gs1, hibcc, iccbba (ISBT 128) or ifa (PPN).",
            "iccbba",
            required=True,
            choices=("gs1", "hibcc", "iccbba", "ifa"),
        ),
        Field(
            "device_identifier",
            "Device identifier (UDI-DI)",
            "A GTIN, HIBC primary data, an ISBT 128 processor product code, or a PPN.",
            "A9999XYZ100T0476",
            required=True,
            pattern="[0-9A-Z]{6,23}",
        ),
        Field("lot", "Lot or batch", "18 characters in ISBT 128.", "000000000000XYZ123"),
        Field("serial", "Serial number", "6 characters in ISBT 128.", "000025"),
        Field(
            "expiry",
            "Expiry date",
            "YYYY-MM-DD, with the hour in HIBC.",
            "2019-02-01",
            pattern=_DATE,
        ),
        Field("manufactured", "Production date", "YYYY-MM-DD.", "2017-02-01", pattern=_DATE),
        Field(
            "donation_number",
            "Donation identification number",
            "Of human tissue, in ISBT 128: 13 characters.",
            "A999717123456",
            pattern=isbt128.DONATION.pattern,
        ),
    ),
    symbologies=(
        "datamatrix",
        "gs1_datamatrix",
        "gs1_128",
        "gs1_qr",
        *hibc_primary.CARRIERS,
        "code128",
    ),
    build=_build,
    recognise=lambda text: isbt128.starts(text, device=True),
    explain=_explain,
    synonyms=("medical device", "unique device identification", "FDA", "EUDAMED", "MDR", "implant"),
)
