"""What Gunicorn's parent process imports before it forks its workers, which share that memory.

Only pure modules: gevent replaces sockets, locks and threads in each worker later, and a module
that had taken one of them before would wait with the whole worker.
"""

import functools
import importlib

from common.services.frozen_memory import freeze
from rest import asset_files

MODULES = (
    "common.barcode.pipeline",
    "common.barcode.labels.label",
    "common.mcp.protocol.session",
    "common.tables.file_type",
    # Pillow imports it when the first picture is turned into bytes.
    "PIL.ImageFile",
)
# The packages whose files declare something: module and function that imports all of them.
CATALOGUES = (
    ("common.barcode.encode.symbology", "catalogue"),
    ("common.barcode.render.image_format", "catalogue"),
    ("common.barcode.decode.catalogue", "decoders"),
    ("common.content.catalogue", "catalogue"),
)


@functools.cache
def preload() -> None:
    """Import the library and its declarations, and load the files of the page; once."""
    for name in MODULES:
        importlib.import_module(name)
    for name, function in CATALOGUES:
        getattr(importlib.import_module(name), function)()
    for folder in ("docs", "web"):
        asset_files.bundled(folder)
    freeze()
