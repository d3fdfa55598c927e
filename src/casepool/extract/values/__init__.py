"""Finders of values that one pattern cannot say, one module per family of fields."""
