"""Runs every benchmark and stores what it measured: `python bench/prove.py [NAME ...]`.

A benchmark is a folder of bench/ with a `measure.py` whose function `measure()` returns a dict that JSON can hold. The
result goes to bench/proof/NAME.json, with the commit and the shape of the machine beside it. A benchmark that needs
something that is not here raises LookupError with the reason: it is named as left out, and its stored result stays.
"""

import importlib.util
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

BENCH = Path(__file__).parent
if str(BENCH.parent) not in sys.path:
    sys.path.insert(0, str(BENCH.parent))


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all. 0 if each ran or was left out with a reason."""
    places = {path.parent.name: path for path in sorted(BENCH.glob("*/measure.py"))}
    unknown = sorted(set(names) - set(places))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(places)}.", file=sys.stderr)
        return 2
    for name in names or places:
        try:
            print(f"{name}: {store(name, run_measure(places[name]))}", flush=True)
        except LookupError as reason:
            print(f"{name}: left out, {reason.args[0]}", flush=True)
    return 0


def run_measure(path: Path) -> dict[str, Any]:
    """Import a benchmark by its path and run it."""
    spec = importlib.util.spec_from_file_location(f"measure_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    measured: dict[str, Any] = module.measure()
    return measured


def store(name: str, measured: dict[str, Any]) -> str:
    """Write the result beside commit and machine; the path, relative to the repository."""
    folder = BENCH / "proof"
    folder.mkdir(exist_ok=True)
    place = folder / f"{name}.json"
    result = {"benchmark": name, "commit": read_commit(), "machine": describe_machine(), "measured": measured}
    text = json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False)
    place.write_text(text + "\n", encoding="utf-8", newline="\n")
    return place.relative_to(BENCH.parent).as_posix()


def read_commit() -> str:
    """The commit that was measured, with "+ changes" if files differ from it; empty outside a repository."""
    try:
        commit = git("rev-parse", "--short=12", "HEAD")
        changed = git("status", "--porcelain", "--", "src")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return commit + (" + changes" if changed else "")


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=BENCH, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip()


def describe_machine() -> dict[str, Any]:
    """What a reader needs to compare times: cores, system, Python."""
    return {
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
