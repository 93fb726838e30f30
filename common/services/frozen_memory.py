"""Memory that the garbage collector leaves alone."""

import atexit
import gc


def freeze() -> None:
    """Exempt all objects of now from garbage collection; call it before a fork, or once started.

    The collector writes to each object that it visits. After a fork that copies the memory which
    the processes would share; in a process that serves it takes time for objects that stay anyway.
    """
    gc.collect()
    gc.freeze()
    # Native modules would report their frozen objects as leaks when the interpreter ends.
    atexit.unregister(gc.unfreeze)
    atexit.register(gc.unfreeze)
