"""A headless Firefox, controlled through WebDriver BiDi, which needs no driver program."""

import base64
import contextlib
import itertools
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from tests.servers.waiting import START_SECONDS, eventually, wait_for_change
from tests.system.browser import WAIT_SECONDS

# Nothing leaves the machine, and downloads need no dialog.
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    "intl.accept_languages": "en",
}

# Keys of WebDriver, 17.4.2: their code points.
KEYS = {"Enter": "\ue007", "Control": "\ue009", "ArrowDown": "\ue015", "Escape": "\ue00c"}


class Firefox:
    """A Firefox with an empty profile and one page."""

    def __init__(self, folder: Path) -> None:
        profile = folder / "profile"
        profile.mkdir()
        self.downloads = folder / "downloads"
        preferences = {**PREFERENCES, "browser.download.dir": str(self.downloads)}
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in preferences.items()]
        (profile / "user.js").write_text("\n".join(lines))
        program = shutil.which("firefox-esr") or shutil.which("firefox")
        assert program is not None
        log = folder / "stderr"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [
                    *(program, "--headless", "--no-remote", "--remote-debugging-port=0"),
                    *("--profile", str(profile), "about:blank"),
                ],
                env={**os.environ, "HOME": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=output,
            )
        try:
            self._connect(log)
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise

    def _connect(self, log: Path) -> None:
        address = self._address(log)
        self._exits = contextlib.ExitStack()
        self._socket = self._exits.enter_context(
            connect(f"{address}/session", max_size=None, open_timeout=START_SECONDS)
        )
        self._ids = itertools.count(1)
        self._messages: list[str] = []
        self._command("session.new", capabilities={})
        self._command("session.subscribe", events=["log.entryAdded"])
        (page,) = self._command("browsingContext.getTree")["contexts"]
        self._page = page["context"]

    def _address(self, log: Path) -> str:
        def address() -> re.Match[str] | None:
            return re.search(r"BiDi listening on (ws://\S+)", log.read_text())

        wait_for_change(log, lambda: address() is not None, self._process, START_SECONDS)
        found = address()
        assert found, f"Firefox did not start:\n{log.read_text()}"
        return found[1]

    def _command(self, method: str, **parameters: Any) -> Any:
        """Send a command and return its result; messages of the console are kept."""
        id = next(self._ids)
        self._socket.send(json.dumps({"id": id, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=START_SECONDS))
            if message.get("method") == "log.entryAdded":
                self._messages.append(f"{message['params']['level']}: {message['params']['text']}")
            if message.get("id") == id:
                assert message["type"] == "success", message
                return message["result"]

    def open(self, url: str) -> None:
        """Load *url*, even if only its fragment differs from the current one."""
        for each in ("about:blank", url):
            self._command("browsingContext.navigate", context=self._page, url=each, wait="complete")

    def resize(self, width: int, height: int) -> None:
        """Set the size of the window in CSS px."""
        viewport = {"width": width, "height": height}
        self._command("browsingContext.setViewport", context=self._page, viewport=viewport)

    def run(self, script: str, *arguments: str) -> Any:
        """Run a function's body in the page and return the JSON value that it returns.

        A promise is awaited.
        """
        result = self._command(
            "script.callFunction",
            functionDeclaration="async (...args) => JSON.stringify((await (async function () {"
            f"{script}"
            "}).apply(null, args)) ?? null)",
            arguments=[{"type": "string", "value": each} for each in arguments],
            target={"context": self._page},
            awaitPromise=True,
        )
        assert result["type"] == "success", result
        return json.loads(result["result"]["value"])

    def find(self, selector: str) -> dict[str, str]:
        """Return a reference to the first element that matches *selector*."""
        found = self._command(
            "browsingContext.locateNodes",
            context=self._page,
            locator={"type": "css", "value": selector},
            maxNodeCount=1,
        )["nodes"]
        assert found, f"nothing matches {selector}"
        return {"sharedId": found[0]["sharedId"]}

    def text(self, selector: str) -> str:
        """Return the visible text of the first element that matches *selector*."""
        return str(self.run("return document.querySelector(arguments[0])?.innerText", selector))

    def value(self, selector: str) -> str:
        """Return the value of a field."""
        return str(self.run("return document.querySelector(arguments[0]).value", selector))

    def is_shown(self, selector: str) -> bool:
        """Return True if an element matches *selector* and is visible."""
        script = "return document.querySelector(arguments[0])?.checkVisibility() ?? false"
        return self.run(script, selector) is True

    def click(self, selector: str) -> None:
        """Click the first element that matches *selector* with the mouse."""
        self.run(
            "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })", selector
        )
        place = {"type": "element", "element": self.find(selector)}
        mouse = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": place},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._perform({"type": "pointer", "id": "mouse", "actions": mouse})

    def press(self, *keys: str) -> None:
        """Press *keys* together; names as in KEYS or characters."""
        codes = [KEYS.get(key, key) for key in keys]
        down = [{"type": "keyDown", "value": code} for code in codes]
        up = [{"type": "keyUp", "value": code} for code in reversed(codes)]
        self._perform({"type": "key", "id": "keyboard", "actions": [*down, *up]})

    def type(self, selector: str, text: str) -> None:
        """Replace the text of a field, key by key."""
        self.click(selector)
        self.run("document.querySelector(arguments[0]).select()", selector)
        both = ("keyDown", "keyUp")
        keys = [{"type": kind, "value": character} for character in text for kind in both]
        self._perform({"type": "key", "id": "keyboard", "actions": keys})

    def choose(self, selector: str, value: str) -> None:
        """Choose an option of a list."""
        self.run(
            """const list = document.querySelector(arguments[0]);
            list.value = arguments[1];
            list.dispatchEvent(new Event("change", { bubbles: true }));""",
            selector,
            value,
        )

    def _perform(self, source: dict[str, Any]) -> None:
        self._command("input.performActions", context=self._page, actions=[source])

    def give(self, selector: str, file: Path) -> None:
        """Choose *file* in a field for files."""
        self._command(
            "input.setFiles", context=self._page, element=self.find(selector), files=[str(file)]
        )

    def until(self, holds: Callable[[], Any], what: str) -> None:
        """Wait until *holds* returns a true value; fail with the name *what*."""
        eventually(holds, what, WAIT_SECONDS)

    def says(self, selector: str, text: str) -> None:
        """Wait until the element contains *text*."""
        self.until(lambda: text in self.text(selector), f"{selector} says {text!r}")

    def picture(self, selector: str = "#picture") -> bytes:
        """Return the file that an image element shows, from its data URI."""
        source = str(self.run("return document.querySelector(arguments[0]).src", selector))
        return base64.b64decode(source.partition("base64,")[2])

    def downloaded(self, name: str) -> bytes:
        """Wait for a download and return it."""
        file = self.downloads / name
        part = self.downloads / f"{name}.part"
        self.until(
            lambda: file.is_file() and file.stat().st_size and not part.exists(),
            f"download of {name}",
        )
        found = file.read_bytes()
        file.unlink()
        return found

    def messages(self) -> list[str]:
        """Return the warnings and errors of the console since the last call.

        Without those of files whose loading was cancelled because the page was left.
        """
        self.run("return null")  # brings the messages until now
        found, self._messages = self._messages, []
        found = [each for each in found if each.startswith(("error", "warn"))]
        return [each for each in found if "A ServiceWorker intercepted" not in each]

    def check_with_axe(self, axe: Path) -> list[str]:
        """Return the ids of the serious and critical violations that axe-core finds."""
        self._command(
            "script.evaluate",
            expression=f"{axe.read_text()};0",
            target={"context": self._page},
            awaitPromise=False,
        )
        found = self.run("return (await axe.run()).violations.map((e) => [e.id, e.impact])")
        return [id for id, impact in found if impact in ("serious", "critical")]

    def close(self) -> None:
        """End the browser."""
        self._command("browser.close")
        self._exits.close()
        self._process.wait(START_SECONDS)
