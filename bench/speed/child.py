"""casepool in a process of its own: `python -m bench.speed.child WAY TEXTS [MODEL]` prints its figures as JSON.

WAY: "check" (rules of the fields only, as `check` runs them), "rules" (as `extract --no-model`), "model", "vocabulary"
(the coded mentions alone), "matcher" (the automaton over the shadow text alone).
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from casepool.domain.document import Document

if TYPE_CHECKING:
    from casepool.extract.model import Model

WAYS = ("check", "rules", "model", "vocabulary", "matcher")


def make_reader(way: str, model: str) -> Callable[[list[Document]], int]:
    """A function that reads documents and gives the number of mentions; making it loads all that it needs."""
    if way == "matcher":
        return read_with_matcher()
    if way == "vocabulary":
        return read_vocabulary
    from casepool.extract.document import extract_document
    from casepool.extract.vocabulary import add_vocabulary

    if way == "check":
        return lambda documents: sum(len(extract_document(d).mentions) for d in documents)
    add = partial(add_vocabulary, model=load_model(model)) if way == "model" else add_vocabulary
    return lambda documents: sum(len(extract_document(d, vocabulary=add).mentions) for d in documents)


def load_model(path: str) -> "Model":
    """The model in a file."""
    from casepool.extract.model import Model

    return Model(Path(path).read_bytes())


def read_vocabulary(documents: list[Document]) -> int:
    """The coded mentions alone, with what they need: sentences, patients, status."""
    from casepool.extract.mentions import Reading
    from casepool.extract.vocabulary import find_vocabulary

    return sum(len(find_vocabulary(Reading.of(document))) for document in documents)


def read_with_matcher() -> Callable[[list[Document]], int]:
    """The automaton over the shadow text, with all names of the tables as they are written."""
    from casepool.knowledge.vocabulary import table_names
    from casepool.text.matcher import Matcher
    from casepool.text.shadow import Shadow

    matcher = Matcher((name.text.lower(), name.codes) for name in table_names())
    shadows: dict[str, str] = {}

    def read(documents: list[Document]) -> int:
        for document in documents:
            shadows.setdefault(document.id, Shadow(document.text).folded)
        return sum(len(matcher.find(shadows[document.id])) for document in documents)

    return read


def main(way: str, texts: str, model: str = "") -> None:
    """Start, read the texts twice (the first time is the start's: patterns are compiled on first use), print."""
    begin = time.process_time()
    from casepool.read.reader import read_bytes

    read = make_reader(way, model)
    read(list(read_bytes(b"A man had pain.", "first.txt")))
    started = time.process_time()
    with Path(texts).open(encoding="utf-8") as lines:
        documents = [d for n, t in enumerate(lines) for d in read_bytes(json.loads(t).encode("utf-8"), f"{n}.txt")]
    read(documents)
    again = time.process_time()
    found = read(documents)
    done = time.process_time()
    figures = {"start_s": started - begin, "seconds": done - again, "memory_mb": peak_memory(), "found": found}
    print(json.dumps(figures))


def peak_memory() -> float:
    """The most memory that this process held, in MB. What the system counts before the program began is left out."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
