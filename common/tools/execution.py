"""Runs a call that the protocol handed out, and maps what goes wrong to what a client sees."""

from typing import Any

from common.barcode.errors import BarcodeError
from common.mcp.calls import Call
from common.mcp.declarations import CallError
from common.tools.context import ToolContext


def execute(call: Call, context: ToolContext) -> Any:
    """Run *call* and return its outcome, for ``Session.complete``.

    Raises:
        CallError: the client can mend it; hand it to ``Session.refuse``.
    """
    try:
        return call.run(context)
    except BarcodeError as wrong:
        raise CallError(*(str(problem) for problem in wrong.problems)) from wrong
