"""The evidence bundle: identity of export and import, three states of evidence, hostile zips, a safe viewer."""

import hashlib
import io
import json
import stat
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import jsonschema
import pytest

from casepool.export.bundle.lines import HISTORY, PLANS, TABLES
from casepool.export.bundle.opening import BundleError, open_bundle
from casepool.export.bundle.restoring import restore_bundle
from casepool.export.bundle.viewer import show_plain
from casepool.export.formats import export_files
from casepool.export.material import Material, Options
from casepool.export.packing import pack_members
from casepool.pipeline.exporting import restore_material
from export.materials import TEXT, example_material, odd_material, seed_material, small_material, told, twin_material

MATERIALS = pytest.mark.parametrize("material", [odd_material, example_material, twin_material, seed_material])
IDENTICAL = (*(f"{name}.jsonl" for name in (*TABLES, HISTORY)), *PLANS, "dictionary.csv", "viewer/index.html")


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bundle_of(material: Material, options: Options = Options()) -> bytes:  # noqa: B008
    return export_files("bundle", material, options).files[0].data


@MATERIALS
@pytest.mark.parametrize("consent", [False, True])
def test_export_import_export_is_the_same(material: Callable[[], Material], consent: bool) -> None:
    options = Options(index_consent=consent)
    first = bundle_of(material(), options)
    restored, found = restore_material(first)
    assert found.problems == ()
    second, before = members_of(bundle_of(restored, options)), members_of(first)
    assert {name: second.get(name) for name in IDENTICAL} == {name: before.get(name) for name in IDENTICAL}
    assert {n: d for n, d in second.items() if n.startswith("documents/")} == {
        n: d for n, d in before.items() if n.startswith("documents/")
    }


