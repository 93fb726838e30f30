"""Which processes live. Expectations: proc_pid_stat(5)."""

import os
import subprocess
import sys

from common.services import process_identity


def ended_child() -> "subprocess.Popen[bytes]":
    """Return a process that has ended and that its parent has not looked after."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    return child


def test_this_process_lives() -> None:
    assert process_identity.lives(process_identity.own_name())
    assert process_identity.pid_of(process_identity.own_name()) == os.getpid()


def test_ended_process_does_not_live_though_its_parent_has_not_noticed() -> None:
    child = ended_child()
    assert process_identity.name_of(child.pid) == ""
    child.wait()
    assert process_identity.name_of(child.pid) == ""


def test_another_process_with_the_number_of_a_dead_one_is_not_it() -> None:
    assert not process_identity.lives(f"{os.getpid()}:1")


def test_program_with_a_bracket_in_its_name_is_known() -> None:
    """The name stands in brackets before the fields, as it is (proc_pid_stat(5))."""
    rename = "open('/proc/self/comm', 'w').write('a) Z (b'); print(); input()"
    with subprocess.Popen(
        [sys.executable, "-c", rename], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert process_identity.lives(process_identity.name_of(child.pid))
        child.communicate(b"\n")
