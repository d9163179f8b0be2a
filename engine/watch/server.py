"""Serves one page to this machine's browsers and tells them when there is another: only read, from no other name."""

from __future__ import annotations

import contextlib
import socket
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Final

from engine import fonts
from engine.errors import Issue, MachineError, Place
from engine.watch import notes
from engine.watch.board import Board

HOST: Final = "127.0.0.1"
USUAL = 8412  # so that an open page finds its server again
SLOW = 10.0  # seconds that a client may take to send what it asks, or to take what it is given
PARTING = 0.5  # seconds in which the last word may go out
BEAT = 15.0  # seconds after which a client is asked whether it is still there
FONTS: Final[dict[str, fonts.Weight]] = {f"/font-{weight}.ttf": weight for weight in fonts.WEIGHTS}
# The page is as closed as the written file, but for its own script, fonts and events.
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; font-src 'self'; img-src data:; "
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def font_url(weight: fonts.Weight, characters: str) -> str:
    """Where the page finds the font of a weight: whole, because making it smaller takes longer than all the rest."""
    return f"/font-{weight}.ttf"


class Server(ThreadingHTTPServer):
    """The server of one board. `start` answers in the background, `stop` ends every connection and frees the port."""

    daemon_threads = False  # so that `stop` waits for them
    request_queue_size = 50

    def __init__(self, board: Board, port: int | None) -> None:
        """Raises MachineError where the port that was asked for is not to be had; None takes one that is."""
        self.board = board
        self._clients: set[socket.socket] = set()
        self._lock = Lock()
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, name="watch")
        for number in (USUAL, 0) if port is None else (port,):
            try:
                super().__init__((HOST, number), Answer)
                return
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
        message = f"the page cannot be served at port {number}: {reason}"
        hint = "give another one, or none, and a free one is taken"
        raise MachineError(Issue("error", "cannot-serve", Place("--port"), message, hint))

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.server_port}/"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Tell the open pages that it is over, and wait until every thread has ended."""
        self.board.close()
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        end = time.monotonic() + PARTING
        while self._clients and time.monotonic() < end:
            time.sleep(0.01)
        with self._lock:
            for client in self._clients:
                with contextlib.suppress(OSError):
                    client.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        """Answer in a thread of its own."""
        request.settimeout(SLOW)
        with self._lock:
            self._clients.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        """The answer is given."""
        with self._lock:
            self._clients.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing is said of a client that went away."""


class Answer(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server
    server_version = "boardpack"
    sys_version = ""

    def do_GET(self) -> None:
        """The page, its script, its fonts, or the events."""
        if self.headers.get("Host") not in self._names():
            self._give(HTTPStatus.FORBIDDEN, b"This page answers to 127.0.0.1 only.\n", "text/plain")
            return
        path = self.path.partition("?")[0]
        if path == "/":
            self._give(HTTPStatus.OK, self.server.board.state.page, "text/html; charset=utf-8")
        elif path == "/watch.js":
            self._give(HTTPStatus.OK, notes.script(), "text/javascript; charset=utf-8")
        elif path in FONTS:
            self._give(HTTPStatus.OK, fonts.file(FONTS[path]).read_bytes(), "font/ttf", "max-age=3600")
        elif path == "/events":
            self._tell()
        else:
            self._give(HTTPStatus.NOT_FOUND, b"There is one page here: /\n", "text/plain")

    do_HEAD = do_GET  # noqa: N815 (the names are http.server's)

    def _refuse(self) -> None:
        self.close_connection = True
        self._give(HTTPStatus.METHOD_NOT_ALLOWED, b"Here is only to read.\n", "text/plain", allow="GET, HEAD")

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_CONNECT = _refuse  # noqa: N815

    def _names(self) -> tuple[str, str]:
        """What a browser of this machine calls it; a name on the network that leads here is not among them."""
        port = self.server.server_port
        return f"{HOST}:{port}", f"localhost:{port}"

    def _give(
        self, status: HTTPStatus, body: bytes, kind: str, cache: str = HEADERS["Cache-Control"], allow: str = ""
    ) -> None:
        self.send_response(status)
        more = {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": cache}
        for name, value in (HEADERS | more | ({"Allow": allow} if allow else {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _tell(self) -> None:
        """Every state from now on, until the page is closed or the watch is over."""
        self.send_response(HTTPStatus.OK)
        for name, value in (HEADERS | {"Content-Type": "text/event-stream"}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        board, turn = self.server.board, -1
        self._say("retry: 1000\n\n")
        while not board.closed:
            state = board.later(turn, BEAT)
            if state is not None:
                turn = state.turn
                self._say(f"event: state\ndata: {state.event()}\n\n")
            elif not board.closed:
                self._say(": still here\n\n")
        self._say("event: end\ndata: \n\n")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal is for what changed."""
