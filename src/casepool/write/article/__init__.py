"""The article of a review: domain values in, files as bytes out. Nothing here touches a file, a clock or the network.

    review = ReviewInput(cohort, cells, pooled, form, ...)      article.inputs: everything that a review holds
        cells = casepool.pool.cell_table.tabulate_cells(cohort, form, knowledge, plan)

    write_article(review, to="html" | "docx" | "tex", comments="all" | "marked" | "none", traced=False) -> ArticleFiles
        article.whole. ArticleFiles.files: tuple[ArticleFile(name, media_type, data: bytes)], the article first;
        .blockers: what a release still needs, one sentence each; .refusals: what was not drawn or computed, and why
        html: review.html, tables and figures beside it          (no script, nothing remote, each cell opens its quote)
        docx: review.docx (clean), review-traced.docx (comments) (numbers in content controls tagged cp:NAME)
        tex:  review.tex with \\cp{NAME}{number}; `traced` adds margin notes

    build_article(review) -> Article        article.whole: the same article as a value, before it is rendered

    list_bindable(review) -> dict[str, Bindable]      article.bindable: every name that a draft can bind, with its value
    write.bindings.check_draft(data, name, bindable) -> DraftCheck     .drifted .unknown .empty .sentence, .is_clean
    write.bindings.fill_draft(data, name, bindable, plain=False) -> bytes

Bad input raises a CasepoolError that says what, where and the way out (a picture with a patient's data in it, a draft
that is no Word file, a format that is not one of the three).
"""
