"""Users of a project, their credentials and sessions. Secrets are hashes only, and never in the history."""

from dataclasses import dataclass, replace

from sqlalchemy import delete, insert, select, update

from casepool.domain.review import User
from casepool.store import connect
from casepool.store.base import Base
from casepool.store.ledger import take_pen
from casepool.store.rows import put_row
from casepool.store.tables import CREDENTIAL, KINDS, SESSION


@dataclass(frozen=True, slots=True)
class Credential:
    """How a user signs in: hash of the password, and hash and end of a one-time link; empty where there is none."""

    user: str
    password_hash: str = ""
    link_hash: str = ""
    link_expires: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser: the SHA-256 of its token, the user, the token that writes carry, and when it ends (ISO)."""

    token_hash: str
    user: str
    csrf: str
    expires: str


class WritePeople(Base):
    """Writing users. Only an admin's name stands behind such a write; who may do it is checked by the caller."""

    def save_user(self, user: User, by: str, expected: int | None = None) -> User:
        """Add or change a user."""
        with self.writing(by) as pen:
            stamped = replace(user, created=user.created or pen.time)
            known = next((p for p in self.users() if p.name == user.name), None)
            stamped = replace(stamped, created=known.created) if known else stamped
            return put_row(pen, KINDS["user"], stamped, expected)  # type: ignore[no-any-return]

    def set_credential(self, credential: Credential) -> None:
        """Set how a user signs in; what was set before no longer works."""
        self.require_writable()
        with connect.writing(self.engine, self.name) as connection:
            take_pen(connection, "casepool", self.clock(), self.is_private)
            connection.execute(delete(CREDENTIAL).where(CREDENTIAL.c.user == credential.user))
            connection.execute(
                insert(CREDENTIAL).values(
                    user=credential.user,
                    password_hash=credential.password_hash,
                    link_hash=credential.link_hash,
                    link_expires=credential.link_expires,
                )
            )

    def credential(self, user: str) -> Credential | None:
        """How a user signs in, None if nothing was set."""
        with self.reading() as connection:
            row = connection.execute(select(CREDENTIAL).where(CREDENTIAL.c.user == user)).one_or_none()
        return Credential(row.user, row.password_hash, row.link_hash, row.link_expires) if row else None

    def spend_link(self, link_hash: str, now: str) -> str:
        """Use up a one-time link: the user it was for; empty if it is unknown, used, or past its time."""
        self.require_writable()
        held = (CREDENTIAL.c.link_hash == link_hash) & (CREDENTIAL.c.link_hash != "")
        with connect.writing(self.engine, self.name) as connection:
            take_pen(connection, "casepool", self.clock(), self.is_private)
            row = connection.execute(select(CREDENTIAL).where(held)).one_or_none()
            if row is None or row.link_expires <= now:
                return ""
            connection.execute(update(CREDENTIAL).where(held).values(link_hash="", link_expires=""))
            return str(row.user)

    def start_session(self, session: Session) -> None:
        """Keep a session until its end."""
        self.require_writable()
        with connect.writing(self.engine, self.name) as connection:
            connection.execute(delete(SESSION).where(SESSION.c.expires <= self.clock()))
            connection.execute(
                insert(SESSION).values(
                    token_hash=session.token_hash, user=session.user, csrf=session.csrf, expires=session.expires
                )
            )

    def session(self, token_hash: str, now: str) -> Session | None:
        """The session of a token, None if there is none or it has ended."""
        with self.reading() as connection:
            row = connection.execute(select(SESSION).where(SESSION.c.token_hash == token_hash)).one_or_none()
        return Session(row.token_hash, row.user, row.csrf, row.expires) if row and row.expires > now else None

    def end_sessions(self, user: str = "", token_hash: str = "") -> None:
        """End one session (by token), or all of a user."""
        self.require_writable()
        which = SESSION.c.token_hash == token_hash if token_hash else SESSION.c.user == user
        with connect.writing(self.engine, self.name) as connection:
            connection.execute(delete(SESSION).where(which))
