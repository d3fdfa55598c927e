"""The workbench in the browser: server-rendered pages, small ES modules, no request to anywhere else.

    create_app(WebSettings(place=..., ...)) -> FastAPI         app.py, the only place that puts the parts together
    Workspace    the open project, and its review as it stands (made anew when the history has moved on)   workspace.py
    Visitor      who is asking: user, role, token that writes carry                                        visitor.py
    require("reviewer")    a dependency: the visitor, who must have at least this role                     visitor.py
    show(request, "home", page="home", ...)    a page from templates/NAME.html.j2 in the common frame      pages.py
    routes/NAME.py         `router = APIRouter()`: the page of that name and the addresses that it calls
    static/NAME.js         the ES module of that page; static/base.js has `send(method, address, body)`

A page changes nothing (GET never writes). A write is JSON sent by `send`, which carries the visitor's token; the guard
(guard.py) refuses everything else. Models of requests are strict: no unknown key, no silent conversion. Errors of
casepool are caught once, in app.py, and become {"error": words} with a fitting status, or a page that says the words.
Who may see what is decided on the server: before both reviewers have signed, the answers of the other one are in no
response (blind.py).
"""
