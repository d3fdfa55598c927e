"""Text tools that the steps share: shadow text, sentences, sections, numbers, grammars."""
