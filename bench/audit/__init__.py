"""The audit, measured: how quiet it is on published texts, and how many planted faults it finds."""
