"""Access of MCP clients: tickets for browsers, and the identity that opens a socket.

AccessDenied   credentials are required, or the ticket is not valid
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
    """Credentials are required, or the ticket is not valid."""


class SocketTicket(Struct, frozen=True):
    """What a client needs to open an MCP socket.

    Attributes:
        client_id: label in the URL of the socket.
        ticket: offered as the subprotocol ``ticket.<ticket>`` in addition to ``mcp``; valid once.
        expires_in_seconds: lifetime of the ticket.
    """

    client_id: str
    ticket: str
    expires_in_seconds: int


def issue_ticket(
    services: Services, identity: Identity | None, client_id: str | None
) -> SocketTicket:
    """Return a new ticket.

    Args:
        services: the services.
        identity: the authenticated user; None for an anonymous client.
        client_id: the label that the client chose; None generates one.

    Raises:
        AccessDenied: credentials are required.
        StateUnavailable: the ticket can't be stored now.
    """
    if identity is None:
        check_anonymous(services)
    label = client_id or secrets.token_urlsafe(LABEL_BYTES)
    ticket = services.tickets.issue(identity)
    if identity is not None:
        # The list of clients is for display only: a ticket does not depend on it.
        with suppress(StoreUnavailable):
            services.mcp_clients.register(label, identity.user.id)
    return SocketTicket(label, ticket.value, ticket.expires_in_seconds)


def identify(
    services: Services,
    *,
    authorization: str | None,
    api_key: str | None,
    ticket: str | None,
    address: str,
) -> Identity | None:
    """Return the user who opens a socket, or None for an anonymous client.

    Args:
        services: the services.
        authorization: value of the header ``Authorization``.
        api_key: value of the header ``X-API-Key``.
        ticket: the ticket offered as a subprotocol; ignored if a header has credentials.
        address: key of the client's address.

    Raises:
        AuthError: the credentials or the ticket are not valid, or credentials are required.
        ServiceError: they can't be checked now.
    """
    identity = services.auth.identify(authorization, api_key, address)
    if identity is not None:
        return identity
    # A browser can't send credentials with a WebSocket; a ticket is used once.
    if ticket is not None:
        proof = services.tickets.redeem(ticket)
        if proof is None:
            raise AccessDenied("The ticket is unknown, was used, or has expired.")
        # The account may have been disabled since the ticket was made.
        if not proof.is_anonymous:
            return services.auth.identify_proof(proof.claims, proof.digest)
    check_anonymous(services)
    return None


def check_anonymous(services: Services) -> None:
    """Check that MCP clients may connect without credentials.

    Raises:
        AccessDenied: credentials are required.
    """
    if not services.settings.mcp_anonymous:
        raise AccessDenied("MCP requires credentials here: a token or an API key.")
