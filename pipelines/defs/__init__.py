"""The pipeline as Dagster sees it: assets, checks, jobs, schedules and sensors around the plain library.

Belongs here: what depends on what, when it runs, what is shown about it. Does not belong here: any work;
each asset calls one function and says what came of it.
"""
