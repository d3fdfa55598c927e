"""FHIR R4: one collection Bundle per patient, every clinical resource with its Provenance."""
