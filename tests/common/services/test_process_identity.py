"""Which processes are alive. Expectations: proc_pid_stat(5)."""

import os
import subprocess
import sys

from common.services import process_identity


def ended_child() -> "subprocess.Popen[bytes]":
    """Return a process that has ended and that its parent has not waited for."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    return child


def test_this_process_is_alive() -> None:
    """It runs this test."""
    assert process_identity.is_alive(process_identity.own_name())
    assert process_identity.pid_of(process_identity.own_name()) == os.getpid()


def test_ended_process_is_not_alive_before_its_parent_waits_for_it() -> None:
    """State ``Z``, a zombie, until its parent waits for it."""
    child = ended_child()
    assert process_identity.name_of(child.pid) == ""
    child.wait()
    assert process_identity.name_of(child.pid) == ""


def test_process_with_a_reused_id_is_another() -> None:
    """Its start time differs."""
    assert not process_identity.is_alive(f"{os.getpid()}:1")


def test_program_with_a_bracket_in_its_name_is_alive() -> None:
    """Field 2, the name in brackets, may itself contain brackets."""
    rename = "open('/proc/self/comm', 'w').write('a) Z (b'); print(); input()"
    with subprocess.Popen(
        [sys.executable, "-c", rename], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert process_identity.is_alive(process_identity.name_of(child.pid))
        child.communicate(b"\n")
