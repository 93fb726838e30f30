"""What a content type builds is recognised and explained as the same fields, without problems."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.barcode.model.errors import DataError
from common.content.catalogue import build, catalogue, explain, find
from tests.common.content import drawn_fields
from tests.common.content.drawn_fields import CAPITALS_AND_DIGITS
from tests.common.content.exclusive_fields import settled

# Fields that a payload always has, so that the explanation always returns them.
ALWAYS = {
    "epc": {"version", "character_set"},
    "event": {"uid", "stamp"},
    "otpauth": {"type"},
    "paynow": {"editable"},
    "swiss_qr_bill": {"reference_type"},
    "upi": {"currency"},
    "vcard": {"version"},
    "wifi": {"security", "hidden"},
}
_LATIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=15)
_SWISS = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.characters(min_codepoint=0xA0, max_codepoint=0x17F),
    ),
    min_size=1,
    max_size=16,
)
_PARTY = ("name", "street", "building", "postal_code", "city")
_TIMES = st.datetimes().map(lambda time: time.isoformat(timespec="seconds"))
_SECRET = st.integers(min_value=4, max_value=40).flatmap(
    lambda size: st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=size * 8, max_size=size * 8)
)
_DEGREES = {
    name: st.integers(-limit * 1000, limit * 1000).map(lambda number: f"{number / 1000:.3f}")
    for name, limit in (("latitude", 90), ("longitude", 180))
}
_SLOVENIAN = st.text("abcčšžABCČŠŽ 123", min_size=1, max_size=30).map(lambda text: f"{text}.")

_FORM_TEXTS = (
    *("name", "street", "city", "purpose"),
    *("payer_name", "payer_street", "payer_city"),
)

OWN: dict[str, dict[str, st.SearchStrategy[str]]] = {
    "email": {
        name: st.from_regex(r"[A-Za-z0-9+%&'ä]{1,9}@[a-z]{1,9}\.example", fullmatch=True)
        for name in ("to", "cc", "bcc")
    },
    "emv": {
        "amount": drawn_fields.amounts(),
        "accounts": st.from_regex(r"(2[6-9]|[34][0-9]):[ -~]{1,40}", fullmatch=True),
        "tip_amount": drawn_fields.amounts(),
        "tip_percentage": st.from_regex("[1-9][0-9]", fullmatch=True),
        "bill_number": _LATIN,
        "unreserved": st.from_regex(r"[89][0-9]:[ -~]{1,40}", fullmatch=True),
    },
    "epc": {
        "iban": drawn_fields.ibans(),
        "amount": drawn_fields.amounts(),
        "reference": drawn_fields.creditor_references(),
        "name": _LATIN,
        "text": _LATIN,
        "information": _LATIN,
    },
    "event": {
        "start": _TIMES,
        "end": _TIMES,
        "stamp": _TIMES.map(lambda time: f"{time}Z"),
    },
    "geo": _DEGREES,
    "mecard": {"birthday": drawn_fields.dates()},
    "otpauth": {"secret": _SECRET},
    "paynow": {"amount": drawn_fields.amounts(), "uen": st.just("201403121W")},
    "pix": {
        "key": st.uuids().map(str),
        "amount": drawn_fields.amounts(),
        "name": _LATIN,
        "city": _LATIN,
        "description": _LATIN,
        "postal_code": st.just("70074900"),
    },
    "promptpay": {"amount": drawn_fields.amounts()},
    "sms": {"number": st.from_regex(r"\+?[0-9*#]{1,15}", fullmatch=True)},
    "spd": {
        "iban": drawn_fields.ibans(),
        "alternative_accounts": drawn_fields.ibans(),
        "amount": drawn_fields.amounts(),
        "date": drawn_fields.dates(),
    },
    "swiss_qr_bill": {
        "iban": drawn_fields.ibans(("CH", "LI")),
        "amount": drawn_fields.amounts(),
        "reference": st.one_of(drawn_fields.qr_references(), drawn_fields.creditor_references()),
        "message": _SWISS,
        "billing_information": _SWISS.map(lambda text: f"//{text}"),
        "alternative_procedures": _SWISS,
        **{f"{party}_{part}": _SWISS for party in ("creditor", "debtor") for part in _PARTY},
    },
    "tel": {"number": st.from_regex(r"\+?[0-9*#.()-]{1,9}[0-9*#]", fullmatch=True)},
    "upi": {"amount": drawn_fields.amounts(), "minimum_amount": st.just("0.01")},
    "upn": {
        "iban": drawn_fields.ibans(("SI",)),
        "payer_iban": drawn_fields.ibans(("SI",)),
        "amount": drawn_fields.amounts(),
        "reference": drawn_fields.creditor_references(),
        "payer_reference": st.just("SI99"),
        "due_date": drawn_fields.dates(),
        "payment_date": drawn_fields.dates(),
        **dict.fromkeys(_FORM_TEXTS, _SLOVENIAN),
    },
    "url": {
        "url": st.from_regex(
            r"https?://[a-z]{1,20}\.example(/[A-Za-z0-9._~-]{0,9}){0,3}", fullmatch=True
        )
    },
    "vcard": {"birthday": drawn_fields.dates()},
    "wifi": {"password": st.text(CAPITALS_AND_DIGITS + ';:,\\" ', min_size=8, max_size=60)},
}


@pytest.mark.parametrize("id", sorted({*OWN, "mecard", "vcard"}))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=15)
@given(data=st.data())
def test_explanation_returns_the_fields_that_were_built(id: str, data: st.DataObject) -> None:
    """explain(build(fields)).fields == fields: the promise of every content type."""
    kind = find(id)
    always = frozenset(ALWAYS.get(id, ()))
    drawn = data.draw(drawn_fields.fields_of(kind, OWN.get(id, {}), always))
    fields = settled(id, drawn)
    payload = build(id, fields)
    found = explain(payload.text, payload.content)
    assert found is not None
    assert (found.type, found.fields) == (id, fields)
    assert [one for one in found.problems if not one.code.endswith("short_secret")] == []


@pytest.mark.parametrize("id", list(catalogue()))
@settings(deadline=None, max_examples=8)
@given(data=st.data())
def test_broken_payloads_are_explained_without_an_error(id: str, data: st.DataObject) -> None:
    """No change of a payload raises: what is broken is listed as problems."""
    kind = find(id)
    first, *rest = kind.fields
    used = [first, *(field for field in rest if field.required)]
    payload = build(id, {f.name: [f.example] if f.repeated else f.example for f in used})
    place = data.draw(st.integers(0, len(payload.text)))
    length = data.draw(st.integers(0, 20))
    inserted = data.draw(st.text(st.characters(codec="utf-8"), max_size=9))
    text = payload.text[:place] + inserted + payload.text[place + length :]
    for broken in (text, text.encode(), inserted, inserted.encode(), text.encode("utf-16")):
        assert kind.explain(broken).type == id


@pytest.mark.parametrize("id", list(catalogue()))
@settings(deadline=None, max_examples=8)
@given(data=st.data())
def test_values_of_any_form_build_or_are_refused(id: str, data: st.DataObject) -> None:
    """Any value of any field gives a payload or a DataError that names fields."""
    kind = find(id)
    some = st.one_of(st.text(max_size=40), st.sampled_from([f.example for f in kind.fields]))
    fields = data.draw(
        st.dictionaries(
            st.sampled_from([field.name for field in kind.fields]),
            st.one_of(some, st.lists(some, max_size=3)),
        )
    )
    try:
        payload = build(id, fields)
    except DataError as refused:
        unclear = [one for one in refused.problems if not (one.code and one.message and one.fix)]
    else:
        unclear = [] if payload.text else [payload]
    assert unclear == []
