"""Web Annotations: words equal the text, found by position in the same text and by their words in another."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.export import annotations
from casepool.export.annotations import find_surroundings, resolve_annotation
from casepool.export.formats import export_files
from casepool.export.material import Material, Options, hash_text
from export.materials import TEXT, example_material, odd_material, small_material, told, twin_material

MATERIALS = pytest.mark.parametrize("material", [odd_material, example_material, twin_material])


def annotations_of(material: Material, options: Options = Options(index_consent=True)) -> list[dict[str, Any]]:  # noqa: B008
    exported = export_files("webannotation", material, options)
    pages = [json.loads(f.data) for f in exported.files if f.name.startswith("page-")]
    collection = json.loads(exported.file("collection.jsonld").data)
    items = [item for page in pages for item in page["items"]]
    assert collection["total"] == len(items)
    return items


@MATERIALS
def test_words_and_position_say_the_same(material: Callable[[], Material]) -> None:
    texts = {p.text_hash: p.document.text for p in material().publications if p.document}
    items = annotations_of(material())
    assert len({item["id"] for item in items}) == len(items) > 0
    for item in items:
        (mark,) = [b["value"] for b in item["body"] if b["purpose"] == "identifying"]
        text = texts[mark.removeprefix("sha256:")]
        quote, position = item["target"]["selector"][:2]
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"]
        whole = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert text.count(whole) == 1
        assert text.index(whole) + len(quote["prefix"]) == start
        assert resolve_annotation(item, text) == [(start, end)]


def test_another_text_is_searched_for_the_words_and_every_place_is_given() -> None:
    (item,) = annotations_of(small_material(told("sex", "male")))
    start = TEXT.index("A man")
    assert resolve_annotation(item, TEXT) == [(start, start + 5)]
    assert resolve_annotation(item, "\U0001f9e0" + TEXT) == [(start + 1, start + 6)]
    assert resolve_annotation(item, "A man here. A man there.") == [(0, 5), (12, 17)]
    assert resolve_annotation(item, "A woman.") == []
    assert item["body"][2]["value"] == f"sha256:{hash_text(TEXT)}"


def test_own_words_have_no_annotation_and_pages_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "quiet heron" not in json.dumps(annotations_of(odd_material()))
    monkeypatch.setattr(annotations, "PAGE_SIZE", 4)
    exported = export_files("webannotation", odd_material())
    pages = [json.loads(f.data) for f in exported.files if f.name.startswith("page-")]
    assert max(len(page["items"]) for page in pages) == 4
    assert sum("next" in page for page in pages) == len(pages) - 1


@given(st.text("ab\r\n\U0001f9e0 ", min_size=1, max_size=60), st.data())
def test_surroundings_make_words_unique_wherever_that_can_be(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    before, behind = find_surroundings(text, start, end)
    whole = before + text[start:end] + behind
    assert text[start - len(before) : end + len(behind)] == whole
    assert text.find(whole, text.find(whole) + 1) < 0
