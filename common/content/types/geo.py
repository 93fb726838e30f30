"""Places. RFC 5870; the query of map applications is understood as well."""

import re
from decimal import Decimal, InvalidOperation

from common.content import field_checks
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of
from common.content.uri import encoded, parsed_query

_ID = "geo"
_NUMBER = r"-?[0-9]{1,15}(\.[0-9]{1,15})?"
_LIMITS = {"latitude": 90, "longitude": 180}


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    for name, limit in _LIMITS.items():
        number = _number(text_of(values, name))
        if number is not None and abs(number) > limit:
            problems.add(
                name,
                "out_of_range",
                f"The {name} {text_of(values, name)} is out of range.",
                f"Give degrees from -{limit} to {limit}.",
            )
    return problems


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if re.fullmatch(_NUMBER, text) else None
    except InvalidOperation:
        return None


def build(fields: Values) -> Payload:
    """Return a geo URI in WGS 84."""
    _check(fields).refuse_if_any()
    # WGS 84 is the default and needs no parameter (RFC 5870, 3.4.1).
    coordinates = [text_of(fields, name) for name in ("latitude", "longitude", "altitude")]
    text = "geo:" + ",".join(filter(None, coordinates))
    if uncertainty := text_of(fields, "uncertainty"):
        text += f";u={uncertainty}"
    if search := text_of(fields, "query"):
        text += f"?q={encoded(search, safe=',')}"
    return Payload(text, symbology="qr")


def recognise(text: str) -> bool:
    """Return True for a geo URI."""
    return text[:4].casefold() == "geo:"


def explain(payload: bytes | str) -> Explanation:
    """Return coordinates, uncertainty and query; other parameters are allowed and left out."""
    problems = ProblemList(_ID)
    path, _, query = decoded(payload)[4:].partition("?")
    place, *parameters = path.split(";")
    coordinates = place.split(",")
    names = ("latitude", "longitude", "altitude")
    values: dict[str, str | list[str]] = dict(zip(names, coordinates, strict=False))
    if len(coordinates) > len(names):
        problems.add(
            "", "too_many_coordinates", "There are more than three coordinates.", "Give three."
        )
    for parameter in parameters:
        _read_parameter(parameter, values, problems)
    values.update(parsed_query(query, {"q": "query", "z": "zoom"}, problems))
    # Map applications write it, but a place has no zoom.
    values.pop("zoom", None)
    values = present(values)
    declared = field_checks.value_problems(_ID, FIELDS, values)
    return Explanation(_ID, values, (*problems.found, *declared, *_check(values).found))


def _read_parameter(
    parameter: str, values: dict[str, str | list[str]], problems: ProblemList
) -> None:
    name, _, value = parameter.partition("=")
    # Names of parameters ignore case.
    if name.casefold() == "u":
        values["uncertainty"] = value
    elif name.casefold() == "crs" and value.casefold() != "wgs84":
        problems.add(
            "",
            "unknown_crs",
            f"The reference system {value[:40]!r} is not WGS 84.",
            "Give coordinates in WGS 84, which needs no crs parameter.",
        )


FIELDS = (
    Field(
        "latitude",
        "Latitude",
        "Decimal degrees, negative in the south.",
        "48.2010",
        required=True,
        pattern=_NUMBER,
    ),
    Field(
        "longitude",
        "Longitude",
        "Decimal degrees, negative in the west.",
        "16.3695",
        required=True,
        pattern=_NUMBER,
    ),
    Field("altitude", "Altitude", "Metres above the WGS 84 ellipsoid.", "183", pattern=_NUMBER),
    Field(
        "uncertainty",
        "Uncertainty",
        "Radius in metres.",
        "66",
        pattern=r"[0-9]{1,15}(\.[0-9]{1,15})?",
    ),
    Field(
        "query",
        "Search",
        "What a map application searches for at the place; not part of RFC 5870.",
        "Karlskirche",
        max_length=200,
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="Place on the map",
    standard="RFC 5870, section 3.3",
    family="contact",
    description="Opens a place in a map.",
    fields=FIELDS,
    symbologies=(),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("location", "map", "coordinates", "gps"),
)
