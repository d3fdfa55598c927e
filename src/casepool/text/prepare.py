"""Compiles every pattern of the package and keeps them, so that each later start takes about half as long.

Run as `python -m casepool.text.prepare`. Without it everything works the same, only slower at the start.
"""

import importlib
import pkgutil

import casepool
from casepool.knowledge.compiled import keep_patterns
from casepool.knowledge.grammars import grammar_names
from casepool.knowledge.words import load_words
from casepool.text.grammar import CompiledRule, compile_grammar

_STEPS = ("casepool.knowledge.", "casepool.text.", "casepool.read.plain", "casepool.extract.", "casepool.audit.")
_CONDITIONS = ("pattern", "unless", "unless_before", "unless_after", "requires")


def prepare_patterns() -> None:
    """Ask for every pattern that the package declares: those of grammars, word lists and modules."""
    for module in pkgutil.walk_packages(casepool.__path__, "casepool."):
        if module.name.startswith(_STEPS) and module.name != __name__:
            importlib.import_module(module.name)
    for words in load_words().values():
        _ = words.pattern
    for name in grammar_names():
        for compiled in compile_grammar(name):
            _compile_all(compiled)


def _compile_all(compiled: CompiledRule) -> None:
    for key in _CONDITIONS:
        getattr(compiled, key)


if __name__ == "__main__":
    prepare_patterns()
    print(f"Patterns are kept in {keep_patterns()}.")
