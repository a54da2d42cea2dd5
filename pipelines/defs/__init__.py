"""The pipeline as Dagster sees it: assets, checks, jobs, schedules and sensors around the plain library."""
