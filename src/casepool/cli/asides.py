"""`casepool check --set-aside`: a finding that is no problem is written into the file beside the manuscript."""

from pathlib import Path

from casepool.cli.outputs import put_out, say, write_text
from casepool.domain.errors import UsageError
from casepool.domain.set_aside import Keyed, SetAside
from casepool.pipeline.check import Checked

SHOWN = 12


def read_aside(path: str) -> tuple[SetAside, ...]:
    """The findings set aside in the file beside a manuscript; none if there is no such file."""
    if path == "-":
        return ()
    from casepool.knowledge.set_aside import load_set_aside, name_set_aside

    place = name_set_aside(path)
    return load_set_aside(place) if place.is_file() else ()


def check_call(paths: tuple[str, ...], chosen: str, reason: str, others: bool) -> None:
    """Refuse a call that names only a part of what is needed. Raises UsageError."""
    if reason and not chosen:
        raise UsageError("--reason belongs to --set-aside. Name the rule or the key of the finding there.")
    if not chosen:
        return
    if not reason.strip():
        raise UsageError("A finding is set aside only with a reason. Add --reason and why it is not a problem.")
    if len(paths) != 1 or others:
        raise UsageError("--set-aside takes one document, and neither --json, --letter nor --html beside it.")


def set_aside(checked: Checked, chosen: str, reason: str, out: str) -> None:
    """Print the entry for the chosen finding, or add it to the file `out`, whose text is kept as it is.

    `chosen` is a rule with one open finding, or the first characters of a key. Raises UsageError.
    """
    if checked.problem:
        raise UsageError(f"{checked.source}: not read. {checked.problem}")
    from casepool.knowledge.set_aside import HEAD, load_set_aside, name_set_aside, write_entry

    item = _pick(checked, chosen)
    entry = SetAside(item.key, item.finding.rule, reason.strip(), item.finding.headline)
    if not out:
        put_out(write_entry(entry).lstrip("\n"))
        return
    place = Path(out)
    if place.is_dir() or not place.parent.is_dir():
        raise UsageError(f"Cannot write {out}: it is a folder or lies in one that does not exist. Name another place.")
    held = load_set_aside(place) if place.is_file() else ()
    if any((other.rule, other.key) == (entry.rule, entry.key) for other in held):
        raise UsageError(f"{entry.rule} is set aside in {out} already. Nothing was written.")
    before = place.read_text(encoding="utf-8") if place.is_file() else HEAD
    write_text(out, before + ("" if before.endswith("\n") else "\n") + write_entry(entry))
    beside = name_set_aside(checked.source)
    read = "" if place.absolute() == beside.absolute() else f" casepool check reads {beside} beside the manuscript."
    say(f"Set aside in {out}: {entry.rule} {entry.about}{read}")


def _pick(checked: Checked, chosen: str) -> Keyed:
    keyed = [item for result in checked.results for item in result.keyed]
    found = [item for item in keyed if not item.reason and _fits(item, chosen)]
    if len({item.key for item in found}) == 1:
        return found[0]
    if not found:
        already = " It is set aside already." if any(_fits(item, chosen) for item in keyed) else ""
        raise UsageError(
            f"{chosen!r} is neither a rule with a finding here nor the beginning of a key.{already} "
            "'casepool check --json' gives each finding with its key."
        )
    listed = "; ".join(f"{item.key[:8]} {item.finding.headline}" for item in found[:SHOWN])
    raise UsageError(f"{chosen!r} fits {len(found)} findings. Name one by the first characters of its key: {listed}")


def _fits(item: Keyed, chosen: str) -> bool:
    return item.finding.rule == chosen.upper() or (len(chosen) >= 4 and item.key.startswith(chosen.lower()))
