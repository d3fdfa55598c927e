"""One coded time from several: the cases of one patient (R12), and the parts of a composite endpoint."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf

from casepool.domain.curve import CodedTime
from casepool.domain.estimate import Source


def forget_time(coded: CodedTime) -> CodedTime:
    """The same patient with unknown outcome."""
    return replace(coded, kind="endpoint_unknown", left=None, right=None)


def merge_cases(coded: Sequence[CodedTime]) -> CodedTime | None:
    """One time from the cases of a patient, given in the order of publication; None without any.

    An event that one publication tells stays, and a last contact without it before that narrows its interval; without
    an event the longest time free of it counts. Events that cannot be the same are a contradiction (R13).
    """
    if len(coded) < 2:
        return coded[0] if coded else None
    known = [item for item in coded if item.is_known]
    events = [item for item in known if item.is_event]
    if not known:
        return _join(coded[-1], coded)
    if not events:
        last = max(known, key=lambda item: item.left or 0.0)
        return _join(replace(last, rule="R12" if len(known) > 1 else last.rule), coded)
    merged = _intersect(events, known)
    return _join(replace(merged, rule="R12") if len(known) > 1 and merged.is_known else merged, coded)


def _intersect(events: Sequence[CodedTime], known: Sequence[CodedTime]) -> CodedTime:
    right = min(_end(item) for item in events)
    free = [item.left or 0.0 for item in known if not item.is_event and (item.left or 0.0) < right]
    left = max([*(item.left or 0.0 for item in events), *free])
    is_point = any(item.kind == "event_exact" for item in events)
    if left > right or (left == right and not is_point):
        return replace(forget_time(events[0]), rule="R13")
    return _between(events[0], left, right)


def _end(item: CodedTime) -> float:
    return inf if item.right is None else item.right


def _between(like: CodedTime, left: float, right: float) -> CodedTime:
    kind = "event_exact" if left == right else "event_time_bounded"
    return replace(like, kind=kind, left=left, right=None if right == inf else right)


def compose_parts(parts: Sequence[CodedTime], drop_needs_person: bool = False) -> CodedTime | None:
    """The first event of a composite endpoint; None if no part can apply.

    A part with an event makes the composite an event, at the earliest time that its parts allow; a part whose outcome
    is unknown leaves a composite without an event unknown. Where it is in question whether an event came after time
    zero, the composite needs a person; which of the parts happened is not asked. `drop_needs_person` leaves such
    events out.
    """
    if drop_needs_person:
        parts = [forget_time(p) if "may_precede_time_zero" in p.flags else p for p in parts]
    if not parts:
        return None
    events, unknown = [p for p in parts if p.is_event], [p for p in parts if not p.is_known]
    if events:
        return _first_event(events)
    first = unknown[0] if unknown else min(parts, key=lambda part: part.left or 0.0)
    return replace(first, flags=_flags([first]), sources=_sources(parts))


def _first_event(events: Sequence[CodedTime]) -> CodedTime:
    right = min(_end(item) for item in events)
    left = min(*(item.left or 0.0 for item in events), right)
    deciding = min(events, key=_end)
    certain = any("may_precede_time_zero" not in item.flags for item in events)
    flags = [flag for flag in _flags([deciding]) if not (certain and flag == "may_precede_time_zero")]
    flags += [] if certain else ["needs_person"]
    return replace(_between(deciding, left, right), flags=tuple(flags), sources=_sources(events))


def _flags(parts: Iterable[CodedTime]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flag for part in parts for flag in part.flags if flag != "needs_person"))


def _sources(parts: Iterable[CodedTime]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for part in parts for source in part.sources))


def _join(chosen: CodedTime, coded: Sequence[CodedTime]) -> CodedTime:
    """The chosen time with the sources of all cases; flags are its own."""
    flags = tuple(dict.fromkeys((*chosen.flags, "several_cases")))
    return replace(chosen, flags=flags, sources=_sources(coded))
