"""Many files at once: worker processes on one machine."""
