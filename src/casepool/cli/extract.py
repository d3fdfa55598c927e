"""`casepool extract`: the values of case reports as JSON, each with its quote; by rules, or by a language model too."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from casepool.cli.inputs import ocr_option
from casepool.cli.outputs import check_output_path, json_line, put_out, say
from casepool.domain.errors import UsageError

if TYPE_CHECKING:
    from casepool.cli.engines import EngineChoice

RULES = "rules"


@click.command("extract")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one object per document.")
@click.option(
    "--no-model", is_flag=True, help="Use rules and dictionaries only, even if a model was built on this machine."
)
@ocr_option
@click.option("--out", metavar="PLACE", help="Write to this file; of many files, to this folder as Parquet.")
@click.option("--force", is_flag=True, help="Replace an output file that exists.")
@click.option("--manifest", metavar="FILE", help="Many files: read those that FILE lists, one a line.")
@click.option("--workers", type=click.IntRange(min=0), default=0, help="Many files: processes (0: one a processor).")
@click.option("--cluster", metavar="ADDRESS", help="Many files: use the Dask cluster at ADDRESS, or 'local'.")
@click.option("--part-size", type=click.IntRange(min=1), default=50, help="Many files: files in one part (50).")
@click.option("--seconds", type=click.IntRange(min=1), default=300, help="Many files: longest time for one file (300).")
@click.option("--engine", metavar="NAME", default=RULES, help="rules, or llm:NAME for a language model.")
@click.option("--engine-file", metavar="FILE", default="", help="Settings of engines (TOML).")
@click.option("--engine-url", metavar="URL", default="", help="Address of the engine, up to /chat/completions.")
@click.option("--engine-model", metavar="MODEL", default="", help="The model that the engine is to use.")
@click.option("--engine-keep", metavar="DIR", default="", help="Keep its answers here, so that a run can go on.")
@click.option("--allow-egress", is_flag=True, help="Allow an engine on another machine: text leaves this one.")
@click.option("--unpublished", is_flag=True, help="The files are unpublished: never to an engine elsewhere.")
@click.option("--project", "place", metavar="DIR", default="", help="With llm:NAME and no PATH: read this project.")
def extract_command(
    paths: tuple[str, ...], as_json: bool, no_model: bool, ocr: bool, out: str | None, force: bool, **more: Any
) -> None:
    """Print what case reports say about their patients: every value with its state and its exact quote.

    With a folder, an address (s3://...) or --manifest, many files are read at once into Parquet tables in the folder
    --out; a stopped run goes on where it was.

    Exit status: 0 all read; 2 a wrong call; 3 an input could not be read (the others are complete).
    """
    _check_options(more)
    if more["manifest"] or any("://" in path or Path(path).is_dir() for path in paths):
        from casepool.cli.datasets import extract_many

        _refuse_with_many(as_json, more)
        sys.exit(extract_many(paths, out, no_model=no_model, ocr=ocr, **_many_options(more)))
    chosen = _choose_engine(more) if more["engine"] != RULES else None
    if chosen and not paths:
        from casepool.cli.engines import extract_project

        sys.exit(extract_project(chosen, more["place"], as_json))
    if not paths:
        raise UsageError("Name the files to read (casepool extract PATH...).")
    if out:
        check_output_path(out, paths, force)
    sys.exit(_extract_files(paths, as_json, no_model, ocr, out, chosen))


def _extract_files(
    paths: tuple[str, ...], as_json: bool, no_model: bool, ocr: bool, out: str | None, chosen: "EngineChoice | None"
) -> int:
    from casepool.cli.user_data import read_model
    from casepool.pipeline.extract import extract_path, load_model

    data = None if no_model else read_model()
    model = load_model(data) if data else None
    failed = False
    pieces: list[str] = []
    for path in paths:
        item = extract_path(path, model, ocr)
        if item.problem:
            say(f"{path}: not read. {item.problem}")
        elif chosen:
            item = chosen.read(item)
            failed = failed or chosen.failed
        failed = failed or item.problem is not None
        pieces.append("".join(json_line(o) for o in item.objects) if as_json else item.table)
        if not out:
            put_out(pieces.pop())
    if out:
        put_out("".join(pieces), out)
    return 3 if failed else 0


def _choose_engine(more: dict[str, Any]) -> "EngineChoice":
    from casepool.cli.engines import choose_engine

    return choose_engine(
        more["engine"], more["engine_file"], more["engine_url"], more["engine_model"], more["engine_keep"],
        more["allow_egress"], more["unpublished"], more["place"],
    )  # fmt: skip


def _many_options(more: dict[str, Any]) -> dict[str, Any]:
    return {name: more[name] for name in ("manifest", "workers", "cluster", "part_size", "seconds")}


def _check_options(more: dict[str, Any]) -> None:
    engine = [
        n for n in ("engine_file", "engine_url", "engine_model", "engine_keep", "allow_egress", "place") if more[n]
    ]
    if more["engine"] == RULES and engine:
        raise UsageError(f"--{engine[0].replace('_', '-')} needs --engine llm:NAME.".replace("--place", "--project"))


def _refuse_with_many(as_json: bool, more: dict[str, Any]) -> None:
    if as_json or more["engine"] != RULES:
        wrong = "--json" if as_json else f"--engine {more['engine']}"
        raise UsageError(f"Many files go to Parquet tables, read by rules: leave {wrong} out, or name single files.")
