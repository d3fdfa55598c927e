"""How fast casepool reads, beside two peers in the same run: MB of UTF-8 text per second of one core, start, memory.

The peers (medspaCy, fenominal) look for the same names of signs; they are installed into an environment of their own
under build/. What cannot be installed or run is named as left out. Without the texts the benchmark raises LookupError.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.accuracy.gold import FOLDER, read_lines
from bench.accuracy.train import DATA, read_examples, train_model
from bench.speed.child import WAYS
from casepool.knowledge.vocabularies import load_hpo

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "build" / "peers"
PEERS = {"medspacy": ("medspacy==1.3.1", "thinc==8.2.3", "numpy<2"), "fenominal": ("fenominal==0.3.4",)}
SET = "maccrobat2020"
PEER_BYTES = 120_000
Json = dict[str, Any]


def measure() -> Json:
    """Figures of each way of casepool and of each peer that is here, and how they compare."""
    path = FOLDER / SET / "docs.jsonl"
    if not path.exists():
        raise LookupError(f"the set {SET} is not here")
    texts = [item["text"] for item in read_lines(path)]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        ours = {way: measure_way(way, texts, place) for way in WAYS}
        peers = {name: measure_peer(name, texts, place) for name in PEERS}
    left_out = {name: found["left_out"] for name, found in peers.items() if "left_out" in found}
    peers = {name: found for name, found in peers.items() if name not in left_out}
    return {"set": SET, "casepool": ours, "peers": peers, "left_out": left_out, "times": compare(ours, peers)}


def compare(ours: Json, peers: Json) -> Json:
    """How many times faster than each peer casepool is, by rules only and with the model."""
    return {
        f"{way} / {name}": round(ours[way]["mb_per_s"] / found["mb_per_s"], 1)
        for name, found in peers.items()
        for way in ("rules", "model")
    }


def measure_way(way: str, texts: list[str], place: Path) -> Json:
    """One way of casepool over all texts, in a process of its own."""
    model = place / "model.crf"
    if way == "model" and not model.exists():
        model.write_bytes(train_model(read_examples(DATA)))
    file = write_lines(place / "texts.jsonl", texts)
    return run_child([sys.executable, "-m", "bench.speed.child", way, str(file), str(model)], texts)


def measure_peer(name: str, texts: list[str], place: Path) -> Json:
    """One peer over the first texts (it may be slow), or why it is left out."""
    some = take_texts(texts, PEER_BYTES)
    file = write_lines(place / f"{name}.jsonl", some)
    words = write_lines(place / "words.jsonl", list_words())
    try:
        python = make_environment(name)
        return run_child([str(python), str(Path(__file__).with_name("peers.py")), name, str(words), str(file)], some)
    except (OSError, subprocess.CalledProcessError) as error:
        detail = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        return {"left_out": detail[-1] if detail else "it did not run"}


def make_environment(name: str) -> Path:
    """The Python of an environment in which the peer is installed; made on first use."""
    folder = PLACE / name
    python = folder / "bin" / "python"
    done = folder / "installed"
    if not done.exists():
        uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
        run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)])
        run([uv, "pip", "install", "--quiet", "--python", str(python), *PEERS[name]])
        done.write_text("\n".join(PEERS[name]) + "\n", encoding="utf-8")
    return python


def take_texts(texts: list[str], size: int) -> list[str]:
    """The first texts that together hold about `size` bytes."""
    some: list[str] = []
    held = 0
    for text in texts:
        if held < size:
            some.append(text)
            held += len(text.encode("utf-8"))
    return some


def list_words() -> list[Json]:
    """The signs with their labels, exact synonyms and parents."""
    return [
        {
            "id": term.id,
            "label": term.label,
            "synonyms": [s.text for s in term.synonyms if s.scope == "EXACT"],
            "parents": list(term.parents),
        }
        for term in load_hpo()
        if term.branch == "phenotype"
    ]


def write_lines(path: Path, items: list[Any]) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    return path


def run_child(command: list[str], texts: list[str]) -> Json:
    """The figures that a child prints, with the speed in MB/s."""
    found: Json = json.loads(run(command).strip().splitlines()[-1])
    megabytes = sum(len(text.encode("utf-8")) for text in texts) / 1e6
    return {
        "mb": round(megabytes, 3),
        "mb_per_s": round(megabytes / max(found["seconds"], 1e-9), 3),
        "start_s": round(found["start_s"], 2),
        "memory_mb": round(found["memory_mb"]),
        "found": found["found"],
    }


def run(command: list[str]) -> str:
    """What a command prints. Raises CalledProcessError if it fails."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1, ensure_ascii=False))
