"""One peer, run in its own environment: `python peers.py NAME WORDS TEXTS` prints start, seconds and memory as JSON.

WORDS: JSON Lines {"id", "label", "synonyms", "parents"} of the names to look for; TEXTS: JSON Lines of texts.
This file imports nothing of casepool: it runs where only the peer is installed.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def read_lines(path: str) -> list[Any]:
    with Path(path).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def start_medspacy(words: list[Any]) -> Callable[[str], int]:
    """medspaCy with a rule for each name, its sentence splitter and its context rules."""
    import medspacy
    from medspacy.ner import TargetRule

    pipeline = medspacy.load()
    matcher = pipeline.get_pipe("medspacy_target_matcher")
    names = {name.lower() for term in words for name in (term["label"], *term["synonyms"])}
    matcher.add([TargetRule(name, "PHENOTYPE") for name in sorted(names)])
    return lambda text: len(pipeline(text).ents)


def start_fenominal(words: list[Any]) -> Callable[[str], int]:
    """fenominal with the same terms, as the ontology file that it reads."""
    from fenominal import Fenominal

    base = "http://purl.obolibrary.org/obo/"
    known = {term["id"] for term in words}
    nodes = [make_node(base, "HP:0000001", "All", []), make_node(base, "HP:0000118", "Phenotypic abnormality", [])]
    nodes += [make_node(base, term["id"], term["label"], term["synonyms"]) for term in words]
    edges = [make_edge(base, "HP:0000118", "HP:0000001")]
    edges += [make_edge(base, t["id"], p) for t in words for p in t["parents"] if p in known or p == "HP:0000118"]
    graph = {"id": base + "hp.json", "meta": {"version": base + "hp/releases/2026-02-16/hp.json"}, "nodes": nodes}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hp.json"
        path.write_text(json.dumps({"graphs": [{**graph, "edges": edges}]}), encoding="utf-8")
        engine = Fenominal(str(path))
    return lambda text: count_hits(engine.map_text(text))


def count_hits(found: Any) -> int:
    """The number of hits: fenominal gives them as a list, or as the text of one."""
    return len(json.loads(found) if isinstance(found, str) else found)


def make_node(base: str, code: str, label: str, synonyms: list[str]) -> dict[str, Any]:
    meta = {"synonyms": [{"pred": "hasExactSynonym", "val": name} for name in synonyms]}
    return {"id": base + code.replace(":", "_"), "lbl": label, "type": "CLASS", "meta": meta}


def make_edge(base: str, child: str, parent: str) -> dict[str, str]:
    return {"sub": base + child.replace(":", "_"), "pred": "is_a", "obj": base + parent.replace(":", "_")}


def peak_memory() -> float:
    """The most memory that this process held, in MB; resource counts what its parent held too."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(name: str, words: str, texts: str) -> None:
    begin = time.process_time()
    read = {"medspacy": start_medspacy, "fenominal": start_fenominal}[name](read_lines(words))
    started = time.process_time()
    found = sum(read(text) for text in read_lines(texts))
    done = time.process_time()
    figures = {"start_s": started - begin, "seconds": done - started, "memory_mb": peak_memory(), "found": found}
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
