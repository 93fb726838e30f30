"""The revisions of MCP, and every difference between them that this server implements.

Sources: the change logs of the specification's revisions at modelcontextprotocol.io/specification.
``1.0.0`` is not a revision of the specification: it is the version in this product's documentation,
with the formats of 2025-11-25.
"""

from dataclasses import dataclass, replace
from typing import Final

BASIC_METHODS: Final = frozenset(
    {
        "tools/list",
        "tools/call",
        "resources/list",
        "resources/templates/list",
        "resources/read",
        "prompts/list",
        "prompts/get",
        "completion/complete",
    }
)
HANDSHAKE_METHODS: Final = BASIC_METHODS | {
    "initialize",
    "ping",
    "logging/setLevel",
    "resources/subscribe",
    "resources/unsubscribe",
}
STATELESS_METHODS: Final = BASIC_METHODS | {"server/discover", "subscriptions/listen"}


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision; each boolean attribute is True if the revision has the feature.

    Attributes:
        name: the version that clients send.
        methods: the methods that a client may call.
        batches: arrays of messages are accepted.
        hints: tools carry annotations.
        audio: content may be audio.
        progress_text: progress may carry a message.
        completions: completion is a capability of its own.
        titles: declarations have titles in addition to names.
        structured: tools may declare and return structured content.
        links: content may be a link to a resource.
        tool_meta: tools have `_meta`.
        icons: lists and implementations carry icons and descriptions.
        stateless: each request is independent; there is no handshake, and results contain their
            type, their server and how long they may be cached.
        not_found: the error code for a resource that does not exist.
    """

    name: str
    methods: frozenset[str] = HANDSHAKE_METHODS
    batches: bool = False
    hints: bool = False
    audio: bool = False
    progress_text: bool = False
    completions: bool = False
    titles: bool = False
    structured: bool = False
    links: bool = False
    tool_meta: bool = False
    icons: bool = False
    stateless: bool = False
    not_found: int = -32002


_2024_11 = Revision("2024-11-05")
_2025_03 = replace(
    _2024_11,
    name="2025-03-26",
    batches=True,
    hints=True,
    audio=True,
    progress_text=True,
    completions=True,
)
# Batches existed in one revision only.
_2025_06 = replace(
    _2025_03,
    name="2025-06-18",
    batches=False,
    titles=True,
    structured=True,
    links=True,
    tool_meta=True,
)
_2025_11 = replace(_2025_06, name="2025-11-25", icons=True)
_2026_07 = replace(
    _2025_11, name="2026-07-28", methods=STATELESS_METHODS, stateless=True, not_found=-32602
)
_DOCUMENTED = replace(_2025_11, name="1.0.0")

REVISIONS: Final = {
    revision.name: revision
    for revision in (_DOCUMENTED, _2024_11, _2025_03, _2025_06, _2025_11, _2026_07)
}
HANDSHAKE: Final = {name: r for name, r in REVISIONS.items() if not r.stateless}
STATELESS: Final = {name: r for name, r in REVISIONS.items() if r.stateless}
NEWEST_HANDSHAKE: Final = _2025_11
# Streamable HTTP, 2025-06-18 and later: a request without a version header is of this revision.
ASSUMED_OVER_HTTP: Final = _2025_03


def negotiate(version: str) -> Revision:
    """Return the requested revision, or the newest if it is unknown (lifecycle, negotiation)."""
    # A client that does not know the newest one disconnects (lifecycle, version negotiation).
    return HANDSHAKE.get(version, NEWEST_HANDSHAKE)
