"""How the workbench is served."""

from dataclasses import dataclass

LOCAL, TEAM = "local", "team"
UPLOAD_QUOTA = 1_000_000_000
"""Bytes that one user may upload in a day, unless an admin sets another quota."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`place` is the project: its folder, or the address of its database.

    `mode` is "local" (one person on this machine, let in by a token in the first address) or "team" (named users with
    passwords, behind a proxy that speaks TLS). `origin` is the address that browsers use, `hosts` the names under which
    the server may be called. `user_header` names a header in which the proxy at `proxy` gives the signed-in user; it is
    taken from that address only. `user` is the name that stands in the history in local mode.
    """

    place: str
    mode: str = LOCAL
    origin: str = ""
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    user: str = "user"
    user_header: str = ""
    proxy: str = ""

    @property
    def is_team(self) -> bool:
        return self.mode == TEAM

    @property
    def cookie(self) -> str:
        """The name of the session cookie; behind TLS with the prefix that binds it to this host."""
        return "__Host-casepool" if self.is_team else "casepool"
