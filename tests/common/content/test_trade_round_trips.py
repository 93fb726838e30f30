"""Fields become a payload and the same fields again; broken payloads never raise."""

import string
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from common.barcode.encode.check_digits import gs1, pzn
from common.content import aamva, bcbp, check_characters, data_identifiers, isbt128
from common.content.catalogue import build, explain, find

Fields = dict[str, str | list[str]]
CAPITALS = string.ascii_uppercase + string.digits
SET_82 = "".join(sorted(set("!\"%&'()*+,-./:;<=>?_") | set(string.ascii_letters + string.digits)))
DAYS = st.dates(date(1977, 1, 1), date(2076, 12, 31)).map(date.isoformat)


def matching(pattern: str) -> SearchStrategy[str]:
    return st.from_regex(pattern, fullmatch=True)


def digits(least: int, most: int | None = None) -> SearchStrategy[str]:
    return matching(f"[0-9]{{{least},{most or least}}}")


def fields_of(
    required: dict[str, SearchStrategy[str]], optional: dict[str, SearchStrategy[str]]
) -> SearchStrategy[Fields]:
    return st.fixed_dictionaries(required, optional=optional)  # type: ignore[return-value]


def checked(body: SearchStrategy[str]) -> SearchStrategy[str]:
    return body.map(lambda number: number + gs1(number))


GS1_TEXT = st.text(SET_82, min_size=1, max_size=20)
DECIMALS = st.decimals(0, 99, places=2).map(str)
GS1_OPTIONAL = {
    "batch": GS1_TEXT,
    "serial": GS1_TEXT,
    "expiry": DAYS,
    "best_before": DAYS,
    "production_date": DAYS,
    "net_weight": DECIMALS,
    "variant": digits(2),
    "additional_id": GS1_TEXT,
    "origin_country": st.sampled_from(("276", "840", "756")),
    "elements": st.just("(7003)2612311230"),
}
GTIN = {"gtin": checked(digits(13))}
HIBC_TEXT = st.text(CAPITALS + "-.", min_size=1, max_size=18)
HIBC_OPTIONAL = {
    "lot": HIBC_TEXT,
    "serial": HIBC_TEXT,
    "manufactured": DAYS,
    "quantity": st.integers(1, 99_999).map(str),
}
HIBC_EXPIRY = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"expiry": DAYS}),
    st.fixed_dictionaries({"expiry": DAYS.map(lambda day: day[:7])}),
    st.fixed_dictionaries({"expiry": DAYS.map(lambda day: f"{day}T07")}),
    st.fixed_dictionaries(
        {"expiry": DAYS, "expiry_format": st.sampled_from(("MMDDYY", "YYJJJ", "YYYYMMDD"))}
    ),
    st.fixed_dictionaries(
        {"expiry": DAYS.map(lambda day: f"{day}T23"), "expiry_format": st.just("YYJJJHH")}
    ),
)
HIBC_PRIMARY = {
    "labeler": matching("[A-Z][0-9A-Z]{3}"),
    "product": st.text(CAPITALS, min_size=1, max_size=18),
    "unit_of_measure": digits(1),
}


def together(*parts: SearchStrategy[Fields]) -> SearchStrategy[Fields]:
    """Merge the dictionaries of several strategies."""
    return st.tuples(*parts).map(lambda given: {k: v for one in given for k, v in one.items()})


@st.composite
def passes(draw: st.DrawFn) -> Fields:
    """Draw a pass of one to four legs, each item present in some leg or absent."""
    legs = draw(st.integers(1, 4))
    fields: Fields = {"passenger_name": "DESMARAIS/LUC"}
    for item in bcbp.MANDATORY:
        fields[item.field.name] = [item.field.example] * legs
    for item in bcbp.REPEATED:
        present = draw(st.lists(st.booleans(), min_size=legs, max_size=legs))
        if any(present):
            fields[item.field.name] = [item.field.example if one else " " for one in present]
    for item in bcbp.UNIQUE:
        if draw(st.booleans()):
            fields[item.field.name] = item.field.example
    if draw(st.booleans()):
        fields["airline_data"] = ["LX58Z"] * legs
        fields["version"] = "7"
    if draw(st.booleans()):
        fields["security_data"] = draw(matching("[\x21-\x7e]{1,100}"))
    return fields


