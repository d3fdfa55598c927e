"""The only place that wires the steps together, one module per journey."""
