"""What the programs share can be imported before gevent replaces parts of Python."""

import os
import subprocess
import sys

import pytest

from tests.mcp_daemon.running import ROOT
from tests.servers.waiting import START_SECONDS

PRELOAD = """
import os, sys
from common import settings
from common.cli.launch import preloading
preloading.preload(settings.load(os.environ))
"""
# Prints the names in imported modules that still mean what gevent has replaced: a function or class
# of the standard library, a lock of it, or a subclass.
FIND_UNPATCHED = """
REPLACED = ("socket", "_thread", "threading", "select", "selectors", "time", "queue", "ssl")
before = {name: dict(vars(sys.modules[name])) for name in REPLACED}
from gevent import monkey
monkey.patch_all()
unpatched = {
    id(value)
    for name, values in before.items()
    for attribute, value in values.items()
    if callable(value) and getattr(sys.modules[name], attribute, None) is not value
}
locks = tuple(
    type(monkey.get_original("threading", name)()) for name in ("Lock", "RLock", "Condition")
)
for name, module in sorted(sys.modules.items()):
    if module is None or name.partition(".")[0] in {"gevent", *REPLACED, *sys.stdlib_module_names}:
        continue
    for attribute, value in vars(module).items():
        bases = value.__mro__ if isinstance(value, type) else ()
        if id(value) in unpatched or isinstance(value, locks) or unpatched & set(map(id, bases)):
            print(f"{name}.{attribute}")
"""
# What is found, and why it does no harm.
HARMLESS = {
    # Held while routes are compiled, which does not wait.
    "falcon.routing.compiled.Lock",
    # Of an option that reloads changed code.
    "gunicorn.reloader.ReloaderBase",
    "gunicorn.reloader.Reloader",
    "gunicorn.reloader.preferred_reloader",
    # Fetches keys of other issuers.
    "jwt.jwks_client.SSLContext",
    # Of databases that several threads use, which the store doesn't make (thread_safe).
    "peewee._ConnectionLocal",
    # Of registries; each answer of /metrics makes one for itself.
    "prometheus_client.metrics.Lock",
    "prometheus_client.registry.Lock",
    "prometheus_client.values.Lock",
    # Only the processes that parse files read HEIC.
    "pi_heif.heif.Lock",
}


def run(code: str, **environ: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], **environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_nothing_that_gevent_replaces_is_kept_by_what_is_preloaded() -> None:
    """A request that waits for an unpatched lock or socket stops all others of its worker."""
    assert set(run(PRELOAD + FIND_UNPATCHED)) <= HARMLESS


@pytest.mark.parametrize(
    ("url", "absent"),
    [
        ("", {"psycopg", "redis"}),
        # psycopg decides how it waits when it is imported, and Peewee imports it.
        ("postgresql://localhost/barcode", {"psycopg", "redis", "peewee"}),
    ],
)
def test_drivers_are_left_to_the_programs_that_use_them(url: str, absent: set[str]) -> None:
    loaded = run(f"{PRELOAD}\nprint(*sys.modules)", DATABASE_URL=url, REDIS_URL="redis://localhost")
    assert absent.isdisjoint(loaded)
    assert "common.barcode.pipeline" in loaded


def test_programs_can_still_import_what_is_hidden_meanwhile() -> None:
    assert run(f"{PRELOAD}\nimport psycopg; print(psycopg.__name__)") == ["psycopg"]


def test_preloading_leaves_no_descriptor_open() -> None:
    """The programs close every descriptor that they inherit."""
    code = f"{PRELOAD}\nprint(*os.listdir('/proc/self/fd'))"
    # The last is that of the listing itself.
    assert sorted(run(code)) == ["0", "1", "2", "3"]


def test_programs_find_what_they_use_in_memory() -> None:
    """A module that is imported later is in each program's own memory."""
    code = f"""{PRELOAD}
before = set(sys.modules)
import mcp_daemon.__main__, rest.gunicorn_settings, gunicorn.__main__
import common.cli.launch.forking_supervisord, common.cli.launch.parsers
from common.mcp.catalogue import catalogue
from rest import routes
catalogue("1"), routes.collect()
print(*set(sys.modules) - before)
"""
    assert len(run(code, DATA_DIR="/nonexistent")) < 20
