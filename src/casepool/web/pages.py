"""Pages from templates, in the common frame. Everything that comes from a paper or a person is escaped."""

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from casepool import __version__
from casepool.web import heat
from casepool.web.visitor import Visitor, find_visitor
from casepool.write.escape import show_hidden, show_line

RAIL = (
    ("Project", (("home", "/", "Home"), ("publications", "/publications", "Publications"))),
    ("Read", (("tables", "/tables", "Tables"), ("workbench", "/workbench", "Workbench"), ("grid", "/grid", "Grid"))),
    (
        "Agree",
        (("adjudicate", "/adjudicate", "Adjudicate"), ("link", "/link", "Link"), ("findings", "/findings", "Findings")),
    ),
    ("Write", (("pool", "/pool", "Pool"), ("compare", "/compare", "Compare"), ("article", "/article", "Article"))),
    ("Keep", (("history", "/history", "History"), ("settings", "/settings", "Settings"))),
)


@cache
def load_templates() -> Environment:
    """The templates of the package: strict about names, escaping always on."""
    environment = Environment(
        loader=PackageLoader("casepool.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["line"] = show_line
    environment.filters["shown"] = show_hidden
    environment.filters["count"] = lambda number: f"{number:,}"
    environment.globals["rail"] = RAIL
    environment.globals["version"] = __version__
    environment.globals.update(heat_words=heat.WORDS, heat_classes=heat.CLASSES, heat_glyphs=heat.GLYPHS)
    return environment


def show(request: Request, name: str, page: str = "", status: int = 200, **parts: Any) -> HTMLResponse:
    """The page of template NAME. `page` marks the entry of the rail; `parts` are what the template speaks of."""
    visitor: Visitor | None = parts.pop("visitor", None) or find_visitor(request)
    workspace = request.app.state.workspace
    told = {
        "page": page,
        "visitor": visitor,
        "project_name": workspace.project.folder.name,
        "settings": workspace.settings,
        "read_only": workspace.project.read_only or bool(workspace.project.is_outdated),
        **parts,
    }
    return HTMLResponse(load_templates().get_template(f"{name}.html.j2").render(**told), status)
