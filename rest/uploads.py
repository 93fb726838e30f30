"""Reads files that a client sends, as the whole body or as parts of a form."""

import io

from falcon import HTTPError, Request
from falcon.media import MultipartFormHandler
from falcon.media.multipart import MultipartParseOptions
from msgspec import Struct

from rest import arguments
from rest.errors import bad_request

_MOST_PARTS = 20


class Upload(Struct, frozen=True):
    """One file.

    Attributes:
        name: as the client calls it; empty where it says nothing. Never a path to use.
        media_type: as the client says; empty where it says nothing.
        content: its bytes.
    """

    name: str
    media_type: str
    content: bytes


class Form(Struct, frozen=True):
    """What a client sends: files, and the texts beside them."""

    files: list[Upload]
    fields: dict[str, str]


def read(req: Request, most_bytes: int) -> list[Upload]:
    """Return the files of a multipart form, or the body as the only one.

    Raises:
        ProblemError: 400 where nothing is sent or the form is broken, 413 above *most_bytes*.
    """
    return read_form(req, most_bytes).files


def read_form(req: Request, most_bytes: int) -> Form:
    """Return the files and texts of a multipart form, or the body as the only file.

    Raises:
        ProblemError: 400 where no file is sent or the form is broken, 413 above *most_bytes*.
    """
    content = arguments.read(req, most_bytes)
    media_type = req.content_type or ""
    if media_type.partition(";")[0].strip().lower() == "multipart/form-data":
        form = _form(content, media_type)
    else:
        form = Form([Upload("", media_type, content)] if content else [], {})
    if not form.files:
        raise bad_request(
            "body",
            "body.no_file",
            "The request holds no file.",
            "Send the file as the body, or as a part of multipart/form-data with a filename.",
        )
    return form


def _form(content: bytes, media_type: str) -> Form:
    options = MultipartParseOptions()
    options.max_body_part_buffer_size = len(content) + 1
    options.max_body_part_count = _MOST_PARTS
    handler = MultipartFormHandler(options)
    form = Form([], {})
    try:
        for part in handler.deserialize(io.BytesIO(content), media_type, len(content)):
            if part.filename:
                form.files.append(Upload(part.filename, part.content_type, part.get_data()))
            elif part.name:
                if part.name in form.fields:
                    raise ValueError(f"{part.name[:40]} stands in it twice.")
                form.fields[part.name] = part.get_data().decode()
    except (HTTPError, ValueError) as error:
        raise bad_request(
            "body",
            "body.broken_form",
            f"The multipart form is broken: {getattr(error, 'description', None) or error}",
            "Let a library write it, such as curl -F image=@picture.png.",
        ) from error
    return form
