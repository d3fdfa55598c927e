"""One question to a chat endpoint: bounded in time and size, no redirects, no proxies, no tools, no memory."""

import json
import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from casepool.domain.errors import CasepoolError, UsageError
from casepool.engines.settings import EngineSettings

if TYPE_CHECKING:
    import httpx

Json = dict[str, Any]
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP states after which the same question may be answered a little later."""


class EngineError(CasepoolError):
    """An engine gave no usable answer.

    `again`: the same question may succeed later; `stops`: so will every other question fail now (wrong address).
    """

    exit_status = 3

    def __init__(self, message: str, again: bool = False, stops: bool = False) -> None:
        super().__init__(message)
        self.again = again
        self.stops = stops


class Endpoint:
    """The open connection to one engine. Use as a context."""

    def __init__(self, settings: EngineSettings) -> None:
        try:
            import httpx
        except ImportError as error:
            raise UsageError("Language models need httpx. Install it: pip install 'casepool[llm]'.") from error
        self.settings = settings
        self._client = httpx.Client(
            trust_env=False, follow_redirects=False, timeout=settings.timeout_seconds, headers=_headers(settings)
        )

    def __enter__(self) -> "Endpoint":
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def ask(self, body: Json) -> str:
        """The text of the answer to a question, asked again a few times where that may help. Raises EngineError."""
        for attempt in range(self.settings.retries + 1):
            try:
                return _content(self._post(body), self.settings)
            except EngineError as error:
                if not error.again or attempt == self.settings.retries:
                    raise
                time.sleep(self.settings.pause_seconds * 2**attempt)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _post(self, body: Json) -> bytes:
        import httpx

        address = f"{self.settings.address}/chat/completions"
        deadline = time.monotonic() + self.settings.timeout_seconds
        try:
            with self._client.stream("POST", address, json=body) as response:
                _check_state(response, self.settings)
                return b"".join(self._limited(response.iter_raw(), deadline))
        except httpx.TimeoutException as error:
            raise self._too_slow() from error
        except httpx.HTTPError as error:
            said = f"The engine llm:{self.settings.name} at {self.settings.address} cannot be reached: {error}."
            raise EngineError(f"{said} Start it, or correct its address.", again=True, stops=True) from error

    def _limited(self, pieces: Iterator[bytes], deadline: float) -> Iterator[bytes]:
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > self.settings.answer_bytes:
                raise EngineError(
                    f"The engine llm:{self.settings.name} answered more than {self.settings.answer_bytes:,} bytes; "
                    "the answer was dropped."
                )
            if time.monotonic() > deadline:
                raise self._too_slow()
            yield piece

    def _too_slow(self) -> EngineError:
        limit = f"{self.settings.timeout_seconds:g} seconds"
        return EngineError(f"The engine llm:{self.settings.name} did not answer within {limit}.", again=True)


def _headers(settings: EngineSettings) -> dict[str, str]:
    """No compressed answers: their size would not be known. The key comes from the environment only."""
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "casepool"}
    if settings.key_variable:
        key = os.environ.get(settings.key_variable, "")
        if not key:
            raise UsageError(f"The variable {settings.key_variable} of llm:{settings.name} is not set.")
        headers["Authorization"] = f"Bearer {key}"
    return headers


def _check_state(response: "httpx.Response", settings: EngineSettings) -> None:
    state = response.status_code
    if response.is_redirect or 300 <= state < 400:
        raise EngineError(
            f"The engine llm:{settings.name} sent the question on to another address; that is never followed. "
            "Give the final address.",
            stops=True,
        )
    if state != 200:
        raise EngineError(f"The engine llm:{settings.name} answered with HTTP state {state}.", again=state in AGAIN)
    if response.headers.get("content-encoding", "identity") != "identity":
        raise EngineError(f"The engine llm:{settings.name} sent a compressed answer; it was dropped.")


def _content(data: bytes, settings: EngineSettings) -> str:
    """The words of the model in the envelope of the protocol."""
    try:
        content = json.loads(data.decode("utf-8"))["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        said = f"The engine llm:{settings.name} did not answer in the chat protocol."
        raise EngineError(said, again=True) from error
    if not isinstance(content, str):
        raise EngineError(f"The engine llm:{settings.name} answered without words.", again=True)
    return content
