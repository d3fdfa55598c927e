"""The evidence bundle: a zip that can be audited without casepool, and read back without loss."""
