"""A client of the YAML language server, as an editor is one: documents in, diagnostics, completions and hovers out."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any, TypeAlias

ROOT = Path(__file__).resolve().parent.parent.parent
INSTALLED = ROOT / "build/editor/node_modules"
PROGRAM = INSTALLED / "yaml-language-server/bin/yaml-language-server"
CURSOR = "▮"
PATIENCE = 120  # seconds, on a machine that has other things to do
# Nothing is fetched: the only schema is the one that a document's first line names.
SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
CAN = {
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
    "workspace": {"configuration": True},
}

Message: TypeAlias = dict[str, Any]


def node() -> str | None:
    """The Node of the lock, which is new enough for the server; on a system that it has none for, the system's."""
    return next(map(str, INSTALLED.glob("node-*/bin/node")), None) or shutil.which("node")


@dataclass(frozen=True)
class Alarm:
    """A diagnostic: the text that is underlined, its line from 1 on, and what is said."""

    line: int
    text: str
    message: str


@dataclass(frozen=True)
class Offer:
    """A completion: its name, what is explained, what is put in with its gaps, and the document after that."""

    label: str
    documentation: str
    inserted: str
    taken: str

    @property
    def whole(self) -> bool:
        """Whether it suggests something for every gap."""
        return re.search(r"\$\d|\$\{\d+\}|[:-] ?$", self.inserted) is None


class Server:
    """One running server, asked one thing at a time."""

    def __init__(self, node: str) -> None:
        self.process = subprocess.Popen(
            [node, str(PROGRAM), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.messages: Queue[Message] = Queue()
        self.alarms: dict[str, list[Message]] = {}
        self.asked = self.opened = 0
        self.listener = Thread(target=self._listen, daemon=True)
        self.listener.start()
        self.ask("initialize", {"processId": None, "rootUri": ROOT.as_uri(), "capabilities": CAN})
        self._send({"method": "initialized", "params": {}})

    def stop(self) -> None:
        """End the server; it need not agree."""
        with suppress(OSError):
            self._send({"method": "exit"})
        self.process.kill()
        self.process.wait(PATIENCE)
        self.listener.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()

    # --- What an editor does ---------------------------------------------------------------------------------

    def check(self, *texts: str, folder: str = "samples") -> list[list[Alarm]]:
        """What is said against each of the documents, which are open at the same time."""
        opened = {self.open(text, folder): text for text in texts}
        while not set(opened) <= set(self.alarms):
            self._next()
        return [[_alarm(found, text) for found in self.alarms[uri]] for uri, text in opened.items()]

    def hover(self, text: str) -> str:
        """What is shown for the word under the cursor."""
        found = self.ask("textDocument/hover", self._at_cursor(text))
        return str(found["contents"]["value"]) if found else ""

    def complete(self, text: str) -> list[Offer]:
        """What is offered at the cursor."""
        found = self.ask("textDocument/completion", self._at_cursor(text))
        return [_offer(item, text) for item in found["items"]]

    def open(self, text: str, folder: str = "samples") -> str:
        """Open a document that nobody has seen yet, as one of a folder of the tree."""
        self.opened += 1
        uri = (ROOT / folder / f"open-{self.opened}.yml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def _at_cursor(self, text: str) -> Message:
        before, after = text.split(CURSOR)
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return {"textDocument": {"uri": self.open(before + after)}, "position": position}

    # --- The protocol ----------------------------------------------------------------------------------------

    def ask(self, method: str, params: Message) -> Any:
        """The answer to a request."""
        self.asked += 1
        self._send({"id": self.asked, "method": method, "params": params})
        while "method" in (message := self._next()) or message.get("id") != self.asked:
            pass
        assert "error" not in message, message
        return message["result"]

    def _send(self, message: Message) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        while header := self.process.stdout.readline():
            if length := re.match(rb"Content-Length: (\d+)", header, re.IGNORECASE):
                while self.process.stdout.readline().strip():
                    pass
                self.messages.put(json.loads(self.process.stdout.read(int(length[1]))))

    def _next(self) -> Message:
        """The next message; what the server asks is answered."""
        try:
            message = self.messages.get(timeout=PATIENCE)
        except Empty:
            raise AssertionError("the language server says nothing") from None
        params = message.get("params")
        if message.get("method") == "workspace/configuration":
            assert params is not None
            wanted = [SETTINGS.get(item.get("section"), {}) for item in params["items"]]
            self._send({"id": message["id"], "result": wanted})
        elif message.get("method") == "textDocument/publishDiagnostics":
            assert params is not None
            self.alarms[params["uri"]] = params["diagnostics"]
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message


def _alarm(found: Message, text: str) -> Alarm:
    start, end = found["range"]["start"], found["range"]["end"]
    line = text.split("\n")[start["line"]]
    last = end["character"] if end["line"] == start["line"] else len(line)
    return Alarm(start["line"] + 1, line[start["character"] : last], found["message"])


def _offer(item: Message, text: str) -> Offer:
    explained = item.get("documentation") or ""
    words = explained["value"] if isinstance(explained, dict) else explained
    before, after = text.split(CURSOR)
    line = before[before.rfind("\n") + 1 :]
    inserted = item["textEdit"]["newText"] if "textEdit" in item else item["insertText"]
    if "textEdit" in item:
        replaced = len(line) - item["textEdit"]["range"]["start"]["character"]
        before = before[: len(before) - replaced]
    # An editor indents the lines of a snippet as the one on which it begins.
    indent = line[: len(line) - len(line.lstrip(" "))]
    return Offer(item["label"], words, inserted, before + filled(inserted).replace("\n", f"\n{indent}") + after)


def filled(snippet: str) -> str:
    """A snippet whose gaps hold what it suggests for them."""
    return (
        re.sub(r"\$\d+", "", re.sub(r"\$\{\d+:((?:\\.|[^}])*)\}", r"\1", snippet))
        .replace("\\}", "}")
        .replace("\\$", "$")
    )
