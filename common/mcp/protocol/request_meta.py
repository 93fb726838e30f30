"""What the ``_meta`` of a stateless request contains (2026-07-28, per-request fields)."""

from collections.abc import Mapping
from typing import Any, Final

from common.mcp.protocol.definitions import LOG_LEVELS, ClientSide
from common.mcp.protocol.jsonrpc import INVALID_PARAMS
from common.mcp.protocol.revisions import STATELESS, Revision
from common.mcp.protocol.state import RequestError

UNSUPPORTED_VERSION: Final = -32022
VERSION_KEY: Final = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES_KEY: Final = "io.modelcontextprotocol/clientCapabilities"
LOG_LEVEL_KEY: Final = "io.modelcontextprotocol/logLevel"


def revision_of(meta: Mapping[str, Any]) -> Revision:
    """Return the revision that a request names.

    Raises:
        RequestError: a required field is missing or malformed, or the revision is not supported.
    """
    version = meta.get(VERSION_KEY)
    # First: another revision may require other fields, and a client that probes for supported
    # versions must receive the list of them.
    if isinstance(version, str) and version not in STATELESS:
        data = {"supported": list(STATELESS), "requested": version}
        raise RequestError(UNSUPPORTED_VERSION, "Unsupported protocol version", data)
    missing = [key for key in (VERSION_KEY, CAPABILITIES_KEY) if key not in meta]
    if missing:
        text = f"Invalid params: `_meta` lacks {' and '.join(missing)}."
        raise RequestError(INVALID_PARAMS, text)
    if not isinstance(version, str) or not isinstance(meta[CAPABILITIES_KEY], dict):
        text = f"Invalid params: `_meta` needs a string {VERSION_KEY} and an object"
        raise RequestError(INVALID_PARAMS, f"{text} {CAPABILITIES_KEY}.")
    return STATELESS[version]


def client_of(params: Mapping[str, Any], meta: Mapping[str, Any]) -> ClientSide:
    """Return what a request contains about its client.

    Raises:
        RequestError: its answers to an earlier `InputRequired` are malformed.
    """
    inputs, state = params.get("inputResponses", {}), params.get("requestState")
    if not isinstance(inputs, dict) or not isinstance(state, str | None):
        text = "Invalid params: `inputResponses` must be an object and `requestState` a string."
        raise RequestError(INVALID_PARAMS, text)
    return ClientSide(meta[CAPABILITIES_KEY], inputs, state)


def log_level_of(meta: Mapping[str, Any]) -> str | None:
    """Return the lowest level of log messages that a request wants, or None for no messages.

    Raises:
        RequestError: the level does not exist.
    """
    level = meta.get(LOG_LEVEL_KEY)
    if level is None or level in LOG_LEVELS:
        return level
    text = f"Invalid params: {LOG_LEVEL_KEY} must be one of {', '.join(LOG_LEVELS)}."
    raise RequestError(INVALID_PARAMS, text)
