"""Text made safe for LaTeX: no command, no environment and no special character of a source survives.

What pdflatex cannot print is handed to \\cpchar, which prints the character with xelatex and its code point otherwise.
"""

import re
import unicodedata

from casepool.write.escape import show_hidden

SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "-": "-{}", "[": "{[}", "]": "{]}",
    "“": r"\textquotedblleft{}", "”": r"\textquotedblright{}", "‘": r"\textquoteleft{}", "’": r"\textquoteright{}",
    "–": r"\textendash{}", "—": r"\textemdash{}", "…": r"\textellipsis{}", "•": r"\textbullet{}", "●": r"\textbullet{}",
    "○": r"\textopenbullet{}", "×": r"\texttimes{}", "−": r"\textminus{}", "±": r"\textpm{}", "µ": r"\textmu{}",
    "·": r"\textperiodcentered{}", "°": r"\textdegree{}", "≥": r"\ensuremath{\geq}", "≤": r"\ensuremath{\leq}",
    "≈": r"\ensuremath{\approx}", "†": r"\textdagger{}", "‡": r"\textdaggerdbl{}", "§": r"\textsection{}",
    "¶": r"\textparagraph{}", "‖": r"\textbardbl{}", "€": r"\texteuro{}", "²": r"\texttwosuperior{}",
    "³": r"\textthreesuperior{}", "½": r"\textonehalf{}", "\u00a0": "~", "\u2009": r"\,", "\u00ad": r"\-",
    "\n": " ", "\r": " ", "\t": " ",
}  # fmt: skip
GREEK = {
    name: letter.lower()
    for letter in ("ALPHA", "BETA", "GAMMA", "DELTA", "EPSILON", "KAPPA", "LAMDA", "MU", "TAU", "OMEGA")
    for name in (f"GREEK SMALL LETTER {letter}",)
}


def escape_tex(text: str) -> str:
    """Text of a source as LaTeX, one line; hidden characters become visible first."""
    return "".join(_escape(character) for character in show_hidden(text))


def _escape(character: str) -> str:
    known = SPECIAL.get(character)
    if known is not None:
        return known
    if " " <= character <= "~" or _is_western(character):
        return character
    greek = GREEK.get(unicodedata.name(character, ""))
    if greek:
        return rf"\ensuremath{{\{'lambda' if greek == 'lamda' else greek}}}"
    return rf"\cpchar{{U+{ord(character):04X}}}{{{character}}}"


def _is_western(character: str) -> bool:
    """Letters that pdflatex prints with the T1 encoding: Latin letters of Latin-1 and Latin Extended-A."""
    return "À" <= character <= "ž" and character not in "×÷ĦħĸĿŀŉŦŧ"


def read_tex(source: str) -> str:
    """The words of a short piece of LaTeX: the inverse of `escape_tex`; other commands and braces are dropped."""
    return " ".join(_TOKEN.sub(_read_token, source).split())


def _read_token(match: re.Match[str]) -> str:
    if match["character"]:
        return match["character"]
    return _INVERSE.get(match[0]) or _INVERSE.get(match[0].rstrip() + "{}", "")


_INVERSE = {command: character for character, command in SPECIAL.items() if command != " "}
_INVERSE |= {_escape(character): character for character in "αβγδεκλμτω"}
_TOKEN = re.compile(
    r"\\cpchar\{U\+[0-9A-F]+\}\{(?P<character>.)\}|"
    + "|".join(re.escape(command) for command in sorted(_INVERSE, key=len, reverse=True))
    + r"|\\[A-Za-z]+\*?\s?|[{}]|~"
)
