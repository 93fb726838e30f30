"""Makes of an answer what is compared: values that differ from run to run become their kind."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import msgspec

from tools.builds.exchanges import Answer, Observation, Request

MAX_TEXT = 20_000
BEGINNING_BYTES = 500

_SILENT = {"server", "date", "connection", "keep-alive", "transfer-encoding", "content-length"}
# A drawing that takes little time is not cached: X-Cache depends on how busy the machine is.
_VARYING_HEADERS = {"retry-after", "traceparent", "x-cache", "x-rate-limit-reset", "x-request-id"}
_VARYING_KEYS = {
    "access_token", "api_key", "beginning", "created_at", "pid", "python", "ticket",
    "uptime_seconds", "version",
}  # fmt: skip
_RANDOM_ID = re.compile(r"[\w-]{24}")
_RANDOM_LABEL = re.compile(r"[\w-]{12}")
_PATTERNS = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"), "<time>"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+"), "<token>"),
    (re.compile(r"\b(web|docs)/[\w-]{16}(?=[/\"])"), r"\1/<files>"),
    (re.compile(r"\b(batches|job_status)/[\w-]{24}"), r"\1/<id>"),
    (re.compile(r"\b(mcp/ws)/[\w-]{12}(?![\w%-])"), r"\1/<id>"),
    (re.compile(r"\b(127\.0\.0\.1|localhost):\d+"), r"\1:<port>"),
    (re.compile(r"(theBarcodeAPI/? ?)\d+\.\d+\.\d+"), r"\1<version>"),
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"), "<uuid>"),
    (re.compile(r"\b(again in|Wait) \d+ s\b"), r"\1 <n> s"),
    (re.compile(r"\b(request id|request_id|trace)(\W{1,4})[0-9a-f]{32}\b"), r"\1\2<id>"),
)
_PDF_PATTERNS = (
    (re.compile(rb"/(CreationDate|ModDate) ?\(D:[^)]*\)"), rb"/\1 <time>"),
    (re.compile(rb"/ID ?\[[^\]]*\]"), b"/ID <id>"),
)


def observe(request: Request, answer: Answer, kept: Mapping[str, str]) -> Observation:
    """Return what of *answer* is compared.

    Args:
        request: what it answers.
        answer: the answer.
        kept: values of earlier answers, by name; where they appear, their name is compared.
    """
    normal = _Normal(kept, request.loose)
    headers = {
        name.lower(): _header(name.lower(), normal.text(value))
        for name, value in sorted(answer.headers)
        if name.lower() not in _SILENT
    }
    media_type = answer.header("Content-Type").partition(";")[0].strip().lower()
    if request.method == "HEAD":
        is_picture = media_type.startswith("image/")
        length = answer.header("Content-Length")
        headers["content-length"] = length if is_picture else f"<{bool(length)}>"
    return Observation(answer.status, headers, normal.document(media_type, answer.body))


def keep(request: Request, answer: Answer) -> dict[str, str]:
    """Return the values of *answer* that *request* keeps for later requests."""
    found = {}
    for name, place in request.keep.items():
        if place.startswith("header:"):
            value: Any = answer.header(place.removeprefix("header:"))
        else:
            value = _at(answer.body, place)
        if value:
            found[name] = str(value)
    return found


def _at(body: bytes, place: str) -> Any:
    try:
        found = msgspec.json.decode(body)
        for key in place.split("/"):
            found = found[int(key)] if isinstance(found, list) else found[key]
    except (msgspec.DecodeError, LookupError, TypeError, ValueError):
        return None
    return found


def _header(name: str, value: str) -> str:
    if name in _VARYING_HEADERS:
        return "<varies>"
    if name == "etag":
        # It may be a digest of the version too.
        return re.sub(r'"[^"]+"', '"<etag>"', value)
    if name in ("ratelimit", "ratelimit-policy"):
        return re.sub(r"\bt=\d+", "t=<n>", value)
    return value


class _Normal:
    """Replaces what varies."""

    def __init__(self, kept: Mapping[str, str], loose: bool) -> None:
        self._kept = sorted(kept.items(), key=lambda item: -len(item[1]))
        self._loose = loose

    def text(self, text: str) -> str:
        for name, value in self._kept:
            # Short values, such as the id 1, appear everywhere.
            if len(value) >= 8:
                text = text.replace(value, f"{{{{{name}}}}}")
        for pattern, name in _PATTERNS:
            text = pattern.sub(name, text)
        return text

    def document(self, media_type: str, body: bytes) -> Any:
        if not body:
            return None
        try:
            if media_type.endswith("json"):
                return self.value(msgspec.json.decode(body))
            if media_type == "text/event-stream":
                events = re.findall(r"^data: (.*)$", body.decode(), re.MULTILINE)
                return {"events": [self.value(msgspec.json.decode(event)) for event in events]}
            if media_type == "text/csv":
                rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
                return {"rows": [self.value(row) for row in rows]}
            if media_type == "application/zip":
                return self._archive(body)
        except (ValueError, csv.Error, zipfile.BadZipFile, msgspec.DecodeError):
            pass  # it is compared as bytes
        if media_type == "text/plain" and body.startswith(b"# HELP"):
            return _metrics(body.decode())
        if media_type.startswith("text/") or media_type in ("image/svg+xml", "application/zpl"):
            text = self.text(body.decode(errors="replace"))
            if len(text) <= MAX_TEXT:
                return {"text": text.splitlines()}
            body = text.encode()
        return self._bytes(body)

    def _archive(self, body: bytes) -> Any:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return {
                "members": {
                    name: self.document("text/csv" if name.endswith(".csv") else "", content)
                    for name in archive.namelist()
                    for content in [archive.read(name)]
                },
                "order": archive.namelist(),
            }

    def _bytes(self, body: bytes) -> Any:
        if body.startswith(b"%PDF"):
            for pattern, name in _PDF_PATTERNS:
                body = pattern.sub(name, body)
        return {
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "beginning": body[:BEGINNING_BYTES].decode("latin-1"),
        }

    def value(self, value: Any, key: str = "") -> Any:
        """Return JSON with what varies replaced; JSON inside a text is opened."""
        if isinstance(value, dict):
            return {
                self.text(str(name)): self.value(each, str(name)) for name, each in value.items()
            }
        if isinstance(value, list):
            return [self.value(each, key) for each in value]
        if key in _VARYING_KEYS and isinstance(value, str | int | float):
            return f"<{type(value).__name__}>"
        if isinstance(value, str):
            return self._string(value, key)
        if self._loose and isinstance(value, int | float) and not isinstance(value, bool):
            return "<number>"
        return value

    def _string(self, value: str, key: str) -> Any:
        if value[:1] in ("{", "[") and key == "text":
            try:
                return {"json": self.value(msgspec.json.decode(value))}
            except (msgspec.DecodeError, ValueError):
                pass
        text = self.text(value)
        if key in ("id", "job_id") and _RANDOM_ID.fullmatch(text):
            return "<id>"
        is_label = key == "client_id" and _RANDOM_LABEL.fullmatch(text)
        return "<id>" if is_label else text


def _metrics(text: str) -> Any:
    """Return the names and labels of Prometheus' text format, with types and descriptions."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        words = line.split(" ", 3)
        if words[0] == "#":
            found.setdefault(words[2], {})["description" if words[1] == "HELP" else "type"] = words[
                3
            ]
        else:
            name = line.partition(" ")[0]
            labels = sorted(set(re.findall(r'(\w+)="', name)))
            found.setdefault(name.partition("{")[0], {})["labels"] = labels
    return {"metrics": found}
