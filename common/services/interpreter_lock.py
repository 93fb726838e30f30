"""How long a thread keeps the interpreter lock while another one waits for it."""

import sys

# By default it is 5 ms, and an event loop waits for that each time that it resumes. Beside four
# threads that draw, the median of its delay is 3 to 6 ms with this value and 42 to 90 with the
# default, while the threads do as much per CPU second.
SWITCH_SECONDS = 0.001


def share() -> None:
    """Let the event loop of this process interrupt its threads sooner."""
    sys.setswitchinterval(SWITCH_SECONDS)
