"""`casepool write`, `export`: the article and the data of a project as files."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casepool.cli.outputs import check_output_path, json_line, put_out, say
from casepool.cli.projects import by_option, count, force_option, json_option, opened, project_option, who
from casepool.domain.errors import UsageError
from casepool.write.escape import show_line

if TYPE_CHECKING:
    from casepool.store import Project

FORMATS = ("html", "docx", "tex")
EXPORTS = (
    *("csv", "parquet", "xlsx", "phenopackets", "fhir", "webannotation", "ris", "bibtex", "csljson", "redcap"),
    "bundle",
)
WRITTEN = "written_files"


@click.command("write")
@click.option("--to", "formats", type=click.Choice(FORMATS), multiple=True, help="The format; several may be given.")
@click.option("--fill", metavar="DRAFT", help="Print the numbers into this draft instead (--out names the new file).")
@click.option("--plain", is_flag=True, help="With --fill: bare numbers, without their names, for submission.")
@click.option(
    "--comments",
    type=click.Choice(("all", "marked", "none")),
    default="all",
    show_default=True,
    help="Word: which numbers have a comment in the traced file.",
)
@click.option("--traced", is_flag=True, help="LaTeX: a margin note at each number.")
@click.option("--journal", default="", help="The journal profile to follow instead of that of the protocol.")
@click.option("--out", metavar="PATH", default="", help="The folder of the article (article/ of the project).")
@project_option
@by_option
@force_option
@json_option
def write_command(
    formats: tuple[str, ...], fill: str | None, plain: bool, comments: str, traced: bool, journal: str, out: str,
    place: str, by: str, force: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write the article: HTML, Word (a clean and a traced file) or LaTeX, with its figures and their data.

    What is not known becomes a visible gap; what is too few is refused in words; what blocks a release is listed.
    """
    with opened(place) as project:
        if fill:
            _fill(project, fill, out, plain, force, as_json)
            return
        if plain:
            raise UsageError("--plain goes with --fill DRAFT.")
        if not formats:
            raise UsageError(f"Name the format: --to {', --to '.join(FORMATS)}.")
        from casepool.pipeline.article import write_project

        for name in formats:
            done = write_project(project, name, comments, traced, journal)
            files = [(file.name, file.data) for file in done.files]
            _put_files(
                project, Path(out) if out else project.folder / "article", files, force, as_json, who(by), not out
            )
        if project.has_private:
            project.note_copy(_name_place(project, Path(out) if out else project.folder / "article"), who(by), True)
        if not as_json:
            if done.refusals:
                say(f"{len(done.refusals)} numbers and figures are refused, each with its reason in the article.")
            for line in done.blockers:
                say(f"before release: {show_line(line)}")


def _fill(project: "Project", draft: str, out: str, plain: bool, force: bool, as_json: bool) -> None:
    from casepool.pipeline.article import fill_project_draft
    from casepool.read.files import load_bytes

    if not out:
        raise UsageError("--fill writes a new file: name it with --out FILE. Your draft is never changed.")
    check_output_path(out, [draft], force)
    data = fill_project_draft(project, load_bytes(draft), Path(draft).name, plain)
    _write_bytes(Path(out), data)
    put_out(json_line({"file": out, "bytes": len(data)}) if as_json else f"Written: {out}\n")


def check_format(_: click.Context, __: click.Parameter, name: str) -> str:
    """A format of casepool or of a plug-in; anything else is refused with those that there are."""
    from casepool.pipeline.plugins import list_exporters

    known = (*EXPORTS, *list_exporters()) if name not in EXPORTS else EXPORTS
    if name not in known:
        raise click.BadParameter(f"{name!r} is not one of {', '.join(map(repr, known))}.")
    return name


@click.command("export")
@click.argument("format_name", metavar="FORMAT", callback=check_format)
@click.option("--raw", is_flag=True, help="Leave spreadsheet cells as they are (no apostrophe before formulas).")
@click.option("--cap-ages", is_flag=True, help="Ages over 89 of published cases as 90+.")
@click.option(
    "--with-index", is_flag=True, help="The patient's consent is held: the index case goes along, values only."
)
@click.option("--reviewer-names", is_flag=True, help="Names of the reviewers instead of pseudonyms.")
@click.option("--latex", is_flag=True, help="BibTeX in LaTeX escapes instead of UTF-8.")
@click.option("--out", metavar="FILE", default="", help="The file (in exports/ of the project if left out).")
@project_option
@by_option
@force_option
@json_option
def export_command(
    format_name: str, raw: bool, cap_ages: bool, with_index: bool, reviewer_names: bool, latex: bool, out: str,
    place: str, by: str, force: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write the data of the review: tables, references, Phenopackets, FHIR, annotations, or the evidence bundle.

    FORMAT is csv, parquet, xlsx, phenopackets, fhir, webannotation, ris, bibtex, csljson, redcap or bundle. What the
    format cannot hold is listed in a file beside it.
    """
    with opened(place) as project:
        from casepool.export.material import Options
        from casepool.pipeline.article import export_project

        options = Options(raw, cap_ages, with_index, reviewer_names, latex)
        done = export_project(project, format_name, options)
        target = Path(out) if out else project.folder / "exports" / done.file.name
        files = [(target.name, done.file.data)]
        if done.losses:
            files.append((f"{target.stem}-losses.csv", done.losses.encode()))
        _put_files(project, target.parent, files, force, as_json, who(by), not out)
        if with_index:
            project.note_copy(_name_place(project, target), who(by), True)


def _put_files(
    project: "Project", folder: Path, files: list[tuple[str, bytes]], force: bool, as_json: bool, by: str, own: bool
) -> None:
    """Write files into a folder. In the project's own folders a file that nobody changed since is replaced."""
    known: dict[str, str] = (project.derived(WRITTEN, "", WRITTEN) or {}) if own else {}
    for name, _ in files:
        path = folder / name
        if path.exists() and not force and known.get(_name_place(project, path)) != _hash(path.read_bytes()):
            raise UsageError(
                f"The output {path} exists already and was not written by casepool, or was changed since. "
                "Name another place with --out, or add --force to replace it."
            )
    if own or force:
        folder.mkdir(parents=True, exist_ok=True)
    if not folder.is_dir():
        raise UsageError(f"The folder of the output {folder} does not exist. Make it first, or name another place.")
    for name, data in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_bytes(path, data)
        known[_name_place(project, path)] = _hash(data)
        if as_json:
            put_out(json_line({"file": str(path), "bytes": len(data)}))
    if not as_json:
        put_out(_say_written(folder, [name for name, _ in files]))
    if own:
        project.keep_derived(WRITTEN, "", known, WRITTEN)


def _name_place(project: "Project", path: Path) -> str:
    """A path as the project keeps it: from its own folder on if it lies there, so that the folder can be moved."""
    whole, home = path.resolve(), project.folder.resolve()
    return whole.relative_to(home).as_posix() if whole.is_relative_to(home) else str(whole)


def _say_written(folder: Path, names: list[str]) -> str:
    """The files by name; figures and their data, of which there are many, as one line."""
    many = [name for name in names if name.startswith("fig")]
    lines = [f"Written: {folder / name}\n" for name in names if name not in many]
    if many:
        kinds = sorted({Path(name).suffix for name in many})
        figures = len({name.split(".")[0].split("-")[0] for name in many})
        lines.append(f"Written: {folder / 'fig*'} ({count(figures, 'figure')}: {', '.join(kinds)})\n")
    return "".join(lines)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(f"Cannot write {path}: {error.strerror or error}. Name another place.") from error
