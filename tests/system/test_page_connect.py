"""The Connect and Status tabs in a browser."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.e2e.running import ROOT, RunningStack
from tests.interop.environments import MODULES, PYTHONS
from tests.system.browser import Browser, read, run


def socket_url(stack: RunningStack) -> str:
    return stack.url.replace("http:", "ws:") + "/api/v1/mcp/ws/"


@pytest.fixture
def page(browser: Browser, stack: RunningStack) -> Browser:
    browser.open(f"{stack.url}/#/connect?format=qr&data=over%20MCP")
    browser.until(lambda: browser.text("#client-code"), "the tab is shown")
    browser.says("#tab-connect", "Connect")
    browser.until(lambda: "over+MCP" in browser.run("return location.hash"), "the page has started")
    return browser


def test_message_that_is_not_json_gets_an_error(page: Browser) -> None:
    """JSON-RPC 2.0, 5.1: -32700 is a parse error; the connection stays open."""
    page.type("#console-message", "hello")
    page.find("#console-form [type=submit]").click()

    page.says("#frames", "-32700")
    assert page.text("#console-state") == "connected"


def test_error_of_a_tool_is_shown_without_a_picture(page: Browser) -> None:
    call = {"name": "barcode_generator", "arguments": {"data": "x", "format": "ean13"}}
    message = {"jsonrpc": "2.0", "id": 9, "method": "tools/call", "params": call}
    page.type("#console-message", json.dumps(message))
    page.find("#console-form [type=submit]").click()

    page.says("#frames", '"isError": true')
    assert not page.find("#console-picture").is_displayed()


def test_console_shows_the_messages_and_the_barcode_of_the_make_tab(page: Browser) -> None:
    page.find("#console-run").click()
    page.until(lambda: page.find("#console-picture").is_displayed(), "the picture came")

    assert read(page.picture("#console-picture img")) == ["over MCP"]
    sent = page.texts("#frames .sent")
    assert [json.loads(text)["method"] for text in sent] == [
        "initialize",
        "notifications/initialized",
        "tools/call",
    ]
    assert "theBarcodeAPI" in page.all("#frames .received")[0].text


def test_prepared_messages_are_answered(page: Browser) -> None:
    page.named("#console-messages button", "tools/list").click()
    page.find("#console-form [type=submit]").click()

    page.says("#frames", "barcode_generator")


def test_connection_is_counted_and_can_be_closed(page: Browser, stack: RunningStack) -> None:
    page.find("#console-run").click()
    page.says("#console-state", "connected")
    page.until(lambda: open_sockets(stack) == 1, "the socket is counted")

    page.find("#console-close").click()

    page.says("#console-state", "not connected")
    page.says("#frames", "closed: 1000")
    page.until(lambda: open_sockets(stack) == 0, "the socket is gone")


def test_websocket_is_closed_with_its_page(page: Browser, stack: RunningStack) -> None:
    page.find("#console-run").click()
    page.until(lambda: open_sockets(stack) == 1, "the socket is counted")
    page.driver.get("about:blank")

    page.until(lambda: open_sockets(stack) == 0, "the socket is gone")


def open_sockets(stack: RunningStack) -> int:
    count: int = json.loads(stack.get("/api/v1/mcp/status")[1])["active_connections"]
    return count


def test_clear_removes_messages_and_picture(page: Browser) -> None:
    page.find("#console-run").click()
    page.until(lambda: page.find("#console-picture").is_displayed(), "the picture came")
    page.find("#console-clear").click()

    assert page.all("#frames li") == []
    assert not page.find("#console-picture").is_displayed()


def test_every_client_gets_the_url_of_this_server(page: Browser, stack: RunningStack) -> None:
    clients = page.all("#clients button")
    assert len(clients) >= 4
    for client in clients:
        client.click()
        assert stack.url.removeprefix("http:") in page.text("#client-code"), client.text
    assert socket_url(stack) + "{client_id}" in page.text("#addresses")


def test_configuration_is_copied(page: Browser, stack: RunningStack) -> None:
    page.named("#clients button", "Claude Code").click()
    page.find("#copy-client").click()
    page.says("#toast", "Configuration copied")

    (server,) = json.loads(page.clipboard())["mcpServers"].values()
    assert stack.url.removeprefix("http:") in server["url"]


def client_code(page: Browser, client: str) -> str:
    page.named("#clients button", client).click()
    return page.text("#client-code")


def test_program_for_python_draws_a_barcode(page: Browser, tools: None, tmp_path: Path) -> None:
    output = run([PYTHONS["v1"], "-c", client_code(page, "Python")], tmp_path)

    assert "ImageContent" in output


def test_program_for_langchain_lists_the_tools(page: Browser, tools: None, tmp_path: Path) -> None:
    """It runs as a file, not only in a notebook."""
    output = run([PYTHONS["v1"], "-c", client_code(page, "LangChain")], tmp_path)

    assert "barcode_generator" in output


def test_program_for_typescript_draws_a_barcode(page: Browser, node: Path, tmp_path: Path) -> None:
    """The program has no types, so that Node.js runs it unchanged."""
    (tmp_path / "node_modules").symlink_to(MODULES)
    (tmp_path / "a.mjs").write_text(client_code(page, "TypeScript"))

    assert "type: 'image'" in run([node, "a.mjs"], tmp_path)


def test_command_for_claude_desktop_opens_a_session(page: Browser) -> None:
    (server,) = json.loads(client_code(page, "Claude Desktop"))["mcpServers"].values()
    assert server["command"] == "barcode-api"
    command = [sys.executable, "-m", "common.cli", *server["args"]]
    hello = {"protocolVersion": "1.0.0"}
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    bridge = subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    output, _ = bridge.communicate(json.dumps(message) + "\n", timeout=30)

    assert json.loads(output.splitlines()[0])["result"]["serverInfo"]["name"] == "theBarcodeAPI"


def test_command_for_the_inspector_lists_the_tools(
    page: Browser, node: Path, tmp_path: Path
) -> None:
    (tmp_path / "node_modules").symlink_to(MODULES)
    command = client_code(page, "Inspector").replace("npx", "npx --offline --no-install")
    environ = f"PATH={node.parent}:$PATH npm_config_cache={tmp_path}/cache"

    assert "barcode_generator" in run(["sh", "-c", f"{environ} {command}"], tmp_path)


def test_status_shows_the_health_of_every_part(page: Browser, stack: RunningStack) -> None:
    page.find("#tab-status").click()

    page.says("#verdict", "Everything works")
    page.says("#tiles", stack.health()["version"])
    page.says("#tiles", "MCP connections")
    page.says("#usage-tiles", "Your barcodes today")


def test_status_shows_that_the_server_does_not_answer(page: Browser) -> None:
    page.network(offline=True)
    try:
        page.find("#tab-status").click()
        page.says("#verdict", "does not answer")
    finally:
        page.network()


@pytest.mark.parametrize("client", ["VS Code", "Cursor"])
def test_link_installs_this_server(page: Browser, stack: RunningStack, client: str) -> None:
    """VS Code takes the configuration as JSON, Cursor as base64 of JSON."""
    page.named("#clients button", client).click()
    link = page.find("#client-note a").get_attribute("href") or ""
    assert link.startswith(
        ("vscode:mcp/install?", "cursor://anysphere.cursor-deeplink/mcp/install?")
    )
    text = unquote(link.partition("?")[2].rpartition("config=")[2])
    configuration = json.loads(text if text.startswith("{") else base64.b64decode(text))
    assert configuration["url"].endswith(stack.url.removeprefix("http:") + "/api/v1/mcp")
