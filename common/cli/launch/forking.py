"""Starts the Python programs of a stack as forks of the launcher, which share its memory.

A new interpreter would import the same modules again, into memory of its own. A forked process has
them at once. It must not keep what else it inherits: signal handlers, descriptors and settings.
"""

import atexit
import os
import runpy
import signal
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from common.cli.launch.processes import LAUNCHER, die_with_launcher, set_name


def start(
    arguments: Sequence[str],
    environ: Mapping[str, str],
    folder: Path,
    name: str,
    output: int | None = None,
) -> int:
    """Run ``python -m`` *arguments* in a fork of this process, and return its process id.

    This process must have no other thread: a fork has none, and what they hold would stay locked.

    Args:
        arguments: the module and its arguments.
        environ: its environment variables, with that of the launcher's process id.
        folder: its working directory.
        name: of the process, as `become` takes it.
        output: the descriptor that becomes its standard output.
    """
    # Until the child has handlers of its own, a signal would be handled as one of this process.
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    pid = os.fork()
    if pid == 0:
        # Ctrl-C reaches the launcher only, which then stops the stack in order.
        os.setsid()
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        if output is not None:
            os.dup2(output, 1)
        # Objects of the parent still have these numbers: none of them is ever closed here, because
        # `become` does not return.
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        become(arguments, environ, name)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    return pid


def become(arguments: Sequence[str], environ: Mapping[str, str], name: str) -> NoReturn:
    """Run ``python -m`` *arguments* in this process, which was just forked, and end it.

    The program ends with the launcher at the latest.

    Args:
        arguments: the module and its arguments.
        environ: its environment variables, with that of the launcher's process id.
        name: of the process in ``ps -A`` and ``top``; the kernel keeps 15 characters.
    """
    status = 1
    try:
        _restore_signals()
        os.environ.clear()
        os.environ.update(environ)
        set_name(name)
        die_with_launcher(int(environ[LAUNCHER]))
        status = _run(arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        # Nothing of the parent may run here, such as a `finally` of the calls above this one.
        os._exit(status)


def _restore_signals() -> None:
    """Handle signals as a new interpreter does."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _run(arguments: Sequence[str]) -> int:
    """Run the module and what it has registered for its end, and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # The launcher's may be a file; the lines of a program are due at once.
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # typed as TextIO
    sys.argv = list(arguments)
    status = 0
    try:
        runpy.run_module(arguments[0], run_name="__main__")
    except SystemExit as end:
        status = _status_of(end)
    except BaseException:
        traceback.print_exc()
        status = 1
    # The end of an interpreter does the same, and so does that of multiprocessing's forks; neither
    # has a public name.
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001
    atexit._run_exitfuncs()  # noqa: SLF001
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return status


def _status_of(end: SystemExit) -> int:
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    print(end.code, file=sys.stderr)
    return 1
