"""A client at an address of its choice, which the stack takes from X-Forwarded-For."""

import http.client
import time

from tests.abuse.costliest import Request

ANSWER_SECONDS = 120


def send(port: int, request: Request, address: str) -> tuple[int, float]:
    """Send *request* as a client at *address*; return the status and the seconds it took.

    The status is 0 if the connection ended without an answer.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    headers = {"X-Forwarded-For": address}
    if request.media_type:
        headers["Content-Type"] = request.media_type
    if request.path == "/mcp":
        # Both are required (MCP, transports, Streamable HTTP).
        headers["Accept"] = "application/json, text/event-stream"
    began = time.perf_counter()
    try:
        connection.request(request.method, request.path, request.body or None, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0, time.perf_counter() - began
    finally:
        connection.close()
    return answer.status, time.perf_counter() - began
