"""The content of results and messages, in the format in which it is sent.

Bytes are encoded as base64, as the specification requires (``content`` of tools and prompts,
``contents`` of resources). ``revisions`` lists which revision defines which type.
"""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, field

Role = Literal["user", "assistant"]


class Annotations(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Hints about an item of content.

    Attributes:
        audience: who it is for; empty means both.
        priority: 0 (optional) to 1 (required), or None.
        last_modified: an ISO 8601 time; since 2025-06-18.
    """

    audience: tuple[Role, ...] = ()
    priority: float | None = None
    last_modified: str | None = None


class TextContent(Struct, frozen=True, omit_defaults=True, rename="camel", tag="text"):
    """Text for a model or a person."""

    text: str
    annotations: Annotations | None = None


class ImageContent(Struct, frozen=True, omit_defaults=True, rename="camel", tag="image"):
    """An image: the bytes of the file and its media type."""

    data: bytes
    mime_type: str
    annotations: Annotations | None = None


class AudioContent(Struct, frozen=True, omit_defaults=True, rename="camel", tag="audio"):
    """Audio: the bytes of the file and its media type. Since 2025-03-26."""

    data: bytes
    mime_type: str
    annotations: Annotations | None = None


class ResourceLink(Struct, frozen=True, omit_defaults=True, rename="camel", tag="resource_link"):
    """A resource that the client may read. Since 2025-06-18."""

    uri: str
    name: str
    title: str | None = None
    description: str | None = None
    mime_type: str | None = None
    annotations: Annotations | None = None


class TextResourceContents(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """The contents of a resource, as text.

    Attributes:
        meta: ``_meta``: data of extensions, by their keys.
    """

    uri: str
    text: str
    mime_type: str | None = None
    meta: Mapping[str, Any] = field(default={}, name="_meta")


class BlobResourceContents(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """The contents of a resource, as bytes."""

    uri: str
    blob: bytes
    mime_type: str | None = None


ResourceContents = TextResourceContents | BlobResourceContents


class EmbeddedResource(Struct, frozen=True, omit_defaults=True, rename="camel", tag="resource"):
    """The contents of a resource within a result."""

    resource: ResourceContents
    annotations: Annotations | None = None


Content = TextContent | ImageContent | AudioContent | ResourceLink | EmbeddedResource
