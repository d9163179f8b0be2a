"""Drives headless Chromium over its debugging pipe: pages of a size, what they show, and pictures of them."""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--remote-debugging-pipe",
]  # fmt: skip


class Browser:
    """One Chromium. It hears on descriptor 3 and speaks on 4; messages are JSON and end with a NUL."""

    def __init__(self, profile: Path) -> None:
        program = shutil.which("chromium")
        if program is None:
            pytest.skip("chromium is not on this machine")
        hears, self._says = os.pipe()
        self._listens, speaks = os.pipe()
        shell = f'exec "$@" 3<&{hears} 4>&{speaks}'
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", shell, "chromium", program, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(hears, speaks), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(hears)
        os.close(speaks)
        self._rest = b""
        self.heard: list[dict[str, Any]] = []  # what it said without being asked
        self._numbers = itertools.count(1)

    def ask(self, method: str, session: str = "", **parameters: object) -> dict[str, Any]:
        """What a command of the DevTools protocol answers."""
        number = next(self._numbers)
        message: dict[str, object] = {"id": number, "method": method, "params": parameters}
        os.write(self._says, json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        while True:
            while b"\0" not in self._rest:
                read = os.read(self._listens, 1 << 16)
                assert read, "the browser is gone"
                self._rest += read
            first, _, self._rest = self._rest.partition(b"\0")
            answer = json.loads(first)
            if answer.get("id") == number:
                assert "error" not in answer, answer
                found: dict[str, Any] = answer["result"]
                return found
            self.heard.append(answer)

    def open(self, url: str, width: int, height: int = 800, *, beside: bool = False, dark: bool = False) -> Page:
        """A page in a window of its own, or in a tab beside the last one, which is then hidden; on a dark screen."""
        target = self.ask("Target.createTarget", url="about:blank", newWindow=not beside)["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        self.ask("Emulation.setDeviceMetricsOverride", session, width=width, height=height, deviceScaleFactor=1,
                 mobile=width < 600)  # fmt: skip
        if dark:
            scheme = {"name": "prefers-color-scheme", "value": "dark"}
            self.ask("Emulation.setEmulatedMedia", session, features=[scheme])
        self.ask("Page.navigate", session, url=url)
        return page

    def close(self) -> None:
        """End the browser."""
        self.ask("Browser.close")
        self._process.wait(20)
        os.close(self._says)
        os.close(self._listens)


class Page:
    """One tab."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session

    def says(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page; of a promise, what it brings."""
        found = self._browser.ask(
            "Runtime.evaluate", self._session, expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def waits_for(self, expression: str, seconds: float = 30) -> None:
        """Look until the expression is true."""
        end = time.monotonic() + seconds
        while not self.says(expression):
            assert time.monotonic() < end, f"{expression} does not come true: {self.says('document.body?.innerText')}"
            time.sleep(0.03)

    def front(self) -> None:
        """Look at this tab."""
        self._browser.ask("Page.bringToFront", self._session)

    def picture(self, path: Path, part: tuple[int, int] | None = None) -> None:
        """What a reader sees, as PNG; or a part of the page, from one height to another, wherever the reader is."""
        whole: dict[str, object] = {}
        if part is not None:
            top, bottom = part
            clip = {"x": 0, "y": top, "width": self.says("innerWidth"), "height": bottom - top, "scale": 1}
            whole = {"captureBeyondViewport": True, "clip": clip}
        found = self._browser.ask("Page.captureScreenshot", self._session, format="png", **whole)
        path.write_bytes(base64.b64decode(found["data"]))

    def close(self) -> None:
        """Leave the page."""
        self._browser.ask("Page.close", self._session)
