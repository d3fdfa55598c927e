"""The figures of the review, as frozen values.

    material = FigureMaterial(cohort, cells, pooled, form)         figures.material
        cells = casepool.pool.cell_table.tabulate_cells(cohort, form, knowledge, plan)
        optional: names={patient id: "Ek 2016"}, note="Synthetic cohort, n = 6.", fields=(ids for the reporting map)

    draw_all(material, flow=None, appraisals=()) -> tuple[Figure | NotDrawn, ...]    in the order of the article

    draw_flow(flow, note="")                       -> Figure | NotDrawn    name "flow"
    draw_reporting(material, width=None)           ->                      name "reporting"
    draw_level_map(material, width=None)           ->                      name "level_map"
    draw_swimmer(material)                         ->                      name "swimmer"
    draw_survival(material, endpoint, width=174)   ->                      name "survival_ENDPOINT"
    draw_markers(material, width=None)             ->                      name "markers"
    draw_comparison(material)                      ->                      name "comparison"
    draw_ledger(check, document_name="")           ->                      name "ledger"
    draw_drift(material, patient)                  ->                      name "drift_PATIENT"
    draw_drift_summary(material)                   ->                      name "drift"
    draw_appraisal(appraisal, width=None)          ->                      name "appraisal_CHECKLIST"
    draw_publications(material)                    ->                      name "publications" (by year)
    draw_case_timeline(material)                   ->                      name "case_timeline" (index case)

Each function is imported from the module of its name (`casepool.write.figures.flow.draw_flow`) and from here.

    Figure.name, .title (bold noun phrase of the caption, with full stop), .legend (the sentences after it)
    Figure.alt_text("Table S3")     at most 350 characters; the words in brackets name the table of its data
    Figure.caption(3, "Table S3")   -> ("Figure 3. Title.", "Legend. Data: Table S3.")
    Figure.data                     -> DataSheets: .name, .header, .rows, .csv() (UTF-8 text, LF); the first one first
    Figure.width, .height           millimetres, the printed size
    Figure.svg(prefix="", theme="print")   -> str, ready for a file and for HTML inline (ids begin with the prefix)
    Figure.pdf(theme="print")       -> bytes          Figure.png(dpi=300, theme="print") -> bytes   (matplotlib)
    NotDrawn.name, .sentence        a paragraph in the place of the figure: "Figure not drawn: ..."; takes no number

Drawing and SVG need the standard library only; matplotlib is imported when `pdf` or `png` is called.
"""
