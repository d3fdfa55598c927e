"""`casepool read`: one JSON object per input with text and blocks, lines for a person, exit status 0, 2 or 3."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casepool.cli.read import read_command
from casepool.pipeline.reading import describe_document, read_input
from support import ROOT

DATA = Path(__file__).parent / "data"
KINDS = {"title", "heading", "paragraph", "list-item", "caption", "cell", "footnote", "reference", "furniture"}


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(read_command, list(arguments), input=stdin)


def check_form(answer: dict[str, object]) -> None:
    """The shape that the scorers of reading rely on."""
    text, last = answer["text"], 0
    assert isinstance(text, str)
    assert isinstance(answer["document"], dict)
    for block in answer["blocks"]:  # type: ignore[attr-defined]
        assert block["kind"] in KINDS
        assert last <= block["start"] < block["end"] <= len(text)
        last = block["end"]
        if block["kind"] == "cell":
            assert all(block[key] is not None for key in ("table", "row", "column", "rowspan", "colspan"))


@pytest.mark.parametrize(
    "path", [DATA / "dialects.xml", DATA / "made" / "case_report.xml", ROOT / "tests/data/twin/twin.txt"]
)
def test_json_of_one_input(path: Path) -> None:
    result = run(str(path), "--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    answer = json.loads(result.stdout)
    check_form(answer)
    assert answer["document"]["source"] == str(path)
    assert any(block["kind"] == "cell" for block in answer["blocks"])


def test_replies_are_sub_articles() -> None:
    answer = json.loads(run(str(DATA / "dialects.xml"), "--json").stdout)
    assert [part["document"]["title"] for part in answer["sub_articles"]] == ["Answer of the baker"]


def test_a_set_of_articles() -> None:
    answer = json.loads(run(str(DATA / "made" / "articleset.xml"), "--json").stdout)
    assert list(answer) == ["documents"]
    assert [d["document"]["pmcid"] for d in answer["documents"]] == ["PMC9900002", "PMC9900003"]


def test_several_inputs_are_json_lines_and_the_rest_goes_on(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    result = run(str(empty), str(DATA / "made" / "image_table.xml"), "--json")
    assert result.exit_code == 3
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["document"] == {
        "source": str(empty),
        "problem": {
            "kind": "empty_file",
            "message": "empty.txt is empty.",
            "way_out": "Check that it was saved or downloaded completely.",
        },
    }
    assert second["document"]["tables"][0]["image_only"] is True
    assert result.stderr == (
        f"{empty}: not read. empty.txt is empty. Check that it was saved or downloaded completely.\n"
    )


def test_lines_for_a_person() -> None:
    result = run(str(DATA / "made" / "image_table.xml"))
    assert result.exit_code == 0
    assert result.stdout == (
        f"{DATA / 'made' / 'image_table.xml'}: 59 characters, 3 blocks, read as jats\n"
        "  title      Image table\n"
        "  sections   title, other, caption\n"
        "  tables     Table 1 (a picture only)\n"
        "  problem    Table 1 is present as an image only; its cells cannot be read. Type the rows that\n"
        "             matter, or ask the publisher for the table as text.\n"
    )


def test_reference_lists() -> None:
    result = run(str(DATA / "made" / "refs.ris"))
    assert result.exit_code == 0
    assert "3 records (RIS, 1992 to 2016)" in result.stdout
    answer = json.loads(run(str(DATA / "made" / "refs.ris"), "--json").stdout)
    assert [record["year"] for record in answer["records"]] == [2016, 1992, 2001]


def test_standard_input() -> None:
    result = run("-", "--json", stdin=b"A man of 40 years.")
    answer = json.loads(result.stdout)
    assert (answer["text"], answer["document"]["source"]) == ("A man of 40 years.", "standard input")


def test_output_file(tmp_path: Path) -> None:
    source, out = tmp_path / "a.txt", tmp_path / "out.json"
    source.write_text("A man of 40 years.", encoding="utf-8")
    assert run(str(source), "--json", "--out", str(out)).stdout == ""
    assert json.loads(out.read_text(encoding="utf-8"))["text"] == "A man of 40 years."
    again = run(str(source), "--out", str(out))
    assert str(again.exception) == f"The output {out} exists already. Name another file, or add --force to replace it."
    assert run(str(source), "--out", str(out), "--force").exit_code == 0


def test_control_characters_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "A lipoma \u202eof the\u202c left arm\n\nIntroduction\n\nA man of 40 years was seen with it.", encoding="utf-8"
    )
    (document,) = read_input(str(path)).documents
    assert "\u202e" not in describe_document(document)
