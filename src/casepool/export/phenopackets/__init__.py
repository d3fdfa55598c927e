"""GA4GH Phenopackets v2, one per patient, each with a sidecar that ties every assertion to its words."""
