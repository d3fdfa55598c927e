"""Runs of a project that are killed at random moments."""
