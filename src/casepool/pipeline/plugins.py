"""Plug-ins of the installation: found by their entry points when a command first needs them."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from casepool.domain.case import Case
from casepool.domain.document import Document
from casepool.domain.errors import Problem, ReadError, UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.finding import SEVERITIES, Finding
from casepool.domain.form import Form
from casepool.domain.plugin import ExporterPlugin, ExtractorPlugin, ReaderPlugin, RulePlugin
from casepool.extract.settle import settle_case
from casepool.read.files import load_bytes, printable_path, read_path
from casepool.read.reader import read_bytes

Kind = TypeVar("Kind", ReaderPlugin, ExtractorPlugin, RulePlugin, ExporterPlugin)


@cache
def find_plugins(group: str, kind: type[Kind]) -> tuple[Kind, ...]:
    """The plug-ins of a group, by name. Raises UsageError for one that cannot be loaded or is something else."""
    from importlib.metadata import entry_points

    found = []
    for point in sorted(entry_points(group=group), key=lambda p: p.name):
        try:
            plugin = point.load()
        except Exception as error:
            raise UsageError(
                f"The plug-in {point.name} ({point.value}) could not be loaded: {type(error).__name__}: {error}. "
                "Mend it, or uninstall its package."
            ) from error
        if not isinstance(plugin, kind):
            raise UsageError(
                f"The plug-in {point.name} ({point.value}) of {group} must be a {kind.__name__}, "
                f"not {type(plugin).__name__}."
            )
        found.append(plugin)
    return tuple(found)


def read_any(path: str, ocr: bool = False) -> tuple[Document, ...]:
    """Read a file by a plug-in that takes its ending, else by casepool. Raises ReadError."""
    plugin = find_reader(path)
    return _read_with(plugin, load_bytes(path), printable_path(path)) if plugin else read_path(path, ocr=ocr)


def read_any_bytes(data: bytes, name: str, ocr: bool = False) -> tuple[Document, ...]:
    """Read bytes by a plug-in that takes the ending of their name, else by casepool. Raises ReadError."""
    plugin = find_reader(name)
    return _read_with(plugin, data, name) if plugin else read_bytes(data, name, ocr=ocr)


def find_reader(name: str) -> ReaderPlugin | None:
    """The plug-in that reads files of this name, None if there is none."""
    ending = Path(name).suffix.lower()
    readers = find_plugins("casepool.readers", ReaderPlugin) if ending else ()
    return next((plugin for plugin in readers if ending in plugin.endings), None)


def _read_with(plugin: ReaderPlugin, data: bytes, name: str) -> tuple[Document, ...]:
    try:
        return tuple(plugin.read(data, name, hashlib.sha256(data).hexdigest()))
    except ReadError:
        raise
    except Exception as error:
        said = f"{name} could not be read by the plug-in {plugin.name}: {type(error).__name__}: {str(error)[:200]}."
        raise ReadError(Problem("plugin_failed", said, "Tell its makers, or uninstall it.", fatal=True)) from error


def add_mentions(extraction: Extraction, form: Form) -> Extraction:
    """The extraction with what extractors of the installation find; the cases that they speak of are settled anew."""
    plugins = find_plugins("casepool.extractors", ExtractorPlugin)
    found = [mention for plugin in plugins for mention in plugin.find(extraction)]
    if not found:
        return extraction
    fields = {mention.field for mention in found}

    def settle(case: Case) -> Case:
        added = [mention for mention in found if mention.case == case.id]
        if not added:
            return case
        told = sorted((*case.mentions, *added), key=lambda m: m.evidence.span.start)
        fresh = settle_case(form, [m for m in told if m.field in fields], extraction.document.text)
        kept = tuple(answer for answer in case.assertions if answer.field not in {a.field for a in fresh})
        return replace(case, mentions=tuple(told), assertions=(*kept, *fresh))

    return replace(extraction, cases=tuple(settle(case) for case in extraction.cases))


def add_findings(extraction: Extraction, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings with those of rules of the installation, gravest first."""
    plugins = find_plugins("casepool.rules", RulePlugin)
    added = [finding for plugin in plugins for finding in plugin.find(extraction)]
    if not added:
        return findings
    return tuple(sorted((*findings, *added), key=lambda finding: SEVERITIES.index(finding.severity)))


def list_exporters() -> dict[str, ExporterPlugin]:
    """The exporters of the installation, by name."""
    return {plugin.name: plugin for plugin in find_plugins("casepool.exporters", ExporterPlugin)}


def list_installed() -> Iterable[tuple[str, str]]:
    """Group and name of every plug-in that is installed; for `doctor`."""
    kinds = (ReaderPlugin, ExtractorPlugin, RulePlugin, ExporterPlugin)
    groups = ("casepool.readers", "casepool.extractors", "casepool.rules", "casepool.exporters")
    for group, kind in zip(groups, kinds, strict=True):
        yield from ((group, plugin.name) for plugin in find_plugins(group, kind))
