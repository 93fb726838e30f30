"""Appointments: read by vobject, and read in the forms that writers use."""

from datetime import UTC, date, datetime

import pytest
import vobject

from common.content.catalogue import build
from tests.common.content.types.explained import fields_and_codes, refusal


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"start": "2026-02-30"}, "no_such_date"),
        ({"start": "2026-03-01", "end": "2026-03-01"}, "end_before_start"),
        ({"start": "2026-03-01", "end": "2026-03-02T10:00:00"}, "mixed_times"),
        ({"start": "2026-03-01T10:00:00Z", "end": "2026-03-01T11:00:00"}, "mixed_times"),
        ({"start": "2026-03-01", "time_zone": "Europe/Berlin"}, "not_applicable"),
        ({"start": "1.3.2026"}, "malformed"),
    ],
)
def test_bad_times_are_refused(fields: dict[str, str], code: str) -> None:
    """RFC 5545, 3.8.2.2: the end has the type of the start and is later."""
    assert refusal("event", {"summary": "a", **fields}).code == f"content.event.{code}"


def test_vobject_reads_what_was_meant() -> None:
    """Vobject is an independent reader of RFC 5545."""
    fields = {
        "summary": "Fair; hall 3, east",
        "start": "2026-03-01T10:00:00Z",
        "end": "2026-03-01T18:00:00Z",
        "location": "Berlin",
        "description": "first\nsecond \\ line",
        "stamp": "2026-01-15T09:30:00Z",
    }
    event = vobject.readOne(build("event", fields).text).vevent
    assert event.summary.value == fields["summary"]
    assert event.description.value == fields["description"]
    assert event.dtstart.value == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert event.dtend.value == datetime(2026, 3, 1, 18, tzinfo=UTC)


def test_vobject_reads_whole_days() -> None:
    """A date is written with VALUE=DATE."""
    event = vobject.readOne(build("event", {"summary": "a", "start": "2026-03-01"}).text).vevent
    assert event.dtstart.value == date(2026, 3, 1)


def test_identifier_depends_on_the_fields_alone() -> None:
    """The same fields make the same payload, other fields another identifier."""
    same = [build("event", {"summary": "a", "start": "2026-03-01"}).text for _ in range(2)]
    other = build("event", {"summary": "b", "start": "2026-03-01"}).text
    assert same[0] == same[1]
    assert same[0].splitlines()[4] != other.splitlines()[4]


def test_bare_event_is_read() -> None:
    """ZXing's wiki: generators write VEVENT without a calendar; the omissions are named."""
    payload = "BEGIN:VEVENT\nSUMMARY:Fair\nDTSTART;TZID=Europe/Berlin:20260301T100000\nEND:VEVENT\n"
    assert fields_and_codes(payload) == (
        {"summary": "Fair", "start": "2026-03-01T10:00:00", "time_zone": "Europe/Berlin"},
        ["no_calendar", "missing_property", "missing_property"],
    )


def test_example_of_the_standard_is_read() -> None:
    """RFC 5545, 4: the party; organizer and position have no field here."""
    payload = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//hacksw/handcal//NONSGML v1.0//EN\r\n"
        "BEGIN:VEVENT\r\nUID:19970610T172345Z-AF23B2@example.com\r\nDTSTAMP:19970610T172345Z\r\n"
        "DTSTART:19970714T170000Z\r\nDTEND:19970715T040000Z\r\nSUMMARY:Bastille Day Party\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    assert fields_and_codes(payload) == (
        {
            "uid": "19970610T172345Z-AF23B2@example.com",
            "stamp": "1997-06-10T17:23:45Z",
            "start": "1997-07-14T17:00:00Z",
            "end": "1997-07-15T04:00:00Z",
            "summary": "Bastille Day Party",
        },
        [],
    )


def test_alarm_inside_an_event_is_left_out() -> None:
    """An alarm has a description of its own (RFC 5545, 3.6.6)."""
    payload = build(
        "event",
        {"summary": "a", "start": "2026-03-01", "uid": "1", "stamp": "2026-01-01T00:00:00Z"},
    ).text.replace("END:VEVENT", "BEGIN:VALARM\r\nDESCRIPTION:x\r\nEND:VALARM\r\nEND:VEVENT")
    fields, codes = fields_and_codes(payload)
    assert ("description" in fields, codes) == (False, [])
