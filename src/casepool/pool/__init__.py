"""From a cohort to estimates. Pure functions; numpy and its friends are imported here and nowhere inward of here."""
