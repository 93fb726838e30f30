"""`barcode-api decode`: read the barcodes in pictures and documents, without a server."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import structs

from common.barcode.decode import joining, reader
from common.barcode.decode.diagnosis.finding import Finding
from common.barcode.decode.found import Found
from common.barcode.decode.reader import Wanted
from common.barcode.model.errors import BarcodeError
from common.cli.command import Command, CommandError

NOT_FOUND, UNREADABLE = 1, 2


def add_arguments(parser: ArgumentParser) -> None:
    """Add the files and the output format."""
    parser.add_argument(
        "files", metavar="FILE", nargs="+", help="a picture or document; - is standard input"
    )
    parser.add_argument(
        "--formats",
        default="",
        help="symbologies to search for, separated by commas; all by default",
    )
    parser.add_argument(
        "--pages", default="", help="pages or frames to read, such as 1-3,7; all by default"
    )
    parser.add_argument(
        "--diagnose",
        default="auto",
        metavar="WHEN",
        help="when to print what is wrong with a barcode that is not read: auto (if nothing sure is"
        " found, or less than --formats or --expected say, or scanners with red light can't see"
        " what is read), all (also for those that are read, with their grades) or none",
    )
    parser.add_argument(
        "--expected",
        default="",
        metavar="COUNT",
        help="how many barcodes each page should show; if fewer are read, what else looks like one"
        " is diagnosed, and the exit status is 1",
    )
    parser.add_argument(
        "--join",
        action="store_true",
        help="print the symbols of a message (structured append, Macro PDF417) as one barcode;"
        " they may be in several files",
    )
    parser.add_argument("--json", action="store_true", help="print each barcode as a line of JSON")


def run(arguments: Namespace) -> int:
    """Print the barcodes in each file.

    Returns 1 if a file has no barcode, or a page fewer than expected, and 2 if a file is not
    readable.

    Raises:
        CommandError: a file can't be opened, a symbology is unknown, or an option is malformed.
    """
    try:
        wanted = Wanted.parse(
            arguments.formats, arguments.pages, arguments.diagnose, arguments.expected
        )
    except BarcodeError as error:
        raise CommandError(str(error)) from None
    status = 0
    barcodes: list[Found] = []
    page_counts: dict[int, int] = {}
    for number, file in enumerate(arguments.files, 1):
        try:
            found = reader.read_file(_content(file), wanted)
        except BarcodeError as error:
            print(f"barcode-api: {file}: {error}", file=sys.stderr)
            status = UNREADABLE
            continue
        page_counts[number] = found.page_count
        # Joined symbols may be in several files, so that each keeps the number of its own.
        read = [structs.replace(barcode, file=number) for barcode in found.barcodes]
        if arguments.join:
            barcodes += read
        else:
            _print(read, arguments, page_counts)
        if not found.barcodes:
            print(f"barcode-api: {file}: no barcode was found.", file=sys.stderr)
            # An unreadable file is worse than one without a barcode.
            status = max(status, NOT_FOUND)
        elif any(page.missing for page in found.pages):
            status = max(status, NOT_FOUND)
        for page in found.pages:
            for finding in page.diagnosis:
                where = f"page {page.number}: " if found.page_count > 1 else ""
                print(f"barcode-api: {file}: {where}{_sentence_of(finding)}", file=sys.stderr)
    try:
        # After all files were read: without --join, there is nothing left to print.
        _print(joining.join(barcodes), arguments, page_counts)
    except BarcodeError as error:
        print(f"barcode-api: {error}", file=sys.stderr)
        return UNREADABLE
    return status


def _print(barcodes: Iterable[Found], arguments: Namespace, page_counts: Mapping[int, int]) -> None:
    for barcode in barcodes:
        file = arguments.files[barcode.file - 1]
        print(_line(file, barcode, arguments, has_pages=page_counts[barcode.file] > 1))


def _sentence_of(finding: Finding) -> str:
    said = f" It probably says {_printable(finding.text)}." if finding.text else ""
    return f"{finding.code}: {_printable(finding.message)}{said} {_printable(finding.fix)}"


def _content(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"Can't read {file}: {error.strerror}.") from None


def _line(file: str, barcode: Found, arguments: Namespace, *, has_pages: bool) -> str:
    if arguments.json:
        # An escape of another encoding, such as \xfc, would not be JSON.
        is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        entry = {"file": file} | {**msgspec.to_builtins(barcode), "file": file}
        return json.dumps(entry, ensure_ascii=not is_unicode)
    name = f"{file}: " if len(arguments.files) > 1 else ""
    page = f"page {barcode.page}: " if has_pages else ""
    guess = "\t(a guess)" if barcode.guess else ""
    quality = barcode.quality
    grade = f"\tgrade {quality.grade:.1f} ({quality.letter})" if quality else ""
    part = _part(barcode)
    return f"{name}{page}{barcode.format}\t{_printable(barcode.text)}{guess}{part}{grade}"


def _part(barcode: Found) -> str:
    """Return the place of *barcode* in a message of several symbols, or how many were joined."""
    if barcode.parts:
        return f"\tjoined from {len(barcode.parts)} symbols"
    place = barcode.structured_append
    if place is None:
        return ""
    of = f" of {place.count}" if place.count else ""
    id = f", id {_printable(place.id)}" if place.id else ""
    return f"\tpart {place.index}{of}{id}"


def _printable(text: str) -> str:
    """Return *text* with control characters escaped, which a terminal would execute."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


COMMAND = Command("decode", "read the barcodes in pictures", add_arguments, run)