@st.composite
def licences(draw: st.DrawFn) -> Fields:
    """Draw a document: the required elements, and some of the others."""
    fields: Fields = {"issuer": draw(digits(6)), "country": draw(st.sampled_from(("USA", "CAN")))}
    for one in aamva.ELEMENTS:
        name = one.field.name
        if name not in fields and (one.field.required or draw(st.booleans())):
            fields[name] = draw(DAYS) if one.date else one.field.example
    fields = {name: value for name, value in fields.items() if value != "N"}
    if draw(st.booleans()):
        fields |= {"elements": ["DBNALIAS"], "jurisdiction_elements": ["ZVA01", "ZVB2", "ZXA3"]}
    return fields


@st.composite
def examples(draw: st.DrawFn, id: str, names: tuple[str, ...], least: int = 1) -> Fields:
    """Draw some of the fields of *id*, each with its example."""
    chosen = draw(st.sets(st.sampled_from(names), min_size=least))
    return {one.name: one.example for one in find(id).fields if one.name in chosen}


def pharmacy_number(seven: str) -> str:
    body = "11" + seven + pzn(seven)
    return body + check_characters.ppn(body)


UDI_DATES = {"expiry": DAYS, "manufactured": DAYS}
ROUND_TRIPS: dict[str, SearchStrategy[Fields]] = {
    "gs1_elements": fields_of(GTIN, GS1_OPTIONAL),
    "gs1_digital_link": fields_of(
        GTIN, GS1_OPTIONAL | {"domain": st.just("https://example.com/some/path")}
    ),
    "sscc": fields_of({"sscc": checked(digits(17))}, {}),
    "variable_measure_ean": fields_of({"number": checked(matching("(02|2[0-9])[0-9]{10}"))}, {}),
    "iso15434": together(
        examples("iso15434", tuple(one.field.name for one in data_identifiers.NAMED)),
        fields_of({}, {"gs1": st.just("(01)09506000134352(10)ABC"), "free_text": st.just("a b")}),
    ),
    "ppn": fields_of(
        {"ppn": digits(7).filter(lambda seven: pzn(seven) != "").map(pharmacy_number)},
        {"batch": matching("[0-9A-Za-z_\\-]{1,20}"), "serial": matching("[0-9A-Z]{1,20}")}
        | UDI_DATES
        | {"gtin": checked(digits(13))},
    ),
    "upu_s10": fields_of(
        {
            "service": matching("[A-Z]{2}"),
            "serial": digits(8),
            "country": matching("[A-Z]{2}"),
        },
        {},
    ),
    "dpd": fields_of(
        {
            "postcode": matching("[0-9A-Z]{7}"),
            "tracking_number": matching("[0-9A-Z]{14}"),
            "service": digits(3),
            "country": digits(3),
        },
        {},
    ),
    "maxicode_scm": together(
        fields_of(
            {
                "postcode": st.one_of(digits(1, 9), matching("[A-Z][0-9A-Z]{0,5}")),
                "country": digits(3),
                "service": digits(3),
            },
            {},
        ),
        examples(
            "maxicode_scm",
            ("tracking_number", "carrier", "pickup_day", "package", "weight", "city", "state"),
            least=0,
        ),
    ),
    "hibc_primary": together(fields_of(HIBC_PRIMARY, HIBC_OPTIONAL), HIBC_EXPIRY),
    "hibc_secondary": together(
        fields_of(
            {"link": matching("[0-9A-Z. $/+%\\-]"), "lot": HIBC_TEXT},
            {name: one for name, one in HIBC_OPTIONAL.items() if name != "lot"},
        ),
        HIBC_EXPIRY,
    ),
    "hibc_pas": st.fixed_dictionaries(
        {
            "where": matching("[A-XZ]|Y[A-Z]{2}"),
            "data": st.lists(matching("([A-XZ]|Y[A-Z]{2})[0-9A-Z]{1,15}"), min_size=1, max_size=4),
        }
    ),
    "isbt128": together(
        fields_of({"donation_number": matching("[A-NP-Z1-9][0-9A-Z]{4}[0-9]{8}")}, {}),
        examples(
            "isbt128",
            tuple(one.field.name for one in isbt128.STRUCTURES),
            least=0,
        ),
        st.one_of(
            st.just({}),
            st.fixed_dictionaries({"expiry": DAYS.map(lambda day: f"{day}T23:59")}),
        ),
    ),
    "udi": st.one_of(
        fields_of(
            {"agency": st.just("gs1"), "device_identifier": checked(digits(13))},
            UDI_DATES | {"lot": GS1_TEXT, "serial": GS1_TEXT},
        ),
        fields_of(
            {
                "agency": st.just("hibcc"),
                "device_identifier": matching("[A-Z][0-9A-Z]{4,21}[0-9]"),
            },
            UDI_DATES | {"lot": HIBC_TEXT, "serial": HIBC_TEXT},
        ),
        fields_of(
            {"agency": st.just("iccbba"), "device_identifier": st.just("A9999XYZ100T0476")},
            UDI_DATES | {"lot": matching("[0-9A-Z]{18}"), "serial": matching("[0-9A-Z]{6}")},
        ),
        fields_of(
            {"agency": st.just("ifa"), "device_identifier": st.just("110375286414")},
            UDI_DATES | {"lot": matching("[0-9A-Z]{1,20}"), "serial": matching("[0-9A-Z]{1,20}")},
        ),
    ),
    "bcbp": passes(),
    "aamva": licences(),
    "vin": st.sampled_from(
        (
            {"vin": "1M8GDM9AXKP042788", "manufacturer": "1M8", "model_year": "1989"},
            {"vin": "WBA3A5C51CF256651", "manufacturer": "WBA"},
        )
    ),
}
NASTY = st.one_of(
    st.text(max_size=80),
    st.text("\x1d\x1e\x04[]>()+=&/$%*0126789ABDMNPST\r\n@ ", max_size=80),
)


