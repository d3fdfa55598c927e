"""A corpus of synthetic documents: paragraphs of our own synthetic texts put together anew, as text and as JATS.

Each document takes the skeleton of one synthetic article (title, headings, order of parts) and exchanges some of its
paragraphs for paragraphs of the same part of others. Nothing in it is true, and nothing describes a person.
"""

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[2]
SEED = 20_240_501
JATS_SHARE = 0.5
SWAPPED = 0.3
PER_FOLDER = 1_000
_HEADING = re.compile(r"^(?:#+ .+|[A-Z][A-Za-z ]{3,40})$")
_HEAD = re.compile(r"\s*#+\s*")

Section = tuple[str, list[str]]


def list_skeletons() -> list[list[Section]]:
    """The synthetic articles as headings with their paragraphs; short case texts are one section."""
    articles = [*sorted((ROOT / "bench" / "audit" / "articles").glob("*.md"))]
    articles += sorted((ROOT / "examples" / "papers").glob("*.md"))
    texts = sorted((ROOT / "tests" / "data" / "cases").glob("*.txt"))
    found = [split_sections(path.read_text(encoding="utf-8")) for path in articles]
    for path in texts:
        body = path.read_text(encoding="utf-8").strip()
        found.append([(f"Invented case {path.stem}", []), ("Case report", body.split("\n\n"))])
    return found


def split_sections(text: str) -> list[Section]:
    """The title and every heading with the paragraphs below it."""
    sections: list[Section] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        if not sections or _HEADING.match(block):
            sections.append((_HEAD.sub("", block.strip(), count=1), []))
        else:
            sections[-1][1].append(block.strip())
    return sections


def write_corpus(folder: Path, documents: int) -> tuple[int, int]:
    """Write the corpus; files and bytes. The same number of documents gives the same files."""
    size = 0
    for number, (name, data) in enumerate(generate(documents)):
        place = folder / f"{number // PER_FOLDER:04d}" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        size += len(data)
    return documents, size


def generate(documents: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each document."""
    skeletons = list_skeletons()
    by_heading: dict[str, list[str]] = {}
    for skeleton in skeletons:
        for heading, paragraphs in skeleton[1:]:
            by_heading.setdefault(heading.casefold(), []).extend(p for p in paragraphs if not p.startswith("|"))
    for number in range(documents):
        chance = random.Random(SEED + number)
        sections = _recombine(chance, chance.choice(skeletons), by_heading)
        if chance.random() < JATS_SHARE:
            yield f"d{number:06d}.xml", write_jats(sections).encode()
        else:
            yield f"d{number:06d}.md", write_markdown(sections).encode()


def _recombine(chance: random.Random, skeleton: Sequence[Section], pool: dict[str, list[str]]) -> list[Section]:
    def choose(heading: str, paragraph: str) -> str:
        others = pool.get(heading.casefold(), [])
        swap = len(others) > 3 and not paragraph.startswith("|") and chance.random() < SWAPPED
        return chance.choice(others) if swap else paragraph

    return [(heading, [choose(heading, p) for p in paragraphs]) for heading, paragraphs in skeleton]


def write_markdown(sections: Sequence[Section]) -> str:
    """The document as Markdown."""
    blocks = [f"# {sections[0][0]}", *sections[0][1]]
    for heading, paragraphs in sections[1:]:
        blocks += [f"## {heading}", *paragraphs]
    return "\n\n".join(blocks) + "\n"


def write_jats(sections: Sequence[Section]) -> str:
    """The document as JATS, its abstract in the front."""
    title, front = sections[0]
    abstract = next((" ".join(p) for h, p in sections if h.casefold() in ("abstract", "summary")), "")
    body = "".join(
        f"<sec><title>{escape(heading)}</title>" + "".join(f"<p>{escape(p)}</p>" for p in paragraphs) + "</sec>"
        for heading, paragraphs in sections[1:]
        if heading.casefold() not in ("abstract", "summary")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<article article-type="case-report"><front><article-meta><title-group>'
        f"<article-title>{escape(title)}</article-title></title-group><abstract><p>{escape(abstract)}</p></abstract>"
        f"</article-meta></front><body><sec><title>Note</title>{''.join(f'<p>{escape(p)}</p>' for p in front)}</sec>"
        f"{body}</body></article>\n"
    )
