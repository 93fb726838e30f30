"""The pieces that results and messages are made of, as they go over the wire.

Bytes are written as base64, as the specification asks (``content`` of tools and prompts,
``contents`` of resources). Which revision knows which piece is in ``revisions``.
"""

from typing import Literal

from msgspec import Struct

Role = Literal["user", "assistant"]


class Annotations(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Hints about a piece of content.

    Attributes:
        audience: for whom it is; empty means both.
        priority: 0 (may be left out) to 1 (needed), or None.
        last_modified: an ISO 8601 time; known since 2025-06-18.
    """

    audience: tuple[Role, ...] = ()
    priority: float | None = None
    last_modified: str | None = None


class TextContent(Struct, frozen=True, omit_defaults=True, rename="camel", tag="text"):
    """Text for a model or a person."""

    text: str
    annotations: Annotations | None = None


class ImageContent(Struct, frozen=True, omit_defaults=True, rename="camel", tag="image"):
    """A picture: the file's bytes and its media type."""

    data: bytes
    mime_type: str
    annotations: Annotations | None = None


class AudioContent(Struct, frozen=True, omit_defaults=True, rename="camel", tag="audio"):
    """A sound: the file's bytes and its media type. Known since 2025-03-26."""

    data: bytes
    mime_type: str
    annotations: Annotations | None = None


class ResourceLink(Struct, frozen=True, omit_defaults=True, rename="camel", tag="resource_link"):
    """A resource that the client may read. Known since 2025-06-18."""

    uri: str
    name: str
    title: str | None = None
    description: str | None = None
    mime_type: str | None = None
    annotations: Annotations | None = None


class TextResourceContents(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What a resource holds, as text."""

    uri: str
    text: str
    mime_type: str | None = None


class BlobResourceContents(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What a resource holds, as bytes."""

    uri: str
    blob: bytes
    mime_type: str | None = None


ResourceContents = TextResourceContents | BlobResourceContents


class EmbeddedResource(Struct, frozen=True, omit_defaults=True, rename="camel", tag="resource"):
    """A resource's contents inside a result."""

    resource: ResourceContents
    annotations: Annotations | None = None


Content = TextContent | ImageContent | AudioContent | ResourceLink | EmbeddedResource
