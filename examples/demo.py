"""The demonstration: check every example paper and write a page for each, with the text and the findings beside it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAPERS = ROOT / "examples" / "papers"
PAGES = ROOT / "build" / "demo"


def main() -> int:
    """Run `casepool check` on the examples. 0 if it ran, whatever it found (the examples are full of faults)."""
    papers = sorted(path for path in PAPERS.iterdir() if path.suffix in (".md", ".txt", ".xml"))
    PAGES.mkdir(parents=True, exist_ok=True)
    names = [str(path.relative_to(ROOT)) for path in papers]
    command = ["check", *names, "--html", str(PAGES.relative_to(ROOT)), "--force"]
    print(f"casepool {' '.join(command)}\n", flush=True)
    status = subprocess.run([sys.executable, "-m", "casepool", *command], cwd=ROOT, check=False).returncode
    if status > 1:
        print(f"The check of the examples failed with exit status {status}.", file=sys.stderr)
        return status
    print(f"\n{len(papers)} invented papers were checked; each has a page with its text and its findings in {PAGES}")
    print(f"Open one in a browser, for example {PAGES / papers[-1].with_suffix('.html').name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
