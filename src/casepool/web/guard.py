"""What every request passes before it reaches a page: host, size, origin and token of writes; headers of answers."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

from casepool.web.settings import WebSettings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

SAFE = ("GET", "HEAD", "OPTIONS")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'none'; "
    "frame-src 'self'; frame-ancestors {ancestors}; base-uri 'none'; form-action 'none'"
)
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
MOST_BODY = 60_000_000
"""Bytes of one request: a file of 50 MB (the limit of readers) with what surrounds it."""


class Guard:
    """Refuses what comes under a foreign name, from a foreign page, or is too large; adds the headers of safety."""

    def __init__(self, app: App, settings: WebSettings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self.refuse(scope["method"], headers)
        if refusal:
            await JSONResponse({"error": refusal[1]}, refusal[0])(scope, receive, _with_headers(send, scope["path"]))
            return
        await self.app(scope, _limit(receive), _with_headers(send, scope["path"]))

    def refuse(self, method: str, headers: Headers) -> tuple[int, str] | None:
        """Status and words of a refusal, None where the request may go on."""
        if _host_of(headers.get("host", "")) not in self.settings.hosts:
            return 400, "This server is not known under that name. Use the address that casepool serve printed."
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BODY:
            return 413, f"One request may hold {MOST_BODY // 1_000_000} MB. Send a smaller file."
        if method in SAFE or self.is_own(headers):
            return None
        return 403, "This write did not come from a page of this workbench, so it was refused. Reload the page."

    def is_own(self, headers: Headers) -> bool:
        """Whether a write was sent by a page of this server."""
        origin = headers.get("origin", "")
        own = self.settings.origin or f"http://{headers.get('host', '')}"
        return origin == own and headers.get("sec-fetch-site", "same-origin") == "same-origin"


def _host_of(host: str) -> str:
    """The name in a Host header, without its port; empty for one that is not understood."""
    try:
        parts = urlsplit(f"//{host}")
        name = parts.hostname or ""
    except ValueError:
        return ""
    return f"[{name}]" if ":" in name else name


def _limit(receive: Receive) -> Receive:
    """Cuts a body that is longer than it may be, whatever its header said."""
    seen = 0

    async def take() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BODY:
            return {"type": "http.disconnect"}
        return message

    return take


def _with_headers(send: Send, path: str) -> Send:
    ancestors = "'self'" if path.startswith("/article/preview") else "'none'"

    async def put(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _headers(path, ancestors):
                headers.setdefault(name, value)
        await send(message)

    return put


def _headers(path: str, ancestors: str) -> Iterable[tuple[str, str]]:
    yield "Content-Security-Policy", POLICY.format(ancestors=ancestors)
    yield from HEADERS.items()
