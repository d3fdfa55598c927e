"""Writing out: from domain values to files, one module per format."""
