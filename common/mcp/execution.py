"""Runs a call, and maps its errors to what the client receives.

This is the one place that maps the errors of operations and services to MCP.
"""

import logging
from collections.abc import Callable
from typing import Literal

from common.barcode.model.errors import BarcodeError
from common.mcp.context import ToolContext
from common.mcp.protocol.calls import Call
from common.mcp.protocol.definitions import CallError, Unavailable
from common.mcp.protocol.session import Send, Session
from common.operations.quota import LimitReached, WouldWait
from common.services import wait_budget
from common.services.errors import RETRY_SECONDS, ServiceError
from common.services.isolation.client import IsolationBusy, JobCancelled

Settle = Callable[[Session], Send | None]
# What became of a call, for the metrics. `limited` was refused by a limit, `unavailable` could not
# be done now, `failed` is an error of ours.
Outcome = Literal["ok", "refused", "limited", "cancelled", "unavailable", "failed"]

UNAVAILABLE = (
    "A part of the service that this call needs does not answer. "
    f"The call itself is valid: try it again in {RETRY_SECONDS} s."
)

_log = logging.getLogger("thebarcodeapi.mcp")


def execute(call: Call, context: ToolContext) -> Settle:
    """Run *call*, and return a function that settles it in the session and returns what to send.

    Neither function raises, but for WouldWait. This one may run on any thread; the returned one
    runs on the thread of the session. A call that does not charge the quota itself is charged burst
    only, as over HTTP.

    Raises:
        WouldWait: the quota of *context* does not wait; run the call on a thread that may.
    """
    with wait_budget.request():
        settle, outcome = _charged(call, context)
    # A call of a tool that does not exist never gets here, so that its name is one of ours.
    tool = call.request.params["name"] if call.request.method == "tools/call" else ""
    context.services.metrics.count(
        "mcp_calls", method=call.request.method, outcome=outcome, tool=tool
    )
    return settle


def _charged(call: Call, context: ToolContext) -> tuple[Settle, Outcome]:
    try:
        if not call.charges:
            # Before any work: a caller over the burst limit costs no more than this check.
            context.quota.charge_remaining()
        settled = _run(call, context)
        # A call that charges its own cost may have charged nothing, such as for a refusal.
        context.quota.charge_remaining()
    except LimitReached as reached:
        return _refused(call, CallError(str(reached))), "limited"
    return settled


def _run(call: Call, context: ToolContext) -> tuple[Settle, Outcome]:
    try:
        # Blocking: the edge has chosen a thread on which that is allowed.
        value = call.run(context)
    except BarcodeError as error:
        problems = (str(problem) for problem in error.problems)
        return _refused(call, CallError(*problems)), "refused"
    except LimitReached as reached:
        return _refused(call, CallError(str(reached))), "limited"
    except JobCancelled:
        # Not sent: the session has no call under way that the client has cancelled.
        return _refused(call, CallError("The call was cancelled.")), "cancelled"
    except Unavailable as error:
        return _refused(call, error), "unavailable"
    except CallError as error:
        return _refused(call, error), "refused"
    except IsolationBusy as error:
        text = f"Too many files are waiting to be read. {error}"
        return _refused(call, Unavailable(text)), "unavailable"
    except ServiceError as error:
        _log.error("%s: %s", call.request.method, error)
        return _refused(call, Unavailable(UNAVAILABLE)), "unavailable"
    except WouldWait:
        raise
    except Exception:
        return _crashed(call), "failed"
    return _completed(call, value), "ok"


def _refused(call: Call, error: CallError) -> Settle:
    return lambda session: session.refuse(call, error)


def _crashed(call: Call) -> Settle:
    # The client receives a generic text, so the cause is logged here.
    _log.exception("%s failed", call.request.method)
    return lambda session: session.crash(call)


def _completed(call: Call, value: object) -> Settle:
    def settle(session: Session) -> Send | None:
        try:
            return session.complete(call, value)
        except Exception:
            # The value can't be written as JSON.
            return _crashed(call)(session)

    return settle
