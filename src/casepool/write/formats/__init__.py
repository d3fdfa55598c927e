"""An article in the formats that it is written to: HTML, Word, LaTeX. Each takes the same value and returns bytes."""
