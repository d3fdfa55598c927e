"""How much text and which tables come back from real PDFs, and how fast, beside other open readers in the same run.

Truth is the JATS of the same article (../shared/papers). The other readers are installed into an environment of their
own (build/peers); one that cannot be installed is left out by name. Speeds are also given as a ratio to the engine's
own plain text, since times of single runs on shared machines mean little.
"""

import importlib
import json
import os
import subprocess
import sys
import venv
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("CASEPOOL_SHARED") or ROOT.parent / "shared")
PEERS = ("pypdfium2", "pdfminer.six", "pypdf", "pdfplumber")
RAW = "pypdfium2"


def measure() -> dict[str, Any]:
    """Every reader over every PDF. Raises LookupError when the reference papers are not here."""
    papers = SHARED / "papers"
    if not papers.exists():
        raise LookupError("it needs ../shared/papers")
    sys.path.append(str(SHARED / "reading"))
    paths = sorted([*papers.glob("pairs/*.pdf"), *papers.glob("ctl/*.pdf")])
    measured: dict[str, Any] = {"readers": {}, "left out": {}}
    for name in ("casepool", *PEERS):
        try:
            measured["readers"][name] = measure_reader(name, paths)
        except LookupError as reason:
            measured["left out"][name] = str(reason.args[0])
    raw = measured["readers"].get(RAW)
    for reader in measured["readers"].values():
        if raw:
            reader["speed as share of plain engine text"] = round(reader["pages/s"] / raw["pages/s"], 3)
    return measured


def measure_reader(name: str, paths: list[Path]) -> dict[str, Any]:
    """One reader over all PDFs: figures per document and for all real papers and all layouts."""
    python = sys.executable if name in ("casepool", RAW) else peer_python(name)
    runs = run_reader(python, name, paths)
    documents = {run["name"]: score_run(run, path) for run, path in zip(runs, paths, strict=True)}
    pages, seconds = sum(r["pages"] for r in runs), sum(r["seconds"] for r in runs)
    return {
        "real papers": sum_up([d for n, d in documents.items() if n.startswith("PMC")]),
        "typeset layouts": sum_up([d for n, d in documents.items() if not n.startswith("PMC")]),
        "pages/s": round(pages / seconds, 1),
        "memory_mb": round(max(r["memory_mb"] for r in runs)),
        "documents": {n: show(d) | {"pages/s": d["pages/s"]} for n, d in documents.items()},
    }


def run_reader(python: str, name: str, paths: list[Path]) -> list[dict[str, Any]]:
    script = Path(__file__).with_name("read_with.py")
    done = subprocess.run([python, str(script), name, *map(str, paths)], capture_output=True, encoding="utf-8")
    if done.returncode:
        raise LookupError(f"it failed: {done.stderr.strip().splitlines()[-1]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def peer_python(name: str) -> str:
    """The Python of the environment of the other readers, with this one installed."""
    folder = ROOT / "build" / "peers"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", name]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise LookupError(f"{name} could not be installed")
    return str(python)


def score_run(run: dict[str, Any], path: Path) -> dict[str, Any]:
    """Counts of the scorers for one document."""
    common, text, tables = (importlib.import_module(f"score_{n}") for n in ("common", "text", "tables"))
    truth = path.with_suffix(".xml")
    if truth.exists():
        paragraphs, grids = common.jats_paragraphs(truth), common.jats_tables(truth)
    else:
        paragraphs = json.loads((path.parent / "truth_paras.json").read_text(encoding="utf-8"))
        grids = [json.loads((path.parent / "truth_table.json").read_text(encoding="utf-8"))]
    answer = run["answer"]
    counts = text.score(answer, common.sentences(paragraphs))
    table = tables.score(tables.extracted(answer), grids)
    table["table pairs"] = table.pop("pairs")
    faults = {"format problems": len(common.problems(answer)), "pages/s": round(run["pages"] / run["seconds"], 1)}
    return {**counts, **table, **faults}


def sum_up(documents: list[dict[str, Any]]) -> dict[str, float]:
    sums: Counter[str] = Counter()
    for document in documents:
        sums.update({k: v for k, v in document.items() if k != "pages/s"})
    return show(sums)


def show(counts: dict[str, Any] | Counter[str]) -> dict[str, float]:
    """Counts as the figures that the reading guide names."""
    return {
        "sentences %": share(counts["found"], counts["n"]),
        "order inversions %": share(counts["inverted"], counts["pairs"]),
        "long words whole %": share(counts["words_found"], counts["words"]),
        "line-end hyphens and ligatures left": counts["hyph"] + counts["lig"],
        "running heads left": counts["heads"],
        "table cells %": share(counts["cells_found"], counts["cells"]),
        "table pairs %": share(counts["pairs_found"], counts["table pairs"]),
        "table purity %": share(counts["right"], counts["claimed"]),
        "format problems": counts["format problems"],
    }


def share(part: float, whole: float) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
