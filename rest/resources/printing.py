"""POST ``print`` and ``batches/{id}/print``: labels on the operator's printers, and their jobs."""

from collections.abc import Iterator, Mapping

import msgspec
from falcon import HTTP_202, Request, Response

from common.barcode.labels import label_options
from common.operations.batches import label_choices, outputs
from common.operations.labels import printing, saved
from common.operations.labels.outputs import options_schema
from common.operations.labels.printing import Printed, PrinterEntry, PrintRefused, Refusal, Target
from common.services.container import Services
from rest import authentication, deadline, json_response, offload, request_params
from rest.batch_requests import ID, charge_download, find, options_of
from rest.errors import ProblemError, bad_request
from rest.resources.labels import (
    LABEL_BODY,
    LABEL_ERRORS,
    TAG,
    in_body,
    prepare,
    source_of,
)
from rest.routes import Answer, Operation, Parameter, Route

_STATUS = {Refusal.FORBIDDEN: 403, Refusal.UNKNOWN: 404, Refusal.FAILED: 502}
_TITLES = {
    Refusal.FORBIDDEN: "Printing not allowed",
    Refusal.UNKNOWN: "Unknown printer",
    Refusal.FAILED: "Printer failed",
}


# Options of a request that are none of labels.
_OTHERS = (printing.TO, "strict", "dpi", "printer", "format")


class PrinterListing(msgspec.Struct, frozen=True):
    """The printers that callers can name, in the order of the setting."""

    count: int
    printers: list[PrinterEntry]


class PrintingResource:
    """Prints labels, and reports printers and jobs."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_get_printers(self, req: Request, resp: Response) -> None:
        """List the printers."""
        request_params.require_none(req)
        found = printing.entries(self._services.settings)
        json_response.send(resp, PrinterListing(len(found), found))

    on_head_printers = on_get_printers

    def on_post(self, req: Request, resp: Response) -> None:
        """Print the rows or the table in the body."""
        services, quota = self._services, authentication.quota_of(req)
        source, given = source_of(services, req)
        _require_known(self._services, req, given)
        target = self._target(req, given)
        options = printing.merged(target, given)
        prepared = prepare(services, req, target.kind, source, options)
        # Refunded if the printer does not take the labels.
        with quota.refunding(prepared.cost):
            self._print(resp, target, prepared.pieces(), prepared.labels)

    def on_post_batch(self, req: Request, resp: Response, id: str) -> None:
        """Print the labels of a batch."""
        query = options_of(req)
        try:
            batch = find(self._services, req, id)
        except ProblemError:
            # Malformed options are refused even if there is no such batch.
            _require_known(self._services, req, query)
            raise
        _require_known(self._services, req, label_choices.merged(batch.labels, query))
        target = self._target(req, query)
        options = printing.merged(target, query)
        suffix = f".{target.kind}"
        caller, pause = authentication.of(req).key, offload.yield_to_others()
        outputs.check_labels(self._services, caller, suffix, options, batch)
        extra = outputs.extra_cost(self._services, caller, batch, suffix, options, pause)
        pieces = outputs.write(self._services, caller, batch, suffix, options, pause)
        # Before anything is printed, which can't be undone.
        charge_download(self._services, req, batch, extra)
        self._print(resp, target, pieces, batch.valid)

    def on_get_job(self, req: Request, resp: Response, printer: str, number: str) -> None:
        """Report a job."""
        request_params.require_none(req)
        # What is no number becomes 0, which no job has.
        chosen = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
        try:
            found = printing.job(self._services.settings, authentication.of(req), printer, chosen)
        except PrintRefused as refused:
            raise _problem(refused) from refused
        json_response.send(resp, found)

    on_head_job = on_get_job

    def _target(self, req: Request, given: dict[str, object]) -> Target:
        name = given.pop(printing.TO, None)
        # No default printer: a label on the wrong printer is lost.
        if not isinstance(name, str) or not name:
            raise bad_request(
                printing.TO,
                "option.missing",
                "to is missing.",
                "Give the name of a printer; GET printers lists them.",
            )
        try:
            return printing.find(self._services.settings, authentication.of(req), name)
        except PrintRefused as refused:
            raise _problem(refused) from refused

    def _print(self, resp: Response, target: Target, pieces: Iterator[bytes], labels: int) -> None:
        try:
            printed = target.print(_restarting(pieces), labels)
        except PrintRefused as refused:
            raise _problem(refused) from refused
        json_response.send(resp, printed)
        resp.status = HTTP_202


def _require_known(services: Services, req: Request, given: Mapping[str, object]) -> None:
    """Raise OptionError if an option of labels is unknown or malformed."""
    label_options.parse(
        {name: value for name, value in given.items() if name not in _OTHERS},
        saved.finder(services, authentication.of(req).key),
    )


def _restarting(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield *pieces*; printing may take long while the printer takes them."""
    for piece in pieces:
        yield piece
        deadline.restart()


def _problem(refused: PrintRefused) -> ProblemError:
    kind = refused.refusal
    return ProblemError(_STATUS[kind], refused.problem.code, _TITLES[kind], refused.problem)


_TO = Parameter(
    printing.TO,
    {"type": "string"},
    description="The name of a printer, from GET printers.",
    required=True,
    example="desk",
)
_OPTIONS = {
    json_response.JSON: {
        "type": "object",
        "properties": in_body({**options_schema(), **label_options.schema()["properties"]}),
        "additionalProperties": False,
        "example": {"template": "roll", "label_width": 57},
    }
}
_ANSWER = {202: Answer("The job.", {json_response.JSON: Printed})}

ROUTES = (
    Route(
        "printers",
        PrintingResource,
        suffix="printers",
        operations={
            "GET": Operation(
                "List the printers",
                tag=TAG,
                description="Those of the operator (`PRINTERS`), without their addresses.",
                answers={200: Answer("Every printer.", {json_response.JSON: PrinterListing})},
            )
        },
    ),
    Route(
        "print",
        PrintingResource,
        operations={
            "POST": Operation(
                "Print labels",
                tag=TAG,
                description="As `POST labels`, on a printer of the operator, which has the format "
                "and the resolution. Needs credentials unless `PRINT_ANONYMOUSLY` is set.",
                parameters=(_TO,),
                body=LABEL_BODY,
                answers=_ANSWER,
                errors=(*LABEL_ERRORS, 403, 404, 502),
            )
        },
    ),
    Route(
        "batches/{id}/print",
        PrintingResource,
        suffix="batch",
        operations={
            "POST": Operation(
                "Print a batch",
                tag=TAG,
                description="The options are those of `labels.zpl`, in the query, or in the body, "
                "where the template may be a document; those stored with the batch apply too.",
                parameters=(ID, _TO),
                body=_OPTIONS,
                body_required=False,
                answers=_ANSWER,
                errors=(400, 403, 404, 429, 502, 503),
            )
        },
    ),
    Route(
        "printers/{printer}/jobs/{number}",
        PrintingResource,
        suffix="job",
        operations={
            "GET": Operation(
                "Read the state of a print job",
                tag=TAG,
                description="As the printer reports it now. Printers of `tcp://` report no jobs.",
                parameters=(
                    Parameter("printer", {"type": "string"}, "path", "Its name.", example="desk"),
                    Parameter("number", {"type": "string"}, "path", "The job.", example="12"),
                ),
                answers={200: Answer("The job.", {json_response.JSON: Printed})},
                errors=(403, 404, 502),
            )
        },
    ),
)
