"""Let MCP clients in: the ticket for a browser, and who opens a socket.

AccessDenied   credentials are needed, or the ticket is not good
"""

import secrets
from contextlib import suppress

from msgspec import Struct

from common.services.accounts.authentication import Identity
from common.services.accounts.errors import BadCredentials
from common.services.container import Services
from common.services.errors import StoreUnavailable

LABEL_BYTES = 9


class AccessDenied(BadCredentials):
    """Credentials are needed, or the ticket is not good."""


class Admission(Struct, frozen=True):
    """What opens an MCP socket.

    Attributes:
        client_id: the label to connect by.
        ticket: offered as the subprotocol ``ticket.<ticket>`` beside ``mcp``; good once.
        expires_in_seconds: how long the ticket is good.
    """

    client_id: str
    ticket: str
    expires_in_seconds: int


def admit(services: Services, identity: Identity | None, client_id: str | None) -> Admission:
    """Issue a ticket.

    Args:
        services: the services.
        identity: who asks; None where nobody shows credentials.
        client_id: the label that the client wants; None makes one.

    Raises:
        AccessDenied: credentials are needed.
        StateUnavailable: no ticket can be kept now.
    """
    if identity is None:
        check_anonymous(services)
    label = client_id or secrets.token_urlsafe(LABEL_BYTES)
    ticket = services.tickets.issue(identity)
    if identity is not None:
        # The list of clients is for people to look at: no ticket waits for it.
        with suppress(StoreUnavailable):
            services.mcp_clients.register(label, identity.user.id)
    return Admission(label, ticket.value, ticket.expires_in_seconds)


def identify(
    services: Services,
    *,
    authorization: str | None,
    api_key: str | None,
    ticket: str | None,
    address: str,
) -> Identity | None:
    """Return who opens a socket, or None for somebody without credentials.

    Args:
        services: the services.
        authorization: the header of that name.
        api_key: the header ``X-API-Key``.
        ticket: what was offered as a subprotocol; ignored beside a header.
        address: the key of the address it comes from.

    Raises:
        AuthError: the credentials or the ticket are not good, or some are needed.
        ServiceError: that can't be told now.
    """
    found = services.auth.identify(authorization, api_key, address)
    if found is not None:
        return found
    if ticket is not None:
        proof = services.tickets.redeem(ticket)
        if proof is None:
            raise AccessDenied("The ticket is not known, was used, or has expired.")
        if not proof.is_anonymous:
            return services.auth.identify_proof(proof.claims, proof.digest)
    check_anonymous(services)
    return None


def check_anonymous(services: Services) -> None:
    """Return where MCP clients need no credentials.

    Raises:
        AccessDenied: they do.
    """
    if not services.settings.mcp_anonymous:
        raise AccessDenied("MCP needs credentials here: a token, or an API key.")
