"""No pattern of a grammar runs away on a long or repetitive sentence."""

import subprocess
import sys

PROGRAM = """
from casepool.knowledge.grammars import grammar_names
from casepool.text.grammar import compile_grammar

for name in grammar_names():
    for compiled in compile_grammar(name):
        own = [example.text.lower() for example in compiled.rule.finds]
        words = own[0].split() or ["a"]
        for text in (
            " ".join(own * 10)[:2000],
            "and or " * 300,
            "a " * 800,
            "1, " * 500,
            (words[0] + " ") * 300,
            "positive for " * 100,
            "x" * 1500,
            " ".join(word for word in words for _ in range(30)),
        ):
            list(compiled.search(text, 0, len(text)))
"""


def test_no_pattern_runs_away() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], timeout=240, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
