"""Killing a program that writes to a project, at random moments, and looking at what is left."""
