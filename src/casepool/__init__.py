"""casepool reads case reports and ties every value to its quote."""

__version__ = "0.1.0"
