"""Table recogniser: regions, columns, candidate row splits, score, joins over pages."""
