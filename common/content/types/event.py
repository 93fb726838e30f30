"""Appointments as iCalendar. RFC 5545."""

import re
from datetime import date, datetime
from hashlib import sha256

from common.content import content_lines, field_checks
from common.content.content_lines import ContentLine, escaped, unescaped
from common.content.content_type import ContentType, Explanation, Field, Payload, Values
from common.content.problem_list import ProblemList, decoded, present, text_of

_ID = "event"
_TEXTS = {
    "SUMMARY": "summary",
    "LOCATION": "location",
    "DESCRIPTION": "description",
    "UID": "uid",
}
_TIMES = {"DTSTART": "start", "DTEND": "end"}
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?)?"
_BASIC = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")
# The type must be the same for the same fields, and it has no clock.
_DEFAULT_STAMP = "1970-01-01T00:00:00Z"


def _moment(text: str) -> date | None:
    """Return the moment, without its Z, that *text* writes in ISO 8601, or None."""
    if not re.fullmatch(_ISO, text):
        return None
    try:
        # Python can't compare times with a zone to times without: all are read without.
        return datetime.fromisoformat(text.rstrip("Z")) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None


def _check(values: Values) -> ProblemList:
    problems = ProblemList(_ID)
    for name in ("start", "end", "stamp"):
        text = text_of(values, name)
        if re.fullmatch(_ISO, text) and _moment(text) is None:
            problems.add(name, "no_such_date", f"{text} does not exist.", "Check the calendar.")
    if text_of(values, "end"):
        _check_order(text_of(values, "start"), text_of(values, "end"), problems)
    start = text_of(values, "start")
    # A zone would contradict the Z, and a whole day has none.
    if text_of(values, "time_zone") and ("T" not in start or start.endswith("Z")):
        problems.add(
            "time_zone",
            "not_applicable",
            "A date or a time in UTC has no time zone.",
            "Leave time_zone out, or give a local time such as 2026-03-01T10:00:00.",
        )
    return problems


def _check_order(start: str, end: str, problems: ProblemList) -> None:
    first, last = _moment(start), _moment(end)
    if first is None or last is None:
        return
    if ("T" in start, start.endswith("Z")) != ("T" in end, end.endswith("Z")):
        # RFC 5545, 3.8.2.2: DTEND has the value type of DTSTART.
        problems.add(
            "end",
            "mixed_times",
            "Start and end are of different kinds.",
            "Give two dates, two local times or two times in UTC.",
        )
    elif last <= first:
        problems.add(
            "end",
            "end_before_start",
            "The end is not after the start.",
            "Give a later end; the end of whole days is the day after the last one.",
        )


def build(fields: Values) -> Payload:
    """Return a calendar with one event; UID is a digest of the fields if it is absent."""
    _check(fields).refuse_if_any()
    # UID and DTSTAMP are required (RFC 5545, 3.6.1).
    zone = text_of(fields, "time_zone")
    # A digest: a calendar that imports the symbol twice has one event.
    uid = text_of(fields, "uid") or _digest(fields)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//theBarcodeAPI//EN", "BEGIN:VEVENT"]
    lines.append(f"UID:{escaped(uid)}")
    lines.append(f"DTSTAMP:{_basic(text_of(fields, 'stamp') or _DEFAULT_STAMP)}")
    for name, field in _TIMES.items():
        if time := text_of(fields, field):
            lines.append(f"{name}{_time_parameter(time, zone)}:{_basic(time)}")
    for name, field in _TEXTS.items():
        if name != "UID" and (value := text_of(fields, field)):
            lines.append(f"{name}:{escaped(value)}")
    if url := text_of(fields, "url"):
        # A URI is no text value: nothing in it is escaped.
        lines.append(f"URL:{url}")
    lines += ["END:VEVENT", "END:VCALENDAR"]
    warning = f"The symbol names the time zone {zone}; its rules come from the reader."
    # Content lines end with CR LF (RFC 5545, 3.1).
    return Payload("\r\n".join(lines) + "\r\n", symbology="qr", warnings=(warning,) if zone else ())


def _digest(fields: Values) -> str:
    # Sorted, so that the order of the fields in a request does not change the UID.
    pairs = sorted((name, text_of(fields, name)) for name in fields)
    # 80 bits are enough within a calendar, and every character makes the symbol larger.
    return sha256(repr(pairs).encode()).hexdigest()[:20]


def _time_parameter(time: str, zone: str) -> str:
    if "T" not in time:
        return ";VALUE=DATE"
    # Without a zone the time is local to the reader (RFC 5545, 3.3.5, form 1).
    return f";TZID={zone}" if zone else ""


def _basic(time: str) -> str:
    return time.replace("-", "").replace(":", "")


def recognise(text: str) -> bool:
    """Return True for a calendar and for a bare event."""
    return bool(re.match(r"\s*BEGIN:(VCALENDAR|VEVENT)\b", text, re.IGNORECASE))


