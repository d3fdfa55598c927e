"""Bound numbers of a draft: found, compared with the estimates, filled in. Text or bytes in and out, no file touched.

    check_draft(data, name, bindable) -> DraftCheck            .drifted .unknown .empty, .is_clean, .sentence
    fill_draft(data, name, bindable, plain=False) -> bytes     `plain` leaves the bare numbers, without their names

`name` is that of the file; its ending says what it is: .docx, .md or .markdown or .txt, .tex. `bindable` is what
`article.bindable.list_bindable(review)` gives. Raises UsageError for another ending and for a file that is damaged.
"""

from casepool.write.bindings.check import DraftCheck, check_draft, fill_draft
from casepool.write.bindings.reading import Bindable, Binding

__all__ = ["Bindable", "Binding", "DraftCheck", "check_draft", "fill_draft"]
