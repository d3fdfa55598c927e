"""Releases of the article: when, by whom, of which state of the project, and why if something still blocked it."""

import json
from dataclasses import asdict, dataclass

from casepool.store import Project

RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Release:
    """A release that was made. `head` is the chain head of the history then, `reason` empty if nothing blocked it."""

    time: str
    by: str
    head: str
    reason: str = ""

    @property
    def sentence(self) -> str:
        """What the article prints of a release that something still blocked; empty for any other."""
        return f"Released with open points. Reason given: {self.reason}" if self.reason else ""


def read_release(project: Project) -> Release | None:
    """The newest release, None if there is none."""
    kept = project.setting(RELEASE)
    return Release(**json.loads(kept)) if kept else None


def keep_release(project: Project, made: Release) -> Release:
    """Keep a release; the history keeps those before it."""
    project.save_setting(RELEASE, json.dumps(asdict(made), ensure_ascii=False, sort_keys=True), made.by)
    return made
