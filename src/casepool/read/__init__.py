"""Any file of an article or a reference list -> Document or Record, one module per format (table: `reader.py`)."""