@MATERIALS
def test_a_bundle_checks_itself_with_standard_tools(material: Callable[[], Material]) -> None:
    data = bundle_of(material())
    assert data == bundle_of(material())
    members = members_of(data)
    manifest = json.loads(members["manifest.json"])
    assert set(manifest["files"]) == set(members) - {"manifest.json", "checksums.sha256"}
    for line in members["checksums.sha256"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(members[name]).hexdigest() == digest
    for name in (*TABLES, HISTORY):
        schema = json.loads(members[f"schema/{name}.json"])
        for line in members[f"{name}.jsonl"].decode().split("\n"):
            if line:
                jsonschema.validate(json.loads(line), schema)
    assert "fields" in tomllib.loads(members["form.toml"].decode())
    assert members["dictionary.csv"].startswith(b"table,column,")
    assert not [name for name in members if name.endswith((".pdf", ".db", ".sqlite"))]


def test_evidence_is_verified_or_its_text_is_not_included() -> None:
    restored = restore_bundle(open_bundle(bundle_of(odd_material())))
    states = {}
    for row in open_bundle(bundle_of(odd_material())).tables["evidence"]:
        states.setdefault(row["document_id"], set()).add(restored.evidence_states[str(row["evidence_id"])])
    assert states == {"invented": {"verified"}, "second": {"text_not_included"}}
    by_id = {publication.id: publication for publication in restored.publications}
    assert by_id["invented"].document is not None
    assert by_id["invented"].document.text == TEXT
    second = by_id["second"].document
    assert second is not None
    assert len(second.text) == len(TEXT)
    assert "An invented report" not in second.text
    assert by_id["second"].text_hash == odd_material().text_hash_of("second")


def repack(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The bundle with one file changed, and a manifest that says so."""
    members = members_of(data)
    members[name] = change(members[name].decode()).encode()
    manifest = json.loads(members["manifest.json"])
    manifest["files"][name]["sha256"] = hashlib.sha256(members[name]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()
    return pack_members(members)


def test_a_changed_quote_is_a_mismatch_and_its_value_is_unverified() -> None:
    data = bundle_of(odd_material())
    changed = repack(data, "evidence.jsonl", lambda text: text.replace('"quote":"A man"', '"quote":"A cat"'))
    restored = restore_bundle(open_bundle(changed))
    wrong = [name for name, state in restored.evidence_states.items() if state == "mismatch"]
    assert len(wrong) == 1
    assert [str(p) for p in restored.problems] == [
        f"The quote {wrong[0]} does not stand at its place in invented. "
        "Its value is imported as unverified: look at it."
    ]
    (patient,) = [p for p in restored.cohort.patients if p.id == "p1"]
    assert patient.verified == frozenset()
    before = {a.field for p in odd_material().cohort.patients for c in p.cases for a in c.case.assertions}
    after = {a.field for p in restored.cohort.patients for c in p.cases for a in c.case.assertions}
    assert before - after == {"institution", "procedure_text"} - after


def test_quotes_that_contradict_each_other_are_set_aside_and_named() -> None:
    answers = (told("sex", "male", words="A man"), told("site_text", "x", words="A man of"))
    data = bundle_of(small_material(*answers))
    changed = repack(data, "evidence.jsonl", lambda text: text.replace('"quote":"A man of"', '"quote":"A cat of"'))
    restored = restore_bundle(open_bundle(changed))
    (kept,) = restored.cohort.patients[0].cases[0].case.assertions
    assert kept.field == "sex"
    kinds = [problem.kind for problem in restored.problems]
    assert kinds == ["mismatch", "value_set_aside"]


def test_a_changed_file_stops_the_import() -> None:
    members = members_of(bundle_of(odd_material()))
    members["values.jsonl"] = members["values.jsonl"].replace(b'"male"', b'"femx"')
    with pytest.raises(BundleError) as error:
        open_bundle(pack_members(members))
    assert str(error.value) == (
        "The bundle was changed after it was written: the hash of values.jsonl is another. Ask for it again."
    )
    members = members_of(bundle_of(odd_material()))
    members["extra.txt"] = b"x"
    with pytest.raises(BundleError) as error:
        open_bundle(pack_members(members))
    assert str(error.value) == (
        "The bundle was changed after it was written: extra.txt is not in the manifest. Ask for it again."
    )


def hostile_zip(name: str, data: bytes = b"x", link: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        if link:
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (hostile_zip("../x"), "The bundle was not opened: '../x' leads out of the bundle"),
        (hostile_zip("/etc/x"), "The bundle was not opened: '/etc/x' leads out of the bundle"),
        (hostile_zip("a\\b"), "The bundle was not opened: 'a\\\\b' leads out of the bundle"),
        (hostile_zip("C:x"), "The bundle was not opened: 'C:x' leads out of the bundle"),
        (hostile_zip("x", link=True), "The bundle was not opened: 'x' is a link"),
        (hostile_zip("x", b"0" * 5_000_000),
         "The bundle was not opened: 'x' unpacks to more than 100 times its size"),
        (hostile_zip("x"), "This zip is no evidence bundle: it has no readable manifest.json."),
        (hostile_zip("manifest.json", b'{"format": "x", "format_version": 1}'),
         "This zip is no evidence bundle: its format is 'x', not 'casepool-bundle'."),
        (hostile_zip("manifest.json", b'{"format": "casepool-bundle", "format_version": 99}'),
         "The bundle has format version 99; this casepool reads 1. Install a newer casepool."),
    ],
)  # fmt: skip
def test_hostile_zips_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(BundleError) as error:
        open_bundle(data)
    wish = " Ask its author for another."
    assert str(error.value) == (f"{said}.{wish}" if "not opened" in said else said)


def test_other_files_and_doubles_are_refused() -> None:
    with pytest.raises(BundleError, match="This is no readable zip file"):
        open_bundle(b"not a zip")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", b"1")
        archive.writestr("A.txt", b"2")
    with pytest.raises(BundleError) as error:
        open_bundle(out.getvalue())
    assert str(error.value) == "The bundle was not opened: 'A.txt' stands twice. Ask its author for another."


def test_own_patients_need_consent_and_their_words_never_leave() -> None:
    for consent in (False, True):
        whole = b"".join(members_of(bundle_of(odd_material(), Options(index_consent=consent))).values())
        assert (b'"document_id":"draft"' in whole) == consent
        assert b"quiet heron" not in whole
        assert b"Own draft" not in whole


def test_an_erased_event_is_its_tombstone_and_payloads_stay_home() -> None:
    material = odd_material()
    gone = replace(material.history[1], payload=None, salt="", erased=True)
    members = members_of(bundle_of(replace(material, history=(material.history[0], gone))))
    first, last = (json.loads(line) for line in members["history.jsonl"].decode().splitlines())
    assert last["erased"] is True
    assert last["previous"] == first["hash"]
    assert json.loads(members["manifest.json"])["chain_head"] == last["hash"] == gone.hash
    assert not {"payload", "salt"} & (first.keys() | last.keys())
    assert first["who"].startswith("person-")


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@MATERIALS
def test_the_viewer_is_one_page_that_runs_and_asks_nothing(material: Callable[[], Material]) -> None:
    members = members_of(bundle_of(material()))
    page = Page()
    page.feed(members["viewer/index.html"].decode())
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "form", "object", "embed", "svg"}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        assert all(str(attributes.get(name, "#")).startswith("#") for name in ("href", "src"))
    (policy,) = [a["content"] for _, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")
    for line in members["evidence.jsonl"].decode().split("\n")[:-1]:
        quote = json.loads(line)["quote"]
        if json.loads(line)["evidence_id"] in members["values.jsonl"].decode():
            assert " ".join(show_plain(quote).split()) in " ".join(page.text.split())


def test_hidden_characters_are_visible_in_the_viewer() -> None:
    turned = told("site_text", "\u202eabc", words="\u202eabc")
    closing = told("site_text", "<b>", words="</script><b>")
    page = members_of(bundle_of(small_material(turned, closing)))["viewer/index.html"].decode()
    assert "[U+202E]abc" in page
    assert "\u202e" not in page
    assert "</script>" not in page
