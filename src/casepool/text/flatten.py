"""A flat copy of a text with the same length: offsets into it are offsets into the text itself."""

_PLAIN = (
    *((c, "-") for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad"),
    *((c, "'") for c in "\u2018\u2019\u2032\u00b4"),
    *((c, '"') for c in "\u201c\u201d"),
    *((c, " ") for c in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t\r\n"),
)


def flatten(text: str) -> str:
    """Plain hyphens and quotes, one kind of blank (line breaks too), lower case; each character keeps its offset."""
    plain = text
    for printed, folded in _PLAIN:
        plain = plain.replace(printed, folded)
    lowered = plain.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower()[:1] for c in plain)
