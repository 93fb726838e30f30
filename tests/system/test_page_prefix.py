"""The page behind a proxy that serves it under a path prefix."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.running import RunningStack
from tests.servers.process import ServerProcess, free_port
from tests.system.browser import Browser, read
from tests.system.fronts import SEARCH_PATH

CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location /tools/codes/ {{
      proxy_pass {upstream}/;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $http_connection;
    }}
  }}
}}
"""


@pytest.fixture
def address(stack: RunningStack, tmp_path: Path) -> Iterator[str]:
    """The URL at which nginx serves the stack under a path."""
    port = free_port()
    file = tmp_path / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=tmp_path, port=port, upstream=stack.url))
    nginx = shutil.which("nginx", path=SEARCH_PATH)
    assert nginx is not None, "make test-system says what to install"
    process = ServerProcess([nginx, "-c", file], tmp_path / "log", tmp_path / "pid")
    yield f"http://127.0.0.1:{port}/tools/codes/"
    process.stop()


def test_every_tab_works_under_a_path(browser: Browser, address: str) -> None:
    browser.open(f"{address}#/make?format=qr&data=prefixed")
    browser.says("#badge", "Reads back prefixed")
    browser.unfold("#use")
    assert browser.text("#snippet").startswith(f"{address}api/v1/barcodes/qr.png")
    browser.find("#download").click()
    assert read(browser.downloaded("qr.png")) == ["prefixed"]

    browser.find("#tab-connect").click()
    browser.find("#console-run").click()
    browser.until(lambda: browser.find("#console-picture").is_displayed(), "the picture came")
    browser.find("#tab-many").click()
    browser.until(
        lambda: browser.run("return 'ready' in document.querySelector('#many').dataset"),
        "the scripts of the tab have started",
    )
    browser.find("#many-example").click()
    browser.until(lambda: browser.all("#many-places button"), "the first sheet is drawn")
    browser.find("#tab-status").click()
    browser.says("#verdict", "Everything works")
    assert browser.errors() == []
