"""Chromium without a window, driven over a pipe by the Chrome DevTools Protocol: no library is needed for it."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 60.0  # seconds, on a machine with other work to do
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync"),
    *("--disable-extensions", "--disable-component-update", "--disable-background-networking", "--mute-audio"),
    *("--disable-dev-shm-usage", "--remote-debugging-pipe"),
)
# lays two inherited descriptors on 3 and 4, whatever their numbers are, and becomes the browser
_PLUMBING = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(one), fcntl.F_DUPFD_CLOEXEC, 10) for one in sys.argv[1:3]]
for end, number in zip(ends, (3, 4)):
    os.dup2(end, number)
os.execvp(sys.argv[3], sys.argv[3:])
"""

Message = dict[str, Any]


class PageError(Exception):
    """What the browser or the page complains about."""


class Browser:
    """One running browser; messages end with a NUL byte on descriptors 3 and 4 of its process."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._number, self._rest = 0, b""
        self._answers: dict[int, Message] = {}
        self.events: list[Message] = []

    def call(self, method: str, session: str = "", **params: object) -> Message:
        """The result of a command.

        Raises:
            PageError: the browser refuses it.
        """
        self._number += 1
        message: Message = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        self.wait(lambda: self._number in self._answers)
        answer = self._answers.pop(self._number)
        if "error" in answer:
            raise PageError(f"{method}: {answer['error']['message']}")
        result: Message = answer["result"]
        return result

    def wait(self, holds: Callable[[], bool]) -> None:
        """Read messages until something holds."""
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                raise PageError(f"nothing came in {PATIENCE} s; the last events: {self.events[-5:]}")
            self._read()

    def _read(self) -> None:
        block = os.read(self._from, 1 << 20)
        if not block:
            raise PageError("the browser ended")
        *whole, self._rest = (self._rest + block).split(b"\0")
        for text in whole:
            message: Message = json.loads(text)
            if "id" in message:
                self._answers[message["id"]] = message
            else:
                self.events.append(message)


@contextmanager
def browser(program: str, folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own in that folder, closed in the end."""
    ours_out, theirs_in = os.pipe(), os.pipe()
    command = [program, *_FLAGS, f"--user-data-dir={folder}", "about:blank"]
    plumbed = [sys.executable, "-c", _PLUMBING, str(ours_out[0]), str(theirs_in[1]), *command]
    with subprocess.Popen(
        plumbed,
        pass_fds=(ours_out[0], theirs_in[1]),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(ours_out[0])
        os.close(theirs_in[1])
        chromium = Browser(ours_out[1], theirs_in[0])
        try:
            yield chromium
            chromium.call("Browser.close")
            process.wait(PATIENCE)
        finally:
            process.kill()
            os.close(ours_out[1])
            os.close(theirs_in[0])


class Tab:
    """One page of a browser, with all that it asked of the network and all that it complained about."""

    def __init__(self, chromium: Browser) -> None:
        self._browser = chromium
        self._first = len(chromium.events)
        target = chromium.call("Target.createTarget", url="about:blank")["targetId"]
        self._session: str = chromium.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._target = target
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: object) -> Message:
        """The result of a command about this page."""
        return self._browser.call(method, self._session, **params)

    def close(self) -> None:
        """Close the page."""
        self._browser.call("Target.closeTarget", targetId=self._target)

    def events(self, method: str) -> list[Message]:
        """Parameters of all events of that kind so far."""
        mine = (one for one in self._browser.events[self._first :] if one.get("sessionId") == self._session)
        return [one["params"] for one in mine if one["method"] == method]

    def open(self, url: str) -> None:
        """Load a page whole."""
        loads = len(self.events("Page.loadEventFired"))
        self.call("Page.navigate", url=url)
        self._browser.wait(lambda: len(self.events("Page.loadEventFired")) > loads)

    def look(self, width: int, height: int = 900, *, dark: bool = False, media: str = "") -> None:
        """Size of the window, colours, and a medium other than the one that the page is for."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", media=media, features=scheme)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited.

        Raises:
            PageError: it raised.
        """
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise PageError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, *keys: str) -> None:
        """Keys one after the other, named as the DOM names them; a single character is typed."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "Space": 32, "ArrowDown": 40, "ArrowUp": 38}
        for key in keys:
            text = {"Space": " ", "Enter": "\r"}.get(key, key if len(key) == 1 else "")
            named = " " if key == "Space" else key
            common: Message = {"key": named, "windowsVirtualKeyCode": codes.get(key, 0)}
            self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
            self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def complaints(self) -> list[str]:
        """Errors and warnings of the console, exceptions, and what a policy refused."""
        thrown = [one["exceptionDetails"]["text"] for one in self.events("Runtime.exceptionThrown")]
        logged = [one["entry"]["text"] for one in self.events("Log.entryAdded")]
        called = [str(one["args"]) for one in self.events("Runtime.consoleAPICalled")]
        return [*thrown, *logged, *called, *map(str, self.events("Audits.issueAdded"))]

    def requests(self) -> list[str]:
        """Addresses that were asked for."""
        return [one["request"]["url"] for one in self.events("Network.requestWillBeSent")]

    def picture(self, *, whole: bool = False) -> bytes:
        """PNG of what is seen, or of the whole page."""
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(answer["data"])

    def paper(self) -> bytes:
        """The page printed to PDF, on the paper that it asks for."""
        answer = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(answer["data"])
