"""Settings of all tests: the same random examples in every run, no time limit for a single one on a busy machine."""

from hypothesis import settings

settings.register_profile("casepool", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("casepool")
