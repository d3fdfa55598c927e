"""The model: learned from invented sentences, joined with the dictionary; the same texts give the same bytes."""

import json
from pathlib import Path

import pytest
from bench.accuracy.cross import make_folds
from bench.accuracy.train import main, make_example, read_examples, tag_spans, train_model
from click.testing import CliRunner

from casepool.cli.extract import extract_command
from casepool.cli.user_data import data_folder, model_path
from casepool.extract.features import features_of, sentence_spans, shape_of, tag_words
from casepool.extract.model import Model, join_coded, spans_of
from casepool.extract.vocabulary import find_vocabulary, read_terms
from casepool.extract.vocabulary_terms import Term
from extract.reading import read_text

SENTENCE = "The glimmering {} was drawn and a vexed {} appeared. "
THINGS, SIGNS = ("lantern", "kettle", "teapot", "bucket"), ("grumble", "mumble", "rumble", "tumble")


def texts() -> list[tuple[str, str, set[tuple[int, int, str]]]]:
    """Invented texts in which "glimmering X" is a procedure and "vexed Y" a finding."""
    found = []
    for thing in THINGS:
        for sign in SIGNS:
            text = SENTENCE.format(thing, sign)
            a, b = text.index("glimmering"), text.index("vexed")
            spans = {(a, a + 11 + len(thing), "procedure"), (b, b + 6 + len(sign), "finding")}
            found.append((f"{thing}-{sign}", text, spans))
    return found


@pytest.fixture(scope="module")
def data() -> bytes:
    return train_model(make_example(*item) for item in texts())


def test_the_model_finds_what_it_has_learned_in_new_words(data: bytes) -> None:
    reading = read_text("The glimmering saucepan was drawn and a vexed jumble appeared, without fever.")
    found = find_vocabulary(reading, model=Model(data))
    told = [(m.evidence.quote, m.type, m.status, m.made_by) for m in found]
    assert told == [
        ("glimmering saucepan", "procedure", "present", "model.crf"),
        ("vexed jumble", "finding", "present", "model.crf"),
        ("fever", "finding", "absent", "vocabulary.hpo"),
    ]


def test_the_same_texts_give_the_same_bytes(data: bytes) -> None:
    assert train_model(make_example(*item) for item in texts()) == data


def test_folds_are_fixed_and_hold_each_name_once() -> None:
    names = [str(number) for number in range(23)]
    folds = make_folds(names)
    assert folds == make_folds(names[::-1])
    assert sorted(name for fold in folds for name in fold) == sorted(names)
    assert {len(fold) for fold in folds} == {4, 5}


def test_of_spans_that_overlap_the_longest_is_tagged() -> None:
    reading = read_text("severe back pain here")
    row, _ = read_terms(reading)
    tags = tag_spans(reading, row, {(0, 16, "finding"), (7, 11, "anatomy")})
    assert tags == ["B-finding", "I-finding", "I-finding", "O", "O"]


def test_features_speak_of_the_word_its_neighbours_and_the_dictionary() -> None:
    reading = read_text("Two fevers rose.")
    row, terms = read_terms(reading)
    outer, inner = tag_words(row, terms)
    (features,) = [features_of(row, reading.view.shadow.cased, outer, inner, a, b) for a, b in sentence_spans(row)]
    assert {"w=fevers", "s=fever", "h=x", "o=B-finding+", "i=O", "w-1=two", "w+1=rose", ">rs"} <= set(features[1])
    assert "w-1=EDGE" in features[0]
    assert [shape_of(word) for word in ("Ki67", "MRI", "pain")] == ["Xx0", "X", "x"]


def term(first: int, last: int, kind: str, *codes: str) -> Term:
    return Term(first, last, kind, codes, "", "")


def test_tags_become_spans() -> None:
    spans = spans_of(["O", "B-drug", "I-drug", "I-time", "B-time", "O"], 3)
    assert [(s.first, s.last, s.type) for s in spans] == [(4, 5, "drug"), (6, 6, "time"), (7, 7, "time")]


def test_a_code_stays_with_the_words_that_it_is_for() -> None:
    coded = term(2, 3, "finding", "HP:0000001")
    assert join_coded([], coded) == [coded]
    assert join_coded([term(3, 3, "condition")], coded) == [term(2, 3, "condition", "HP:0000001")]
    assert join_coded([term(1, 4, "condition")], coded) == [term(1, 4, "condition", "HP:0000001")]
    assert join_coded([term(2, 2, "anatomy")], coded) == [term(2, 2, "anatomy"), coded]
    other = term(1, 4, "finding", "HP:0000002")
    assert join_coded([other], coded) == [other, coded]


def write_texts(folder: Path) -> Path:
    """The invented texts as an annotated set."""
    labels = {"procedure": "Diagnostic_procedure", "finding": "Sign_symptom"}
    docs = [{"id": name, "text": text} for name, text, _ in texts()]
    gold = [
        {"doc_id": name, "kind": "span", "label": labels[kind], "start": start, "end": end}
        for name, _, spans in texts()
        for start, end, kind in sorted(spans)
    ]
    for file, items in (("docs.jsonl", docs), ("gold.jsonl", gold)):
        (folder / file).write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    return folder


def test_annotated_texts_are_read_from_a_folder(tmp_path: Path) -> None:
    examples = read_examples(write_texts(tmp_path))
    assert [e.id for e in examples] == sorted(name for name, _, _ in texts())
    assert examples == sorted((make_example(*item) for item in texts()), key=lambda e: e.id)
    with pytest.raises(LookupError, match=r"^there is no annotated text in nothing$"):
        read_examples(tmp_path / "nothing")


def test_one_command_builds_the_model_and_extract_uses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CASEPOOL_DATA", str(tmp_path / "data"))
    paper = tmp_path / "paper.txt"
    paper.write_text("A vexed jumble appeared.", encoding="utf-8")
    assert read_mentions(paper) == []
    assert main(["--data", str(write_texts(tmp_path)), "--out", str(model_path())]) == 0
    assert model_path().is_relative_to(data_folder())
    said = f"A model of 16 texts lies at {model_path()}. casepool extract uses it unless --no-model is given.\n"
    assert capsys.readouterr().out == said
    assert read_mentions(paper) == ["vexed jumble"]
    assert read_mentions(paper, "--no-model") == []


def read_mentions(paper: Path, *options: str) -> list[str]:
    """The quotes of the mentions that `casepool extract` prints for a paper."""
    done = CliRunner().invoke(extract_command, [str(paper), "--json", *options])
    assert (done.exit_code, done.stderr) == (0, "")
    return [m["quote"] for m in json.loads(done.stdout)["mentions"]]


def test_without_texts_no_model_is_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "--out", str(tmp_path / "m.crf")]) == 3
    said = f"No model was built: there is no annotated text in {tmp_path.name}. Name the folder with --data.\n"
    assert capsys.readouterr().err == said
    assert not (tmp_path / "m.crf").exists()