@pytest.mark.parametrize("id", list(ROUND_TRIPS))
@settings(max_examples=10)
@given(data=st.data())
def test_fields_come_back(id: str, data: st.DataObject) -> None:
    """What is built from fields is explained as the same fields, without a problem."""
    fields = data.draw(ROUND_TRIPS[id])
    payload = build(id, fields)
    found = find(id).explain(payload.text)
    assert (fields, ()) == (found.fields, found.problems)


@pytest.mark.parametrize("id", [one for one in ROUND_TRIPS if one != "udi"])
@settings(max_examples=10)
@given(data=st.data())
def test_what_is_built_is_recognised(id: str, data: st.DataObject) -> None:
    """The payload is recognised as its own type; one of a UDI, as the type of its form."""
    payload = build(id, data.draw(ROUND_TRIPS[id]))
    found = explain(payload.text)
    others = {"isbt128": "udi"}
    assert found is not None
    assert found.type in (id, others.get(id))


@pytest.mark.parametrize("id", list(ROUND_TRIPS))
@settings(max_examples=10)
@given(text=NASTY)
def test_no_text_raises(id: str, text: str) -> None:
    """A reader's text, however broken, is recognised or not, and explained without an error."""
    kind = find(id)
    kind.recognise(text)
    assert id == kind.explain(text).type


@pytest.mark.parametrize("id", list(ROUND_TRIPS))
@settings(max_examples=10)
@given(data=st.data())
def test_a_damaged_payload_does_not_raise(id: str, data: st.DataObject) -> None:
    """One character replaced in a good payload gives another meaning or problems, no error."""
    text = build(id, data.draw(ROUND_TRIPS[id])).text
    place = data.draw(st.integers(0, len(text) - 1))
    character = data.draw(st.characters(codec="latin-1"))
    find(id).explain(text[:place] + character + text[place + 1 :])
    find(id).explain(text[:place].encode())
