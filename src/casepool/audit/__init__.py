"""The audit: one small function per rule, grouped by family."""
