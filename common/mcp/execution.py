"""Runs a call that the protocol handed out, and maps what goes wrong to what a client sees."""

import logging
from collections.abc import Callable

from common.barcode.model.errors import BarcodeError
from common.mcp.context import ToolContext
from common.mcp.protocol.calls import Call
from common.mcp.protocol.definitions import CallError, Unavailable
from common.mcp.protocol.session import Send, Session
from common.operations.quota import LimitReached
from common.services import wait_budget
from common.services.errors import RETRY_SECONDS, ServiceError
from common.services.isolation.client import IsolationBusy, JobCancelled

Settle = Callable[[Session], Send | None]

AWAY = (
    "A part of the service that this call needs does not answer. "
    f"Nothing is wrong with the call: try it again in {RETRY_SECONDS} s."
)

_log = logging.getLogger("thebarcodeapi.mcp")


def execute(call: Call, context: ToolContext) -> Settle:
    """Run *call*; return a function that tells the session its outcome and gives what to send.

    It never raises. The work may be done on any thread; the function returned belongs on the
    session's own. A call that charged nothing itself costs burst alone, as over HTTP.
    """
    with wait_budget.request():
        return _charged(call, context)


def _charged(call: Call, context: ToolContext) -> Settle:
    try:
        if not call.charges:
            # Before any work: a caller over the burst limit costs no more than this check.
            context.quota.charge_remaining()
        settle = _done(call, context)
        context.quota.charge_remaining()
    except LimitReached as reached:
        return _refusing(call, CallError(str(reached)))
    return settle


def _done(call: Call, context: ToolContext) -> Settle:
    try:
        value = call.run(context)
    except BarcodeError as wrong:
        refusal = CallError(*(str(problem) for problem in wrong.problems))
        return _refusing(call, refusal)
    except LimitReached as reached:
        return _refusing(call, CallError(str(reached)))
    except CallError as wrong:
        return _refusing(call, wrong)
    except JobCancelled:
        # Nothing is sent: the client has cancelled the call.
        return _refusing(call, CallError("The call was cancelled."))
    except IsolationBusy as error:
        return _refusing(call, Unavailable(f"Too many files are waiting to be read. {error}"))
    except ServiceError as error:
        _log.error("%s: %s", call.asked.method, error)
        return _refusing(call, Unavailable(AWAY))
    except Exception:
        return _crashing(call)
    return _completing(call, value)


def _refusing(call: Call, wrong: CallError) -> Settle:
    return lambda session: session.refuse(call, wrong)


def _crashing(call: Call) -> Settle:
    # The client gets a generic text; this is the one place where the cause is told.
    _log.exception("%s failed", call.asked.method)
    return lambda session: session.crash(call)


def _completing(call: Call, value: object) -> Settle:
    def settle(session: Session) -> Send | None:
        try:
            return session.complete(call, value)
        except Exception:
            return _crashing(call)(session)

    return settle
