"""casepool reads case reports and ties every value to its quote. What can be called from Python: casepool.api."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

__all__ = [
    "CasepoolError", "CheckResult", "Document", "EvidenceError", "ExportFile", "Extraction", "KnowledgeError", "Pooled",
    "ReadError", "UsageError", "__version__", "check_document", "export_extractions", "extract_document",
    "pool_extractions", "read_data", "read_file",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """The names of casepool.api, imported when one of them is first used: `casepool --version` needs none."""
    if name in __all__:
        return getattr(import_module("casepool.api"), name)
    raise AttributeError(f"module 'casepool' has no attribute {name!r}")
