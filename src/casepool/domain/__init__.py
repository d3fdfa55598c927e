"""The nouns of casepool: frozen values, standard library only."""
