"""``batches/{id}/check``: the rows again with other columns or options, without the file."""

from typing import Any

from falcon import Request, Response

from common.operations import content
from common.operations.batches import lifecycle, rechecking
from common.operations.batches.rate_bounds import TooManyBatches
from common.operations.batches.rechecking import NoSource
from common.services.container import Services
from common.tables import encodings
from rest import authentication, disconnection, offload, request_params
from rest.batch_requests import (
    ID,
    PLACE,
    TAG,
    find,
    take_columns,
    take_encoding,
    take_labels,
    text,
    wait,
    whole,
)
from rest.errors import ProblemError, bad_request
from rest.resources.batches import (
    COPIES,
    LABELS,
    PAGE_ROWS,
    READING,
    BatchReport,
    answer,
)
from rest.routes import Answer, Operation, Parameter, Route, query_parameters


class BatchChecksResource:
    """Checks the rows of a batch again."""

    charges = True

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_post(self, req: Request, resp: Response, id: str) -> None:
        """Replace the rows by those that the stored tables have with other columns or options."""
        given, _ = request_params.given(req)
        strict = request_params.boolean("strict", given.pop("strict", "false"))
        reading, labels = _reading(given), take_labels(given)
        file = text("file", given.pop("file", "") or "")
        changes = {name: _as_text(value) for name, value in given.items()}
        # Malformed options are refused even if there is no such batch.
        lifecycle.check_defaults(
            {name: value for name, value in changes.items() if value is not None}
        )
        batch = find(self._services, req, id)
        try:
            checked = rechecking.check_again(
                authentication.quota_of(req),
                batch,
                changes,
                reading,
                labels,
                file=file,
                strict=strict,
                pause=disconnection.stopping(req, offload.yield_to_others()),
            )
        except TooManyBatches as error:
            raise wait(error) from error
        except NoSource as error:
            raise ProblemError(409, "batch.no_source", "Conflict", *error.problems) from error
        answer(self._services, resp, checked, 0, PAGE_ROWS)


def _reading(given: dict[str, object]) -> dict[str, Any]:
    """Remove from *given* what changes the reading of the tables, and return it."""
    reading: dict[str, Any] = {}
    columns: dict[str, str | None] = dict(take_columns(given))
    # In JSON columns is one object; in a query each member is a parameter such as columns[data].
    in_json = given.pop("columns", None)
    if in_json is not None:
        columns |= _columns(in_json)
    if columns:
        reading["columns"] = columns
    if "encoding" in given:
        reading["encoding"] = take_encoding({"encoding": given.pop("encoding") or ""})
    for name in PLACE:
        if name in given:
            reading[name] = text(name, given.pop(name) or "")
    if "header_row" in given:
        row = given.pop("header_row")
        reading["header_row"] = None if row in (None, "") else whole("header_row", row, 100)
    return reading


def _as_text(value: object) -> object:
    """Return a value of JSON as a query writes it; null and objects stay as they are."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _columns(value: object) -> dict[str, str | None]:
    # null is a value here: it takes back an earlier choice.
    if isinstance(value, dict) and all(
        each is None or isinstance(each, str) for each in value.values()
    ):
        return value
    raise bad_request(
        "columns",
        "option.bad_value",
        "columns must be an object of texts.",
        'Give one such as {"data": "EAN"}; null removes a choice.',
    )


ROUTES = (
    Route(
        "batches/{id}/check",
        BatchChecksResource,
        operations={
            "POST": Operation(
                "Check the rows of a batch again",
                tag=TAG,
                description="With other columns or options; what the request does not name stays. "
                "The tables are not sent again, and nothing is charged but burst. The rows replace "
                "those of the batch; a download that is running ends.",
                parameters=(
                    ID,
                    Parameter(
                        "file",
                        {"type": "string"},
                        description="The file that columns, header_row, sheet, range and encoding "
                        "are about; all of them if omitted.",
                    ),
                    COPIES,
                    Parameter(
                        "strict",
                        {"type": "boolean", "default": False},
                        description="Keep the batch as it is if a row is invalid.",
                    ),
                    Parameter(
                        "encoding",
                        {"type": "string", "examples": list(encodings.EXAMPLES)},
                        description="Encoding of text files, by any name that Python knows.",
                    ),
                    *READING,
                    *LABELS,
                    *query_parameters(content.request_schema()["properties"], without=("data",)),
                ),
                body={
                    "application/json": {
                        "type": "object",
                        "properties": {
                            "columns": {
                                "type": "object",
                                "additionalProperties": {"type": ["string", "null"]},
                            }
                        },
                    }
                },
                answers={200: Answer("The batch.", {"application/json": BatchReport})},
                errors=(400, 404, 409, 413, 415, 422, 429, 503),
            )
        },
    ),
)
