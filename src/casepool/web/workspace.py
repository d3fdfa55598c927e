"""The open project of a running workbench, and the review as it stands."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from casepool.domain.review import Publication
from casepool.pipeline.project import open_review, read_plan
from casepool.pipeline.review import POOL_FILE, PROTOCOL_FILE, Plan, Review
from casepool.store import Project, open_project
from casepool.web.settings import WebSettings

T = TypeVar("T")


class Workspace:
    """One project, opened once and shared by all requests. What is derived from it is kept until it changes."""

    def __init__(self, settings: WebSettings) -> None:
        self.settings = settings
        self.project: Project = open_project(settings.place)
        self._lock = threading.RLock()
        self._made: dict[str, tuple[object, object]] = {}

    def close(self) -> None:
        """Let go of the project."""
        self.project.close()

    def now(self) -> str:
        """The time that sessions and links are measured with (ISO, UTC)."""
        return datetime.now(UTC).isoformat(timespec="seconds")

    def state(self) -> tuple[object, ...]:
        """What everything derived hangs on: heads of both histories, and when the plan's files were changed."""
        heads = tuple(store.chain_head() for store in self.project.stores)
        files = (self.project.folder / name for name in (PROTOCOL_FILE, POOL_FILE))
        return (*heads, *(file.stat().st_mtime_ns if file.exists() else 0 for file in files))

    def keep(self, name: str, make: Callable[[], T], state: object = None) -> T:
        """What `make` gives, made again only when the project has changed since (or `state`, where that is given)."""
        now = self.state() if state is None else state
        with self._lock:
            kept = self._made.get(name)
            if kept is None or kept[0] != now:
                kept = self._made[name] = (now, make())
        return kept[1]  # type: ignore[return-value]

    def plan(self) -> Plan:
        """The plan of the review. Raises KnowledgeError where a file of it cannot be understood."""
        return self.keep("plan", lambda: read_plan(self.project))

    def review(self) -> Review:
        """The review as it stands now."""
        return self.keep("review", lambda: open_review(self.project))

    def publications(self) -> tuple[Publication, ...]:
        """The publications of the project, those of the private store after them."""
        return tuple(item for store in self.project.stores for item in store.publications())
