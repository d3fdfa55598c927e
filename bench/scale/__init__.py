"""A dataset of many generated documents: speed, memory, kill and resume, a cluster."""
