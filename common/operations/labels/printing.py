"""Prints labels on the printers of the operator, which callers name; nobody can name an address.

PrintRefused   the caller may not print, the printer is unknown, or it failed
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct

from common.barcode.labels import language, printer_models
from common.barcode.model.errors import OptionError, Problem
from common.operations.labels import outputs
from common.services.principal import Principal
from common.services.printers import printer
from common.services.printers.job import PrinterFailure, State
from common.setting_types import PrinterAddress
from common.settings import Settings

TO = "to"  # the option that names the printer
_RAW = ("tcp",)  # printers without a driver, which take a language only
_DEFAULT_LANGUAGE = "zpl"


class Refusal(Enum):
    """Why nothing is printed."""

    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"
    FAILED = "failed"


class PrintRefused(Exception):
    """Nothing is printed.

    Attributes:
        refusal: the kind of the reason.
        problem: the reason, with a fix.
    """

    def __init__(self, refusal: Refusal, problem: Problem) -> None:
        super().__init__(str(problem))
        self.refusal = refusal
        self.problem = problem


class PrinterEntry(Struct, frozen=True):
    """A printer that callers can name.

    Attributes:
        name: its name in requests.
        format: the kind of file that it gets: `pdf` or a printers' language.
        model: its model, if the operator gave it.
        dpi: its resolution; 0 for PDF.
    """

    name: str
    format: str
    model: str
    dpi: int


class Printed(Struct, frozen=True):
    """A job at a printer.

    Attributes:
        printer: the name of the printer.
        job: number of the job at the printer; 0 if it reports no jobs.
        state: `sent` if the printer reports no state, else pending, held, processing, stopped,
            canceled, aborted or completed.
        labels: number of labels; 0 in an answer about an earlier job.
    """

    printer: str
    job: int
    state: State
    labels: int = 0


class Target(Struct, frozen=True):
    """A printer that a caller may use.

    Attributes:
        address: where it is.
        kind: kind of the file that it gets.
        options: options of the file that the operator has fixed.
    """

    address: PrinterAddress
    kind: str
    options: Mapping[str, str]

    def print(self, pieces: Iterable[bytes], labels: int) -> Printed:
        """Send the file, and return its job.

        Raises:
            PrintRefused: the printer can't be reached, or refuses it.
        """
        media_type = (
            "application/pdf"
            if self.kind == outputs.PDF
            else language.catalogue()[self.kind].media_type
        )
        try:
            job = printer.connect(self.address).send(pieces, media_type, "Labels")
        except PrinterFailure as failure:
            raise _failed(self.address, failure) from failure
        return Printed(self.address.name, job.number, job.state, labels)


def entries(settings: Settings) -> list[PrinterEntry]:
    """Return the printers of *settings*."""
    return [_entry(address) for address in settings.printers]


def find(settings: Settings, caller: Principal, name: str) -> Target:
    """Return the printer called *name*.

    Raises:
        PrintRefused: there is none, or the caller needs credentials.
    """
    require_allowed(settings, caller)
    return target(settings.printers, name)


def require_allowed(settings: Settings, caller: Principal) -> None:
    """Raise PrintRefused if *caller* has no credentials, and the operator requires them."""
    # Paper is spent, and a printer stands in somebody's room.
    if not settings.print_anonymously and not caller.key.startswith("user:"):
        problem = Problem(
            TO,
            "print.credentials_required",
            "Only callers with credentials may print.",
            "Send an API key or a token; the operator can set PRINT_ANONYMOUSLY.",
        )
        raise PrintRefused(Refusal.FORBIDDEN, problem)


def target(addresses: Iterable[PrinterAddress], name: str) -> Target:
    """Return the printer called *name* among *addresses*.

    Raises:
        PrintRefused: there is none.
    """
    known = {address.name: address for address in addresses}
    # Callers name a printer and never an address, so that no request can reach another host.
    address = known.get(name)
    if address is None:
        listed = f"There are {', '.join(known)}." if known else "The operator has set none."
        problem = Problem(
            TO, "print.unknown_printer", f"There is no printer {name[:40]!r}.", listed
        )
        raise PrintRefused(Refusal.UNKNOWN, problem)
    entry = _entry(address)
    fixed: dict[str, str] = {}
    if entry.format != outputs.PDF:
        # A label drawn for another print head would be printed in the wrong size.
        fixed = {"dpi": str(entry.dpi)}
        if entry.model:
            fixed["printer"] = entry.model
    return Target(address, entry.format, fixed)


def job(settings: Settings, caller: Principal, name: str, number: int) -> Printed:
    """Return the state of job *number* of the printer called *name*.

    Raises:
        PrintRefused: there is no such printer or job, or the printer does not answer.
    """
    found = find(settings, caller, name)
    try:
        now = printer.connect(found.address).job(number)
    except PrinterFailure as failure:
        raise _failed(found.address, failure) from failure
    return Printed(name, now.number, now.state)


def merged(target: Target, given: Mapping[str, object]) -> dict[str, Any]:
    """Return the options *given* with those of the printer.

    Raises:
        OptionError: the request gives an option of the printer, too.
    """
    # Refused rather than ignored: the label would not be what the caller asked for.
    both = [name for name in ("dpi", "printer", "format") if name in given]
    if both:
        raise OptionError.of(
            both[0],
            "option.not_applicable",
            f"The printer has its own {both[0]}.",
            "Leave it out.",
        )
    return {**given, **target.options}


def _entry(address: PrinterAddress) -> PrinterEntry:
    """Return *address* as callers see it.

    Raises:
        OptionError: the operator gave an unknown model or language; settings are checked at start.
    """
    name = address.options.get("model", "")
    model = printer_models.find(name, "PRINTERS") if name else None
    kind = address.options.get("language") or (model.language if model else "")
    # A raw socket takes the language of the printer; a queue or IPP printer converts PDF.
    kind = kind or (_DEFAULT_LANGUAGE if address.scheme in _RAW else outputs.PDF)
    if kind == outputs.PDF:
        return PrinterEntry(address.name, kind, model.id if model else "", 0)
    declared = language.find(kind, "PRINTERS")
    dpi = address.options.get("dpi")
    chosen = int(dpi) if dpi and dpi.isdecimal() else 0
    chosen = chosen or (model.dpi if model else declared.resolutions[0])
    return PrinterEntry(address.name, kind, model.id if model else "", chosen)


def _failed(address: PrinterAddress, failure: PrinterFailure) -> PrintRefused:
    # The operator's addresses are no business of callers.
    problem = Problem(
        TO,
        "print.failed",
        f"The printer {address.name} did not take the labels: {_without(address, failure)}",
        "Check that it is switched on and has labels, and print again.",
    )
    return PrintRefused(Refusal.FAILED, problem)


def _without(address: PrinterAddress, failure: PrinterFailure) -> str:
    text = str(failure) or "no answer"
    return text if address.host not in text else "no answer"
