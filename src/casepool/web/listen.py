"""The socket of the workbench, and what a team must say before it is opened."""

import socket

from casepool.domain.errors import UsageError


def open_socket(bind: str, port: int) -> socket.socket:
    """A listening socket. Raises UsageError where the port is taken or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((bind, port))
    except OSError as error:
        made.close()
        raise UsageError(
            f"Port {port} of {bind} cannot be used ({error.strerror}). Another casepool serve may be running: "
            "close it, or choose another port with --port (0: any free one)."
        ) from error
    made.listen(128)
    return made


def check_team(origin: str, user_header: str, proxy: str) -> str:
    """The address of a team's workbench. Raises UsageError unless it is reached through TLS."""
    if not origin.startswith("https://"):
        raise UsageError(
            "A team needs TLS: give the address of the proxy in front as --origin https://NAME. "
            "docs/deployment shows a proxy and a service unit."
        )
    if user_header and not proxy:
        raise UsageError("--user-header needs --proxy ADDRESS: the header is believed from that address only.")
    return origin.rstrip("/")
