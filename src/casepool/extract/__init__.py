"""Extraction: from a document to cases, claims and mentions."""
