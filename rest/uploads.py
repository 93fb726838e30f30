"""Reads uploaded files, from the whole body or from the parts of a multipart form."""

import io
from collections.abc import Collection

from falcon import HTTPError, Request
from falcon.media import MultipartFormHandler
from falcon.media.multipart import BodyPart, MultipartParseOptions
from msgspec import Struct

from rest import request_body, request_params
from rest.errors import ProblemError, bad_request

_MAX_PARTS = 20
_SUCH_AS = ", such as curl -F image=@picture.png."


class UploadedFile(Struct, frozen=True):
    """One file.

    Attributes:
        name: the client's name for it, or empty. Not safe as a path.
        media_type: the client's Content-Type for it, or empty.
        content: its bytes.
    """

    name: str
    media_type: str
    content: bytes


class Form(Struct, frozen=True):
    """The files and the text fields of a form."""

    files: list[UploadedFile]
    fields: dict[str, str]


def read(req: Request, max_bytes: int) -> list[UploadedFile]:
    """Return the files of a multipart form, or the body as the only one.

    Raises:
        ProblemError: 400 if there is no file, the form is malformed or has text fields, 413 if the
            body is longer than *max_bytes*.
    """
    form = read_form(req, max_bytes)
    request_params.require_no(form.fields)
    return form.files


def read_form(req: Request, max_bytes: int, texts: Collection[str] = ()) -> Form:
    """Return the files and text fields of a multipart form, or the body as the only file.

    Args:
        req: the request.
        max_bytes: the largest body.
        texts: names of parts that are text fields, also with a filename.

    Raises:
        ProblemError: 400 if there is no file or the form is malformed, 413 if the body is longer
            than *max_bytes*.
    """
    content = request_body.read(req, max_bytes)
    media_type = req.content_type or ""
    if media_type.partition(";")[0].strip().lower() == "multipart/form-data":
        form = _form(content, media_type, texts)
    else:
        # curl --data-binary @file: the whole body is the file.
        form = Form([UploadedFile("", media_type, content)] if content else [], {})
    if not form.files:
        raise bad_request(
            "body",
            "body.no_file",
            "The request has no file.",
            "Send the file as the body, or as a part of multipart/form-data with a filename.",
        )
    return form


def _form(content: bytes, media_type: str, texts: Collection[str]) -> Form:
    options = MultipartParseOptions()
    # The body is in memory already, and its size is limited.
    options.max_body_part_buffer_size = len(content) + 1
    options.max_body_part_count = 0  # unlimited: the loop counts, and its error names the limit
    handler = MultipartFormHandler(options)
    form = Form([], {})
    try:
        parts = handler.deserialize(io.BytesIO(content), media_type, len(content))
        for number, part in enumerate(parts, 1):
            if number > _MAX_PARTS:
                raise _broken(
                    f"The form has more than {_MAX_PARTS} parts.", "Send fewer at a time."
                )
            _add(form, part, number, texts)
    except ProblemError:
        raise
    except (HTTPError, ValueError) as error:
        fix = f"Use a library to write it{_SUCH_AS}"
        raise _broken("The multipart form is malformed.", fix) from error
    return form


def _add(form: Form, part: BodyPart, number: int, texts: Collection[str]) -> None:
    """Add *part*, the one with this *number*, to *form*."""
    # A part with a filename is a file, whatever its media type (RFC 7578, 4.2). curl names the file
    # of a field, too: -F template=@label.json.
    if part.filename and part.name not in texts:
        form.files.append(UploadedFile(part.filename, part.content_type, part.get_data()))
        return
    name = part.name
    if not name:
        raise _broken(f"Part {number} has neither a name nor a filename.", "Give it one.")
    if name in form.fields:
        message = f"The form has the field {name[:40]} more than once."
        raise bad_request(name[:40], "option.repeated", message, "Give it once.")
    try:
        form.fields[name] = part.get_data().decode()
    except UnicodeDecodeError:
        message = f"The part {name[:40]!r} has no filename and is not UTF-8 text."
        raise _broken(message, f"Give a file part a filename{_SUCH_AS}") from None


def _broken(message: str, fix: str) -> ProblemError:
    return bad_request("body", "body.broken_form", message, fix)
