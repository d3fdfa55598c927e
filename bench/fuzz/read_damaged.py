"""Read damaged inputs of one format: python read_damaged.py FORMAT SEED FIRST COUNT prints a JSON object per input.

Each line: {"number", "said" ("read" or the kind of refusal), "fault" ("" or what no reader may do), "seconds"}. The
line {"number", "begins": true} comes before each, so that an input which ends this process is known.
"""

import json
import sys
import time
import traceback
from random import Random
from typing import Any

from bench.fuzz.inputs import INPUTS
from bench.fuzz.mutate import mutate
from casepool.domain.document import Document
from casepool.domain.errors import ReadError
from casepool.domain.record import RecordList
from casepool.read.limits import DEFAULT_LIMITS
from casepool.read.reader import READERS, check_size, read_here
from casepool.read.records import read_records
from casepool.read.sniff import sniff
from casepool.read.wire import pack


def make_input(format_word: str, seed: int, number: int) -> tuple[str, bytes]:
    """The name and the bytes of one damaged input."""
    name, make = INPUTS[format_word]
    random = Random(f"{format_word} {seed} {number}")
    return name, mutate(random.choice(make()), random)


def read_one(format_word: str, name: str, data: bytes) -> str:
    """Read as the program does, without the nets that catch an exception of a reader. "read", or kind of refusal."""
    try:
        check_size(len(data), name, DEFAULT_LIMITS)
        found = sniff(data, name, DEFAULT_LIMITS)
        if found in READERS:
            for document in read_here(found, data, name, DEFAULT_LIMITS):
                check_document(document)
        else:
            check_records(read_records(data, name))
    except ReadError as error:
        if error.problem.kind == "reader_failed":
            raise error.__cause__ or error from None
        if not (error.problem.message and error.problem.way_out and error.problem.fatal):
            raise AssertionError(f"a refusal without a message or a way out: {error.problem}") from None
        return error.problem.kind
    return "read"


def check_document(document: Document) -> None:
    """What holds for every document, however damaged its file was."""
    size = len(document.text)
    document.text.encode("utf-8")
    last = 0
    for block in document.blocks:
        assert last <= block.start <= block.end <= size, f"block {block} behind {last} of {size}"
        last = block.end
    sections = document.sections
    assert [s.start for s in sections[1:]] == [s.end for s in sections[:-1]], "sections with gaps"
    assert not sections or (sections[0].start, sections[-1].end) == (0, size), "sections that do not cover the text"
    for run in document.anchors:
        assert 0 <= run.start <= run.start + run.length <= size, f"an anchor outside the text: {run}"
    json.dumps(pack(document), allow_nan=False)


def check_records(records: RecordList) -> None:
    assert records.records or records.problems
    json.dumps(pack(records), allow_nan=False).encode("utf-8")


def tell(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


def main(format_word: str, seed: int, first: int, count: int) -> None:
    for number in range(first, first + count):
        name, data = make_input(format_word, seed, number)
        tell({"number": number, "begins": True})
        start, fault, said = time.process_time(), "", ""
        try:
            said = read_one(format_word, name, data)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__}: {str(error)[:200]} ({where.name}, line {where.lineno})"
        tell({"number": number, "said": said, "fault": fault, "seconds": round(time.process_time() - start, 3)})


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
