"""A web server on loopback that means no good: what it does is chosen by the path asked for."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import unquote

BIG = b"x" * 65_536
SAID = {
    "round": b"HTTP/1.1 302 Found\r\nLocation: /round\r\nContent-Length: 0\r\n\r\n",
    "once": b"HTTP/1.1 301 Moved\r\nLocation: /hello\r\nContent-Length: 0\r\n\r\n",
    "packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    "short": b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nonly this",
    "nonsense": b"\x00\xff\xfe no http at all\r\n\r\n",
    "vanish": b"",
}
"""What it says in one breath, by path."""


class Hostile:
    """Listens on a port of its own; ``asked`` holds the first line and the Host of every request."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.stop = threading.Event()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.threads = [threading.Thread(target=self._listen, daemon=True)]
        self.threads[0].start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _address = self.door.accept()
                self.threads.append(threading.Thread(target=self._serve, args=(caller,), daemon=True))
                self.threads[-1].start()

    def _serve(self, caller: socket.socket) -> None:
        with caller, contextlib.suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                request += caller.recv(4096) or b"\r\n\r\n"
            lines = request.decode("latin-1").split("\r\n")
            host = next((line for line in lines if line.lower().startswith("host:")), "")
            self.asked.append((lines[0], host.partition(":")[2].strip()))
            self._answer(caller, lines[0].split(" ")[1])

    def _answer(self, caller: socket.socket, path: str) -> None:
        kind, _slash, more = path.lstrip("/").partition("/")
        if kind == "redirect":
            caller.sendall(f"HTTP/1.1 302 Found\r\nLocation: http://{more}\r\nContent-Length: 0\r\n\r\n".encode())
        elif kind in SAID:
            caller.sendall(SAID[kind])
        elif kind == "hang":
            self.stop.wait(20)
        elif kind == "drip":
            self._go_on(caller, b"a", 0.1)
        elif kind == "endless":
            self._go_on(caller, b"\r\n\r\n" + BIG, 0)
        else:
            body = unquote(more).encode() or b"hello"
            caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    def _go_on(self, caller: socket.socket, piece: bytes, pause: float) -> None:
        caller.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.stop.wait(pause):
            caller.sendall(piece)

    def close(self) -> None:
        """End it."""
        self.stop.set()
        self.door.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept
        self.door.close()


@contextlib.contextmanager
def hostile() -> Iterator[Hostile]:
    """A running one."""
    server = Hostile()
    try:
        yield server
    finally:
        server.close()
