"""Gunicorn's settings; Gunicorn reads the names that this module defines."""

import gc
import os
from pathlib import Path
from typing import Any

from common.services import capacity, interpreter_lock
from common.services.frozen_memory import freeze
from common.services.listening import bind_addresses, bound_unsent, with_mapped
from common.settings import load
from rest.preloading import preload

_SETTINGS = load(os.environ)
_COLLECTED_OBJECTS = 10_000

bind = bind_addresses(_SETTINGS.host, _SETTINGS.api_port)
workers = capacity.of(_SETTINGS).workers
worker_class = "rest.worker.GeventWorker"
# Seconds without a heartbeat after which the master kills a worker; a worker sends one each second.
# The deadline of a request is separate (rest.worker).
timeout = 30
# Each connection is a greenlet, not a thread: slow clients cost memory only.
worker_connections = _SETTINGS.worker_connections
# 0 would close each connection after one answer. A request's head must arrive within it too.
keepalive = 20
# The largest value that Gunicorn allows: data in a query string is percent-encoded.
limit_request_line = 8190
# The largest field that Gunicorn allows: cookies and tokens can have several kilobytes.
limit_request_fields = 64
limit_request_field_size = 8_190
# Below supervisord's stopwaitsecs, so that running requests can finish.
graceful_timeout = 3
# Headers of proxies are read by common.services.forwarding only. Gunicorn would also take the path
# from SCRIPT_NAME and PATH_INFO, which proxies pass on from clients.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
# The PROXY header of another peer is refused with 403. Gunicorn compares addresses as they are.
proxy_protocol = _SETTINGS.proxy_protocol
proxy_allow_ips = ",".join(map(str, with_mapped(_SETTINGS.trusted_proxies)))
# A heartbeat file on disk can stall a worker (Gunicorn's FAQ).
_MEMORY = Path("/dev/shm")  # noqa: S108  (Gunicorn makes an unnamed file there)
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None
# Gunicorn's control socket is in the user's home directory, where two stacks would share it.
control_socket_disable = True
# Gunicorn's own messages go to the same standard error as those of the application.
loglevel = _SETTINGS.log_level.lower()
# The application writes one line per request itself, without data of the client.
accesslog = None


def when_ready(server: Any) -> None:
    """Prepare what the workers share, which are forked after this."""
    for listener in server.LISTENERS:
        bound_unsent(listener.sock)
    # The memory of the library.
    preload()


def post_worker_init(worker: object) -> None:
    """Spare a worker the collection of what it has imported, and its loop long waits."""
    freeze()
    interpreter_lock.share()
    # Answers leave hardly any cycles. By default, the collector runs at every 700 objects.
    gc.set_threshold(_COLLECTED_OBJECTS)
