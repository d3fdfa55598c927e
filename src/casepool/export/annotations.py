"""Evidence as W3C Web Annotations (JSON-LD): one per span, found again by its words and by its position."""

import hashlib
import json
import uuid
from collections.abc import Iterator

from casepool.domain.document import Document
from casepool.domain.values import Value
from casepool.export.evidence_book import AROUND, LONGEST_QUOTE, EvidenceBook
from casepool.export.material import Exported, ExportFile, Loss, Material, Options, Row, hash_text
from casepool.export.phenopackets.references import name_publication
from casepool.export.releasing import release_material
from casepool.export.typed_values import comparator_of, kind_of, pack_value, say_value
from casepool.export.value_rows import Desk, Told, evidence_of, list_told, shown_value
from casepool.knowledge.interop import load_interop

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PAGE_SIZE = 1000
MEDIA = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'


def write_annotations(material: Material, options: Options) -> Exported:
    """annotations.jsonld: an AnnotationCollection whose pages hold at most 1,000 annotations each."""
    released, losses = release_material(material, options)
    desk = Desk(released, options, EvidenceBook(released))
    told = (told for patient in released.cohort.patients for told in list_told(patient))
    items = [item for answer in told for item in _annotate(desk, answer)]
    items.sort(key=lambda item: str(item["id"]))
    pages = [items[first : first + PAGE_SIZE] for first in range(0, len(items), PAGE_SIZE)] or [[]]
    base = f"{load_interop().namespace}/annotations"
    files = [_write_page(base, pages, number) for number in range(len(pages))]
    files.append(ExportFile("collection.jsonld", _dump(_write_collection(base, pages, len(items))), MEDIA))
    silent = Loss("state", "", "answers without words (not_reported, not_accessible) have no annotation")
    return Exported(tuple(files), (*losses, silent))


def _dump(value: Row) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _page_name(number: int) -> str:
    return f"page-{number + 1}.jsonld"


def _write_collection(base: str, pages: list[list[Row]], total: int) -> Row:
    return {
        "@context": CONTEXT,
        "id": f"{base}/collection.jsonld",
        "type": "AnnotationCollection",
        "label": "Evidence of a review, written by casepool",
        "total": total,
        "first": f"{base}/{_page_name(0)}",
        "last": f"{base}/{_page_name(len(pages) - 1)}",
    }


def _write_page(base: str, pages: list[list[Row]], number: int) -> ExportFile:
    page: Row = {
        "@context": CONTEXT,
        "id": f"{base}/{_page_name(number)}",
        "type": "AnnotationPage",
        "partOf": f"{base}/collection.jsonld",
        "startIndex": number * PAGE_SIZE,
        "items": pages[number],
    }
    if number + 1 < len(pages):
        page["next"] = f"{base}/{_page_name(number + 1)}"
    if number:
        page["prev"] = f"{base}/{_page_name(number - 1)}"
    return ExportFile(_page_name(number), _dump(page), MEDIA)


def _annotate(desk: Desk, told: Told) -> Iterator[Row]:
    """One annotation per span of an answer, the readings of an unclear one included."""
    readings = [(told.answer.value, told.answer.evidence)]
    readings += [(candidate.value, candidate.evidence) for candidate in told.answer.candidates]
    publication = told.case.publication if told.case else ""
    seen: set[tuple[object, ...]] = set()
    for value, evidence in readings:
        allowed = set(evidence_of(desk, told, evidence))
        for item in evidence:
            source = publication or _find_publication(desk, told, item.span.start, item.quote)
            document = desk.material.document_of(source)
            key = (item.span.start, item.span.end, say_value(value))
            if document is None or not allowed or key in seen:
                continue
            seen.add(key)
            yield _write_annotation(desk, told, document, source, key, value)


def _find_publication(desk: Desk, told: Told, start: int, quote: str) -> str:
    for case in told.patient.cases:
        document = desk.material.document_of(case.publication)
        if document and document.text.startswith(quote, start):
            return case.publication
    return ""


