"""A chat endpoint on this machine that plays recorded and hostile answers."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Play = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@dataclass
class Played:
    """What the server was asked, in order; `address` is where it listens."""

    address: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def articles(self) -> list[str]:
        """The article text of each question."""
        return [json.loads(body["messages"][1]["content"])["article_text"] for body in self.bodies]


@contextmanager
def playing(*plays: Play) -> Iterator[Played]:
    """A server that plays these answers in turn, the last one again and again."""
    played = Played()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            played.paths.append(self.path)
            played.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            play = plays[min(len(played.bodies), len(plays)) - 1]
            try:
                play(self, played.bodies[-1])
            except OSError:
                self.close_connection = True

        do_GET = do_POST  # noqa: N815

        def log_message(self, *words: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    played.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send(handler: BaseHTTPRequestHandler, data: bytes, state: int = 200, **headers: str) -> None:
    handler.send_response(state)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def say_words(words: str) -> Play:
    """Answer with these words of the model, in the envelope of the protocol."""
    envelope = {"choices": [{"message": {"role": "assistant", "content": words}}]}
    return lambda handler, body: send(handler, json.dumps(envelope).encode())


def claim(
    field: str, value: str, quote: str, case: str = "case-1", state: str = "reported", item: str = ""
) -> dict[str, str]:
    return {"case": case, "field": field, "state": state, "value": value, "item": item, "quote": quote}


def say_claims(claims: Sequence[dict[str, str]]) -> Play:
    return say_words(json.dumps({"values": list(claims)}))


def fail(state: int) -> Play:
    return lambda handler, body: send(handler, b"no", state)


def redirect(address: str) -> Play:
    return lambda handler, body: send(handler, b"", 307, Location=address)


def endless(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


def slow(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        threading.Event().wait(0.05)
