/*
description: What can be measured, with units and the usual size of a revision. One row per indicator.
key: [id]
columns:
  id: name used in every table and claim
  name: name for people
  unit_measure: unit of its figures
  definition: what it counts
  aggregation: how areas combine - sum, weighted_mean, ratio or none
  kind: stock, flow, rate or event
  freq: frequency at which claims about it are read when they name no period
  bilateral: true when a figure belongs to a pair of countries
  revision_pct: {unit: per cent, meaning: usual size of a revision; ranks closer than this are too close to call}
*/
select id, name, unit_measure, definition, aggregation, kind, freq, bilateral, revision_pct
from input.indicator
order by id
