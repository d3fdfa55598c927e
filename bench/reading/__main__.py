"""python -m bench.reading --json FILE: run the benchmark of reading and write what it measured."""

import argparse
import json
from pathlib import Path

from bench.reading.measure import measure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="where to write the result; without it, standard output")
    place = parser.parse_args().json
    text = json.dumps(measure(), indent=1, ensure_ascii=False)
    if place is None:
        print(text)
    else:
        place.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
