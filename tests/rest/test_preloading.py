"""The memory that Gunicorn's workers share: the library, and nothing that gevent replaces."""

import subprocess
import sys

from tests.mcp_daemon.running import ROOT

# Modules that take locks, sockets or threads when they are imported.
WAITING = {"psycopg", "redis", "peewee", "falcon", "asyncio", "concurrent.futures", "queue"}


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_nothing_that_waits_is_imported_before_gevent_patches() -> None:
    """As for rest.worker: such a module would stop the whole worker while it waits."""
    code = "from rest import preloading; import sys; preloading.preload(); print(*sys.modules)"
    assert WAITING.isdisjoint(run(code).split())


def test_workers_draw_with_what_was_imported_before() -> None:
    """A module that is imported later is in each worker's own memory."""
    code = """
from rest import preloading
preloading.preload()
import sys
before = set(sys.modules)
from common.barcode import pipeline
from common.barcode.model import options
for kind in ("code128", "qr"):
    for image in ("PNG", "SVG"):
        given = {"data": "123456789", "format": kind, "image_format": image}
        pipeline.draw(options.parse(given, strings=True))
print(*(name for name in set(sys.modules) - before if name.startswith(("common", "PIL", "zint"))))
"""
    assert run(code) == ""
