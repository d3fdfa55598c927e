"""Passwords and one-time links of named users. Only hashes are kept; the slow hash runs outside the event loop."""

import hashlib
import secrets
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from casepool.domain.errors import UsageError
from casepool.store import Credential, Project

LINK_MINUTES = 15
SHORTEST = 10
_TRIES, _WAIT_SECONDS = 8, 60.0


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the parameters that the library recommends."""
    return PasswordHasher()


def check_password(project: Project, user: str, password: str) -> bool:
    """Whether this is the password of an active user. An unknown name takes as long as a wrong password."""
    known = next((item for item in project.users() if item.name == user and item.active), None)
    credential = project.credential(user) if known else None
    kept = credential.password_hash if credential and credential.password_hash else _nobody()
    try:
        hasher().verify(kept, password)
    except (VerificationError, ValueError):
        return False
    if credential is None or not credential.password_hash:
        return False
    if hasher().check_needs_rehash(kept):
        project.set_credential(Credential(user, hasher().hash(password)))
    return True


@cache
def _nobody() -> str:
    return hasher().hash(secrets.token_urlsafe(16))


def check_length(password: str) -> None:
    """Raise UsageError for a password that is too short."""
    if len(password) < SHORTEST:
        raise UsageError(
            f"A password needs at least {SHORTEST} characters. Several words are easier to keep than signs."
        )


def choose_password(project: Project, user: str, password: str) -> None:
    """Set the password of a user; other sessions and links of the user end. Raises UsageError for a short one."""
    check_length(password)
    project.end_sessions(user=user)
    project.set_credential(Credential(user, hasher().hash(password)))


def make_link(project: Project, user: str) -> str:
    """A token for choosing a password, good once and for LINK_MINUTES; the old password no longer works."""
    token = secrets.token_urlsafe(24)
    ends = (datetime.now(UTC) + timedelta(minutes=LINK_MINUTES)).isoformat(timespec="seconds")
    project.end_sessions(user=user)
    project.set_credential(Credential(user, "", hashlib.sha256(token.encode()).hexdigest(), ends))
    return token


class Attempts:
    """Counts failed sign-ins by name and address; after a few in a minute the next one has to wait."""

    def __init__(self) -> None:
        self._failed: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def must_wait(self, *names: str) -> bool:
        """Whether one of these names or addresses has failed too often in the last minute."""
        with self._lock:
            return any(len(self._recent(name)) >= _TRIES for name in names)

    def failed(self, *names: str) -> None:
        """Remember a failed attempt."""
        with self._lock:
            for name in names:
                self._failed[name] = [*self._recent(name), time.monotonic()]
            if len(self._failed) > 10_000:
                self._failed = {name: times for name in list(self._failed) if (times := self._recent(name))}

    def _recent(self, name: str) -> list[float]:
        return [moment for moment in self._failed.get(name, []) if time.monotonic() - moment < _WAIT_SECONDS]