def _write_annotation(
    desk: Desk, told: Told, document: Document, source: str, key: tuple[object, ...], value: Value
) -> Row:
    start, end = int(str(key[0])), min(int(str(key[1])), int(str(key[0])) + LONGEST_QUOTE)
    moment = f"{desk.material.day.isoformat()}T00:00:00Z"
    identity = uuid.UUID(bytes=hashlib.sha256(f"{told.id}|{source}|{key}".encode()).digest()[:16], version=4)
    name, address = name_publication(desk.material, source)
    return {
        "@context": CONTEXT,
        "id": f"urn:uuid:{identity}",
        "type": "Annotation",
        "motivation": "describing",
        "created": moment,
        "generator": {"id": load_interop().namespace, "type": "Software", "name": f"casepool {desk.material.version}"},
        "body": _write_body(desk, told, desk.material.text_hash_of(source), value),
        "target": {
            "source": address or f"urn:casepool:{name.removeprefix('CASEPOOL:')}",
            "selector": write_selectors(document, start, end),
            "state": {"type": "HttpRequestState", "value": "Accept: text/plain"},
        },
    }


def _write_body(desk: Desk, told: Told, text_hash: str, value: Value) -> list[Row]:
    """The field, what is said (as JSON), whose case it is, and the hash of the text that the position counts in."""
    answer = told.answer
    shown = shown_value(desk, told, value)
    described: Row = {
        "state": answer.state,
        "item": answer.item,
        "reason": answer.reason,
        "kind": kind_of(shown),
        "value": pack_value(shown),
        "comparator": comparator_of(shown),
        "patient": told.patient.id,
        "made_by": answer.made_by,
    }
    words = json.dumps({k: v for k, v in described.items() if v not in ("", None)}, ensure_ascii=False, sort_keys=True)
    return [
        {"type": "TextualBody", "purpose": "tagging", "value": answer.field},
        {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": words},
        {"type": "TextualBody", "purpose": "identifying", "value": f"sha256:{text_hash}"},
    ]


def write_selectors(document: Document, start: int, end: int) -> list[Row]:
    """The words with so much around them that they are the only ones, the position in code points, the page."""
    prefix, suffix = find_surroundings(document.text, start, end)
    quote: Row = {"type": "TextQuoteSelector", "exact": document.text[start:end], "prefix": prefix, "suffix": suffix}
    position: Row = {"type": "TextPositionSelector", "start": start, "end": end}
    page = document.place_at(start).page
    if page is None:
        return [quote, position]
    return [quote, position, {"type": "FragmentSelector", "value": f"page={page}", "refinedBy": [quote, position]}]


def find_surroundings(text: str, start: int, end: int) -> tuple[str, str]:
    """32 characters before and behind, more where the words with them stand more than once."""
    around = AROUND
    while True:
        before, behind = text[max(0, start - around) : start], text[end : end + around]
        whole = before + text[start:end] + behind
        if around > len(text) or text.find(whole, text.find(whole) + 1) < 0:
            return before, behind
        around *= 2


def resolve_annotation(annotation: Row, text: str) -> list[tuple[int, int]]:
    """Where the words of an annotation stand in a text: by position if the text is the same, else by the words.

    Several places if the words with their surroundings stand more than once, none if they are not there.
    """
    target, bodies = annotation["target"], annotation["body"]
    assert isinstance(target, dict)
    assert isinstance(bodies, list)
    quote, position = target["selector"][:2]
    hashes = {body["value"] for body in bodies if body.get("purpose") == "identifying"}
    if f"sha256:{hash_text(text)}" in hashes and text[position["start"] : position["end"]] == quote["exact"]:
        return [(position["start"], position["end"])]
    whole = _find_words(text, quote["prefix"], quote["exact"], quote["suffix"])
    return whole or _find_words(text, "", quote["exact"], "")


def _find_words(text: str, prefix: str, exact: str, suffix: str) -> list[tuple[int, int]]:
    whole, found, at = prefix + exact + suffix, [], -1
    while (at := text.find(whole, at + 1)) >= 0:
        found.append((at + len(prefix), at + len(prefix) + len(exact)))
    return found
