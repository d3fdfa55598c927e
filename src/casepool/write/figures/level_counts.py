"""The level map as counts, for cohorts with too many patients for lanes."""

from collections.abc import Mapping, Sequence

from casepool.write.figures.level_lanes import LevelRow, draw_counts
from casepool.write.figures.page import Page
from casepool.write.figures.parts import Key, close_page, draw_legend, draw_note
from casepool.write.figures.scene import MARGIN, Scene
from casepool.write.figures.spine import LEFT, LEVELS, draw_spine

ROW = 3.0
TOP = 12.0


def lay_out_counts(rows: Sequence[LevelRow], width: float, words: Mapping[str, str], missing: str, note: str) -> Scene:
    """Bars per level, the operated ones as an outline; the levels of the index case in the gutter."""
    page = Page(width)
    left = LEFT + 2.4
    bottom = draw_spine(page, TOP, ROW, left, width - MARGIN)
    draw_counts(page, rows, TOP, ROW, left, width - MARGIN - 8.0, "Patients whose lesion includes the level")
    own = [row for row in rows if row.is_index and row.kind == "lesion" and row.upper]
    for row in own:
        top, end = LEVELS.index(row.upper), LEVELS.index(row.lower) + 1
        page.rect(LEFT, TOP + top * ROW, 1.4, (end - top) * ROW, "index")
    y = draw_legend(page, LEFT, bottom + 3.5, width - LEFT - MARGIN, _list_keys(rows, words, bool(own)))
    y = draw_note(page, LEFT, y, missing, width - LEFT - MARGIN)
    return page.finish(close_page(page, y, note, x=LEFT))


def _list_keys(rows: Sequence[LevelRow], words: Mapping[str, str], has_index: bool) -> list[Key]:
    lesion, operated = (
        len({r.patient_id for r in rows if r.kind == kind and r.upper}) for kind in ("lesion", "operated")
    )
    keys = [Key(lambda page, x, y: page.rect(x - 2, y - 1.1, 4, 2.2, "main"), f"{words['lesion']} (n = {lesion})", 4)]
    if operated:
        line = f"{words['operated']} (n = {operated})"
        keys.append(Key(lambda page, x, y: page.line((x - 2, y), (x + 2, y), stroke="treat", width=0.8), line, 4))
    if has_index:
        keys.append(
            Key(lambda page, x, y: page.rect(x - 0.7, y - 1.1, 1.4, 2.2, "index"), "levels of the index case", 1.4)
        )
    return keys
