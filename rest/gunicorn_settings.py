"""Gunicorn's settings, made from ours; it reads the names that this module defines."""

import os
from pathlib import Path

from common.settings import load

_SETTINGS = load(os.environ)
_HOST = f"[{_SETTINGS.host}]" if ":" in _SETTINGS.host else _SETTINGS.host

bind = f"{_HOST}:{_SETTINGS.api_port}"
workers = _SETTINGS.workers or max(2, os.cpu_count() or 2)
worker_class = "rest.worker.GeventWorker"
# A worker that has not beaten its heart for so long is killed; it does so every second. The
# deadline of a request is the worker's own affair.
timeout = 30
worker_connections = _SETTINGS.worker_connections
# 0 would close each connection with a reset that can overtake the response.
# A request's head must arrive within it too.
keepalive = 20
# The longest line Gunicorn takes: data in a query string is percent-encoded.
limit_request_line = 8190
# A cookie or token of a few kilobytes is nothing odd; the longest field that Gunicorn takes.
limit_request_fields = 64
limit_request_field_size = 8_190
# Below supervisord's stopwaitsecs, so that requests under way end in order.
graceful_timeout = 3
# Whose word on the scheme is believed; the application asks the same of X-Forwarded-For.
forwarded_allow_ips = ",".join(str(network) for network in _SETTINGS.trusted_proxies)
# A heartbeat file on disk can stall a worker (Gunicorn's FAQ).
_MEMORY = Path("/dev/shm")  # noqa: S108  (Gunicorn makes an unnamed file there)
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None
# Gunicorn's own control socket lies in the user's home, where two stacks would share it.
control_socket_disable = True
loglevel = _SETTINGS.log_level.lower()
accesslog = None
