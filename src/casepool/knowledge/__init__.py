"""What the field knows, as data: forms, audit texts, vocabularies, checklists, and their strict loaders."""