def explain(payload: bytes | str) -> Explanation:
    """Return the first event; properties without a field here are left out."""
    problems = ProblemList(_ID)
    lines = content_lines.parse(decoded(payload).strip(), problems)
    values: dict[str, str | list[str]] = {}
    # A file may have alarms and zones with properties of the same names.
    events = _event_lines(lines, problems)
    for line in events:
        _read(line, values, problems)
    _check_frame(lines, {line.name for line in events}, problems)
    values = present(values)
    declared = field_checks.value_problems(_ID, FIELDS, values)
    return Explanation(_ID, values, (*problems.found, *declared, *_check(values).found))


def _event_lines(lines: list[ContentLine], problems: ProblemList) -> list[ContentLine]:
    """Return the lines of the first event without those of its alarms."""
    found: list[ContentLine] = []
    inside: list[str] = []
    for line in lines:
        value = line.value.strip().upper()
        if line.name == "BEGIN":
            if value == "VEVENT" and found:
                problems.add(
                    "", "several_events", "There is more than one event.", "Make a symbol for each."
                )
                break
            inside.append(value)
        elif line.name == "END":
            # Components nest: an alarm inside the event has properties of its own.
            inside = inside[:-1]
        elif inside[-1:] == ["VEVENT"]:
            found.append(line)
    return found


def _check_frame(lines: list[ContentLine], names: set[str], problems: ProblemList) -> None:
    # RFC 5545, 3.6 and 3.6.1. Readers of symbols take a bare event all the same.
    if lines and lines[0].value.strip().upper() != "VCALENDAR":
        problems.add(
            "",
            "no_calendar",
            "The event is not inside a calendar.",
            "Put BEGIN:VCALENDAR, VERSION:2.0 and PRODID in front, END:VCALENDAR behind.",
        )
    for name in ("UID", "DTSTAMP"):
        if name not in names:
            problems.add("", "missing_property", f"The event has no {name}.", f"Add {name}.")
    ends = [line.value.strip().upper() for line in lines if line.name == "END"]
    if "VEVENT" not in ends:
        problems.add("", "no_end", "The event does not end in END:VEVENT.", "Add END:VEVENT.")


def _read(line: ContentLine, values: dict[str, str | list[str]], problems: ProblemList) -> None:
    if field := _TEXTS.get(line.name):
        # The first one counts if a property is repeated.
        values.setdefault(field, unescaped(line.value, field, problems))
    elif line.name == "URL":
        values.setdefault("url", line.value)
    elif line.name == "DTSTAMP":
        values.setdefault("stamp", _iso(line.value))
    elif field := _TIMES.get(line.name):
        values.setdefault(field, _iso(line.value))
        if zone := line.parameters.get("TZID"):
            values.setdefault("time_zone", zone)


def _iso(value: str) -> str:
    """Return a date or time of iCalendar in ISO 8601; what is neither stays as it is."""
    parts = _BASIC.fullmatch(value.strip())
    if not parts:
        return value
    year, month, day, hour, minute, second, utc = parts.groups()
    time = f"T{hour}:{minute}:{second}{utc}" if hour else ""
    return f"{year}-{month}-{day}{time}"


_TIME_FORMS = "A date 2026-03-01, a local time 2026-03-01T10:00:00, or UTC with Z at the end."
_LINES = r"[^\x00-\x09\x0b-\x1f\x7f]+"

FIELDS = (
    Field("summary", "Title", "What it is.", "Fair; hall 3", required=True, pattern=_LINES),
    Field("start", "Start", _TIME_FORMS, "2026-03-01T10:00:00Z", required=True, pattern=_ISO),
    Field(
        "end",
        "End",
        f"{_TIME_FORMS} Of whole days, the day after the last.",
        "2026-03-01T18:00:00Z",
        pattern=_ISO,
    ),
    Field(
        "time_zone",
        "Time zone",
        "The zone of local times, a name of the IANA time zone database.",
        "Europe/Berlin",
        max_length=60,
        pattern=r"[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*",
    ),
    Field("location", "Place", "Where it is.", "Berlin", pattern=_LINES),
    Field(
        "description", "Description", "Text of any number of lines.", "Bring it.", pattern=_LINES
    ),
    Field(
        "url",
        "Web page",
        "An address with https://.",
        "https://example.com/fair",
        pattern=r"[^\s\x00-\x1f\x7f]+",
    ),
    Field(
        "uid",
        "Identifier",
        "What identifies the event in all its versions; made from the fields if absent.",
        "fair-2026@example.com",
        max_length=255,
        pattern=r"[^\x00-\x1f\x7f]+",
    ),
    Field(
        "stamp",
        "Stamp",
        "When the event was written, in UTC.",
        "2026-01-15T09:30:00Z",
        pattern=r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
    ),
)

CONTENT_TYPE = ContentType(
    id=_ID,
    title="Appointment",
    standard="RFC 5545, sections 3.4 and 3.6.1",
    family="contact",
    description="Adds an appointment to a calendar.",
    fields=FIELDS,
    symbologies=("qr", "aztec", "datamatrix", "pdf417"),
    build=build,
    recognise=recognise,
    explain=explain,
    synonyms=("calendar", "ical", "ics", "vevent", "meeting"),
)
