"""Reads files that a client sends, as the whole body or as parts of a form."""

import io

from falcon import HTTPError, Request
from falcon.media import MultipartFormHandler
from falcon.media.multipart import BodyPart, MultipartParseOptions
from msgspec import Struct

from rest import request_params
from rest.errors import ProblemError, bad_request

_MOST_PARTS = 20
_SUCH_AS = ", such as curl -F image=@picture.png."


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
        ProblemError: 400 where nothing is sent, the form is broken or holds something else beside
            files, 413 above *most_bytes*.
    """
    form = read_form(req, most_bytes)
    request_params.require_no(form.fields)
    return form.files


def read_form(req: Request, most_bytes: int) -> Form:
    """Return the files and texts of a multipart form, or the body as the only file.

    Raises:
        ProblemError: 400 where no file is sent or the form is broken, 413 above *most_bytes*.
    """
    content = request_params.read(req, most_bytes)
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
    options.max_body_part_count = 0  # counted here, to say how many may be
    handler = MultipartFormHandler(options)
    form = Form([], {})
    try:
        parts = handler.deserialize(io.BytesIO(content), media_type, len(content))
        for number, part in enumerate(parts, 1):
            if number > _MOST_PARTS:
                raise _broken(
                    f"The form has more than {_MOST_PARTS} parts.", "Send fewer at a time."
                )
            _take(form, part, number)
    except ProblemError:
        raise
    except (HTTPError, ValueError) as error:
        fix = f"Let a library write it{_SUCH_AS}"
        raise _broken("The multipart form is broken.", fix) from error
    return form


def _take(form: Form, part: BodyPart, number: int) -> None:
    """Add *part*, the one with that *number*, to *form*."""
    if part.filename:
        form.files.append(Upload(part.filename, part.content_type, part.get_data()))
        return
    name = part.name
    if not name:
        raise _broken(f"Part {number} has neither a name nor a filename.", "Give it one.")
    if name in form.fields:
        message = f"{name[:40]} stands in the form twice."
        raise bad_request(name[:40], "option.repeated", message, "Give it once.")
    try:
        form.fields[name] = part.get_data().decode()
    except UnicodeDecodeError:
        message = f"The part {name[:40]!r} has no filename, and is no text in UTF-8."
        raise _broken(message, f"Give a file its filename{_SUCH_AS}") from None


def _broken(message: str, fix: str) -> ProblemError:
    return bad_request("body", "body.broken_form", message, fix)
