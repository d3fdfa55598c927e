"""`casepool extract --engine llm:NAME`: a language model reads files or a project, and what it got wrong is counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from casepool.cli.outputs import json_line, put_out, say
from casepool.cli.projects import count, opened
from casepool.engines.chat import Endpoint
from casepool.engines.keep import AnswerShelf
from casepool.engines.settings import FILE, EngineSettings, name_engine, read_settings
from casepool.pipeline.engine import EngineDone, EngineReader, EngineReading, read_project
from casepool.write.escape import show_line

if TYPE_CHECKING:
    from casepool.pipeline.extract import Extracted


@dataclass
class EngineChoice:
    """The engine that the user chose. `failed` is set by the last file of which a part was not answered."""

    settings: EngineSettings
    keep: Path | None = None
    unpublished: bool = False
    failed: bool = field(default=False, init=False)

    def read(self, item: "Extracted") -> "Extracted":
        """What the engine reads in the documents of one file, in place of what the rules read."""
        from casepool.knowledge.forms import load_form

        form = load_form()
        say_egress(self.settings)
        with Endpoint(self.settings) as endpoint:
            reader = EngineReader(endpoint, AnswerShelf(self.keep))
            read = [reader.read(extraction, form, self.unpublished) for extraction in item.extractions]
        for reading in read:
            say(f"{show_line(item.source)}: {describe_reading(reading)}")
        self.failed = not all(reading.is_whole for reading in read)
        return replace(item, extractions=tuple(reading.extraction for reading in read))


def choose_engine(
    engine: str, file: str, address: str, model: str, keep: str, egress: bool, unpublished: bool, place: str
) -> EngineChoice:
    """The engine of a call. Without a settings file that of the project is read, if there is one."""
    name = name_engine(engine)
    if not file and not address:
        file = find_settings_file(place)
    settings = read_settings(name, file, address, model, egress)
    return EngineChoice(settings, Path(keep) if keep else None, unpublished)


def find_settings_file(place: str) -> str:
    """engines.toml of the named project, else of this folder; "" where there is none."""
    path = Path(place or ".") / FILE
    return str(path) if path.is_file() else ""


def say_egress(settings: EngineSettings) -> None:
    """Name a remote engine in the log before anything goes there."""
    if not settings.is_local:
        say(f"Text goes to {settings.address} (allowed with --allow-egress).")


def describe_reading(reading: EngineReading) -> str:
    """The counts of a reading in one line, and its problem."""
    reasons = ", ".join(f"{number} {reason.replace('_', ' ')}" for reason, number in reading.rejected)
    told = [
        f"{reading.answered} of {count(reading.asked, 'part')} answered",
        f"{count(reading.accepted, 'value')} accepted",
        f"{sum(number for _, number in reading.rejected)} rejected" + (f" ({reasons})" if reasons else ""),
    ]
    if reading.suspicious:
        told.append(f"{count(reading.suspicious, 'sentence')} not sent: they speak to reader programs")
    return ", ".join(told) + (f". {reading.problem}" if reading.problem else ".")


def extract_project(chosen: EngineChoice, place: str, as_json: bool) -> int:
    """Let the engine read a project; the exit status."""
    done: list[EngineDone] = []

    def tell(item: EngineDone) -> None:
        done.append(item)
        put_out(json_line(_show(item)) if as_json else _line(item))

    with opened(place) as project, Endpoint(chosen.settings) as endpoint:
        read_project(project, endpoint, tell, say)
    return _status(done)


def _status(done: Sequence[EngineDone]) -> int:
    return 3 if any(item.reading and not item.reading.is_whole for item in done) else 0


def _line(item: EngineDone) -> str:
    told = describe_reading(item.reading) if item.reading else f"left out, {item.left_out}"
    return f"{show_line(item.publication.label)}: {told}\n"


def _show(item: EngineDone) -> dict[str, object]:
    counts = item.reading.counts if item.reading else {}
    problem = str(item.reading.problem) if item.reading and item.reading.problem else ""
    return {"publication": item.publication.id, "left_out": item.left_out, **counts, "problem": problem}
