"""`casepool serve`: the workbench in the browser."""

import getpass
import threading
import webbrowser

import click

from casepool.cli.outputs import say
from casepool.domain.errors import UsageError

PORT = 8765


@click.command("serve")
@click.argument("project", default="")
@click.option("--project", "place", default="", help="The same, as in the other commands.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any free port.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option("--team", is_flag=True, help="Named users with passwords, behind a proxy that speaks TLS.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="The address to listen on (others need --team).")
@click.option("--origin", default="", help="With --team: the address that browsers use, https://review.example.org.")
@click.option("--proxy", default="", help="With --user-header: the address of the proxy that is trusted.")
@click.option("--user-header", default="", help="The header in which that proxy names the signed-in user.")
def serve_command(
    project: str,
    place: str,
    port: int,
    no_browser: bool,
    team: bool,
    bind: str,
    origin: str,
    proxy: str,
    user_header: str,
) -> None:
    """Open the workbench on PROJECT (a folder, or the address of a database; default: the folder you are in).

    It listens on this machine only. The first address holds a token that works once and for two minutes.
    """
    import uvicorn

    from casepool.pipeline.project import find_project
    from casepool.web.app import create_app
    from casepool.web.listen import check_team, open_socket
    from casepool.web.settings import LOCAL, TEAM, WebSettings

    place = find_project(project or place)
    if not team and bind not in ("127.0.0.1", "::1", "localhost"):
        raise UsageError(f"{bind} can be reached by others. Add --team with users and TLS, or leave --bind out.")
    settings = WebSettings(
        place,
        TEAM if team else LOCAL,
        origin=check_team(origin, user_header, proxy) if team else "",
        hosts=name_hosts(origin) if team else WebSettings(place).hosts,
        user=getpass.getuser(),
        user_header=user_header,
        proxy=proxy,
    )
    app = create_app(settings)
    if team and not any(user.role == "admin" and user.active for user in app.state.workspace.project.users()):
        raise UsageError("There is no admin yet. Make one on this machine: casepool user add NAME --role admin")
    socket = open_socket(bind, port)
    address = origin or f"http://127.0.0.1:{socket.getsockname()[1]}"
    first = address if team else f"{address}/sign-in#{app.state.entry.value}"
    say(f"Workbench of {place}: {first}")
    say("Stop it with Ctrl+C; every answer is saved as soon as it is given.")
    if not (no_browser or team):
        threading.Timer(0.8, webbrowser.open, [first]).start()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", proxy_headers=False, server_header=False))
    server.run(sockets=[socket])


def name_hosts(origin: str) -> tuple[str, ...]:
    """The names under which a team's server may be called: that of its address, and this machine's."""
    from urllib.parse import urlsplit

    return (urlsplit(origin).hostname or "", "127.0.0.1", "localhost")
