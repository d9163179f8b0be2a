"""The page is served to this machine's browsers alone, only to be read, and ends without leaving anything behind."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from engine.errors import MachineError
from engine.watch import Board, Server, notes, server

PAGE = "<html><head><title>Report</title></head><body>Good</body></html>"


@pytest.fixture
def served() -> Iterator[Server]:
    board = Board()
    board.put(PAGE)
    found = Server(board, None)
    found.start()
    yield found
    found.stop()


def asked(served: Server, path: str = "/", method: str = "GET", host: str = "") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", served.server_port, timeout=20)
    connection.request(method, path, headers={"Host": host} if host else {})
    return connection.getresponse()


def events(served: Server) -> Iterator[tuple[str, dict[str, object]]]:
    answer = asked(served, "/events")
    assert answer.getheader("Content-Type") == "text/event-stream"
    name = ""
    for line in map(bytes.decode, answer):
        if line.startswith("event: "):
            name = line[7:].strip()
        elif line.startswith("data:"):
            yield name, json.loads(line[5:].strip() or "{}")


def test_the_page_is_served_with_its_script(served: Server) -> None:
    """What is served is the report, with one script more and a policy that lets nothing else in."""
    answer = asked(served)
    text = answer.read().decode()
    assert answer.status == 200
    assert text.replace(text[text.index("<script") : text.index("</script>") + 10], "") == PAGE
    assert notes.name_of(PAGE) in text
    policy = answer.getheader("Content-Security-Policy") or ""
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert answer.getheader("Access-Control-Allow-Origin") is None
    assert asked(served, "/watch.js").read() == notes.script()
    assert asked(served, "/font-600.ttf").getheader("Content-Type") == "font/ttf"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "0.0.0.0", ""])
def test_a_name_that_leads_here_is_refused(host: str, served: Server) -> None:
    """DNS rebinding: a page of elsewhere whose name was turned to this machine reads nothing."""
    for path in ("/", "/events", "/watch.js"):
        raw = socket.create_connection(("127.0.0.1", served.server_port), timeout=20)
        raw.sendall(f"GET {path} HTTP/1.0\r\n{f'Host: {host}' if host else 'X: y'}\r\n\r\n".encode())
        answer = b"".join(iter(lambda raw=raw: raw.recv(4096), b""))  # type: ignore[misc]
        raw.close()
        assert answer.startswith(b"HTTP/1.0 403 ")
        assert b"Good" not in answer


def test_this_machine_is_called_by_both_its_names(served: Server) -> None:
    """Localhost is this machine too."""
    assert asked(served, host=f"localhost:{served.server_port}").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_there_is_nothing_to_write(method: str, served: Server) -> None:
    """Only GET and HEAD are answered."""
    answer = asked(served, method=method)
    assert (answer.status, answer.getheader("Allow")) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path", ["/report.yml", "/../report.yml", "//etc/passwd", "/font-400.ttf/..", "/%2e%2e/report.yml", "/watch.css"]
)
def test_there_is_one_page(path: str, served: Server) -> None:
    """No path leads to a file."""
    assert asked(served, path).status == 404


def test_head_gives_no_body(served: Server) -> None:
    """HEAD says how long the page is, and gives nothing of it; of the events it does not wait."""
    answer = asked(served, method="HEAD")
    assert (answer.status, answer.read()) == (200, b"")
    assert asked(served, "/events", "HEAD").read() == b""


def test_every_open_page_hears_of_every_change(served: Server) -> None:
    """Who comes is told how it stands, and then what changes; all of them the same."""
    pages = [events(served) for _ in range(5)]
    assert {(name, state["page"]) for name, state in map(next, pages)} == {("state", notes.name_of(PAGE))}
    served.board.lay_over("<p>wrong</p>")
    assert {state["panel"] for _, state in map(next, pages)} == {"<p>wrong</p>"}
    served.board.put(PAGE + " ")
    assert {(state["page"], state["panel"]) for _, state in map(next, pages)} == {(notes.name_of(PAGE + " "), "")}


def test_the_end_is_told_and_nothing_is_left(served: Server) -> None:
    """Open pages hear that it is over; no thread stays, and the port is free."""
    page = events(served)
    next(page)
    served.stop()
    assert next(page)[0] == "end"
    assert not [
        thread for thread in threading.enumerate() if "process_request" in thread.name or thread.name == "watch"
    ]
    with socket.create_server(("127.0.0.1", served.server_port)):
        pass


def test_a_client_that_takes_nothing_holds_nobody_up(served: Server) -> None:
    """One that asks and never reads, one that never asks: others are served, and the end does not wait for them."""
    served.board.put(PAGE + "x" * 20_000_000)
    address = ("127.0.0.1", served.server_port)
    slow, silent = (socket.create_connection(address, timeout=20) for _ in range(2))
    slow.sendall(f"GET / HTTP/1.0\r\nHost: 127.0.0.1:{served.server_port}\r\n\r\n".encode())
    assert asked(served, "/watch.js").status == 200
    begun = time.monotonic()
    served.stop()
    assert time.monotonic() - begun < server.SLOW / 2
    slow.close()
    silent.close()


def test_a_port_that_is_taken_is_said() -> None:
    """Who asks for a port that another has is told so; who asks for none gets another one."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(MachineError) as caught:
            Server(Board(), port)
        (issue,) = caught.value.issues
        assert (issue.code, issue.place.file) == ("cannot-serve", "--port")
        assert issue.message == f"the page cannot be served at port {port}: address already in use"
    first, second = Server(Board(), None), Server(Board(), None)
    assert first.server_port != second.server_port
    first.stop()
    second.stop()
