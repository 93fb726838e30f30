"""Processes that parse untrusted files, so that no file harms another request.

``pool`` is the parent: it queues jobs by caller, hands each to a worker process, and kills workers
that exceed a limit. ``worker`` is the child. ``client`` sends jobs from any other process. They
speak the messages of ``messages`` over Unix sockets. None of them knows what a job does.
"""
