"""A headless Chromium, controlled through ChromeDriver."""

import base64
import io
import json
import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import resvg_py
import zxingcpp
from PIL import Image
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

WAIT_SECONDS = 30
# Without requests of Chromium to its maker: nothing leaves the machine.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def read(picture: bytes) -> list[str]:
    """Return the texts that zxing-cpp reads in a raster picture, or in an SVG drawn by resvg."""
    if picture.startswith(b"<svg"):
        picture = bytes(
            resvg_py.svg_to_bytes(
                svg_string=picture.decode(), width=1600, dpi=96, skip_system_fonts=True
            )
        )
    with Image.open(io.BytesIO(picture)) as image:
        return [found.text for found in zxingcpp.read_barcodes(image.convert("L"))]


class Browser:
    """A Chromium with an empty profile."""

    def __init__(self, folder: Path, *flags: str) -> None:
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}", *flags):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.downloads = folder / "downloads"
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self._command(
            "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads)
        )
        self.resize(1360, 900)

    def _command(self, name: str, **parameters: Any) -> Any:
        return self.driver.execute_cdp_cmd(name, parameters)

    def open(self, url: str) -> None:
        """Load *url*, even if only its fragment differs from the current one."""
        self.driver.get("about:blank")
        self.errors()
        self.driver.get(url)

    def resize(self, width: int, height: int) -> None:
        """Set the size of the window in CSS px."""
        self._command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def colour(self, scheme: str) -> None:
        """Prefer the colour *scheme*, ``light`` or ``dark``."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._command("Emulation.setEmulatedMedia", features=features)

    def language(self, tag: str) -> None:
        """Prefer the language *tag*, such as ``de-AT``."""
        agent = self.run("return navigator.userAgent")
        self._command("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=tag)

    def allow(self, origin: str, *permissions: str) -> None:
        """Grant *permissions* to pages of *origin*."""
        self._command("Browser.grantPermissions", origin=origin, permissions=list(permissions))

    def forget(self, origin: str) -> None:
        """Delete what pages of *origin* have stored."""
        self._command("Storage.clearDataForOrigin", origin=origin, storageTypes="all")

    def network(
        self,
        *,
        bytes_a_second: int = -1,
        sent_a_second: int = -1,
        latency_ms: int = 0,
        offline: bool = False,
    ) -> None:
        """Limit the bytes per second, delay requests, disconnect, or reset (default)."""
        self._command("Network.enable")
        self._command(
            "Network.emulateNetworkConditions",
            offline=offline,
            latency=latency_ms,
            downloadThroughput=bytes_a_second,
            uploadThroughput=sent_a_second,
        )

    def find(self, selector: str) -> WebElement:
        """Return the first element that matches *selector*."""
        return self.driver.find_element("css selector", selector)

    def all(self, selector: str) -> list[WebElement]:
        """Return every element that matches *selector*."""
        return self.driver.find_elements("css selector", selector)

    def named(self, selector: str, text: str) -> WebElement:
        """Return the only element that matches *selector* and has *text*, once there is one."""
        found: list[WebElement] = []

        def is_there() -> bool:
            # The page may replace elements while their texts are read.
            with suppress(StaleElementReferenceException):
                found[:] = [each for each in self.all(selector) if each.text == text]
            return len(found) == 1

        self.until(is_there, f"one {selector} is {text!r}")
        return found[0]

    def text(self, selector: str) -> str:
        """Return the visible text of an element."""
        return self.find(selector).text

    def texts(self, selector: str) -> list[str]:
        """Return the texts of all elements that match *selector*, at one moment."""
        found: list[str] = self.run(
            "return [...document.querySelectorAll(arguments[0])].map((each) => each.innerText)",
            selector,
        )
        return found

    def unfold(self, selector: str) -> None:
        """Open an element that can be folded."""
        self.run("document.querySelector(arguments[0]).open = true", selector)

    def type(self, selector: str, text: str) -> None:
        """Replace the text of a field, key by key."""
        field = self.find(selector)
        field.clear()
        field.send_keys(text)

    def drop(self, selector: str, file: Path) -> bool:
        """Drop *file* onto an element; return True if the page prevents the default action."""
        kept: bool = self.run(
            """const [selector, name, encoded] = arguments;
            const transfer = new DataTransfer();
            const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
            transfer.items.add(new File([bytes], name));
            const event = new DragEvent("drop",
              { dataTransfer: transfer, bubbles: true, cancelable: true });
            return !document.querySelector(selector).dispatchEvent(event);""",
            selector,
            file.name,
            base64.b64encode(file.read_bytes()).decode(),
        )
        return kept

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page and return what it returns."""
        return self.driver.execute_script(script, *arguments)

    def run_async(self, script: str, *arguments: Any) -> Any:
        """Run a script whose last argument is the callback for its result."""
        return self.driver.execute_async_script(script, *arguments)

    def until(self, holds: Callable[[], Any], what: str) -> Any:
        """Wait until *holds* returns a true value and return it; fail with the name *what*.

        An element that the page replaces during the check is looked up again.
        """
        wait = WebDriverWait(
            self.driver, WAIT_SECONDS, 0.05, ignored_exceptions=[StaleElementReferenceException]
        )
        return wait.until(lambda _: holds(), what)

    def says(self, selector: str, text: str) -> None:
        """Wait until the element contains *text*."""
        self.until(lambda: text in self.text(selector), f"{selector} says {text!r}")

    def errors(self) -> list[str]:
        """Return the messages of the console since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def picture(self, selector: str = "#picture") -> bytes:
        """Return the file that an image element shows, from its data URI."""
        source = self.find(selector).get_attribute("src")
        return base64.b64decode(source.partition("base64,")[2])

    def clipboard(self, kind: str = "text/plain") -> bytes:
        """Return the content of the clipboard."""
        encoded = self.run_async(
            """const [kind, done] = arguments;
            navigator.clipboard.read()
              .then(([item]) => item.getType(kind))
              .then((blob) => new Response(blob).bytes())
              .then((bytes) => done(bytes.toBase64 ? bytes.toBase64() : btoa(
                String.fromCharCode(...bytes))))
              .catch((error) => done("!" + error))""",
            kind,
        )
        assert not encoded.startswith("!"), encoded
        return base64.b64decode(encoded)

    def downloaded(self, name: str) -> bytes:
        """Wait for a download and return it."""
        file = self.downloads / name
        # Chromium first makes an empty file with the name, and replaces it by the complete one.
        self.until(lambda: file.is_file() and file.stat().st_size, f"download of {name}")
        found = file.read_bytes()
        file.unlink()
        return found

    def check_with_axe(self, axe: Path, *, everything: bool = False) -> list[str]:
        """Return the violations that axe-core finds, one line each.

        Only the serious and critical ones, unless *everything* is set.
        """
        self._command("Runtime.evaluate", expression=axe.read_text())
        found = self.run_async("axe.run().then(arguments[0])")
        return [
            f"{violation['id']}: {json.dumps([node['html'][:120] for node in violation['nodes']])}"
            for violation in found["violations"]
            if everything or violation["impact"] in ("serious", "critical")
        ]

    def close(self) -> None:
        """End the browser."""
        self.driver.quit()


def run(command: list[str | Path], folder: Path, **environ: str) -> str:
    """Run a program in *folder*, with *environ* added, and return its output; fail if it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
