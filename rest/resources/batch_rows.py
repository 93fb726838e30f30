"""``batches/{id}/rows``: change cells of rows, which are checked again without the others."""

from typing import Any

import msgspec
from falcon import Request, Response
from msgspec import Struct

from common.operations.batches import editing
from common.operations.batches.editing import MAX_ROWS, Change
from common.operations.batches.rate_bounds import TooManyBatches
from common.operations.batches.rechecking import NoSource
from common.services.container import Services
from rest import authentication, disconnection, json_response, offload, request_body, request_params
from rest.batch_requests import ID, TAG, find, wait
from rest.errors import ProblemError, bad_request
from rest.resources.batches import RowReport, row_report
from rest.routes import Answer, Operation, Route


class ChangedRows(Struct, frozen=True):
    """The batch after a change, and the rows that were checked again.

    Attributes:
        id: id of the batch.
        count: number of rows.
        valid: number of rows that can be drawn.
        invalid: number of rows that can't.
        cost: barcodes of the quota that the next download costs.
        rows: the changed rows, in the order of the batch.
    """

    id: str
    count: int
    valid: int
    invalid: int
    cost: int
    rows: tuple[RowReport, ...]


class BatchRowsResource:
    """Changes rows of a batch."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_patch(self, req: Request, resp: Response, id: str) -> None:
        """Change the cells in the body, and check their rows again."""
        request_params.require_none(req)
        changes = _changes(request_body.parse_json(request_body.read(req)))
        batch = find(self._services, req, id)
        pause = disconnection.stopping(req, offload.yield_to_others())
        try:
            edited = editing.edit(authentication.quota_of(req), batch, changes, pause)
        except TooManyBatches as error:
            raise wait(error) from error
        except NoSource as error:
            raise ProblemError(409, "batch.no_source", "Conflict", *error.problems) from error
        after = edited.batch
        report = ChangedRows(
            after.id,
            after.valid + after.invalid,
            after.valid,
            after.invalid,
            after.cost,
            tuple([row_report(after, row) for row in edited.rows]),
        )
        json_response.send(resp, report)


def _changes(body: dict[str, Any]) -> list[Change]:
    """Return the changes in *body*.

    Raises:
        ProblemError: 400 if it is malformed.
    """
    unknown = [name for name in body if name != "rows"]
    if unknown:
        field = unknown[0][:60]
        raise bad_request(field, "field.unknown", f"There is no field {field!r}.", "Give rows.")
    try:
        # None is no list either, so that a missing field has the same error.
        changes = msgspec.convert(body.get("rows"), list[Change])
    except msgspec.ValidationError as error:
        raise bad_request(
            "rows",
            "field.bad_kind",
            f"rows is malformed: {error}.",
            'Give objects such as {"row": 3, "cells": {"EAN": "4006381333931"}}.',
        ) from None
    # Each changed row is checked, which costs as much as a row of a table.
    if not 1 <= len(changes) <= MAX_ROWS:
        raise bad_request(
            "rows", "field.bad_kind", f"rows has {len(changes):,} rows.", f"Give 1 to {MAX_ROWS:,}."
        )
    return changes


_CHANGE = {
    "type": "object",
    "properties": {
        "row": {"type": "integer", "minimum": 1, "description": "Number of the row."},
        "cells": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "The new texts, by the name of the column, or by the option that it "
            "sets: `data`, `format`.",
        },
        "file": {"type": "string", "description": "Name of the file, if there are several."},
    },
    "required": ["row", "cells"],
    "additionalProperties": False,
}

ROUTES = (
    Route(
        "batches/{id}/rows",
        BatchRowsResource,
        operations={
            "PATCH": Operation(
                "Change rows of a batch",
                tag=TAG,
                description="Cells of these rows are changed, and the rows are checked again; the "
                "others stay. A later check of the batch keeps the changes. A batch that was drawn "
                "is charged for the changed rows that can be drawn.",
                parameters=(ID,),
                body={
                    "application/json": {
                        "type": "object",
                        "properties": {
                            "rows": {
                                "type": "array",
                                "items": _CHANGE,
                                "minItems": 1,
                                "maxItems": MAX_ROWS,
                            }
                        },
                        "required": ["rows"],
                        "additionalProperties": False,
                        "example": {"rows": [{"row": 3, "cells": {"data": "4006381333931"}}]},
                    }
                },
                answers={200: Answer("The changed rows.", {"application/json": ChangedRows})},
                errors=(400, 404, 409, 413, 415, 422, 429, 503),
            )
        },
    ),
)
