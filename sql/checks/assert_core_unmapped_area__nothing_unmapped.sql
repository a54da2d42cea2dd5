/*
description: >
  Areas that publishers name and our maps do not have; their figures are kept unallocated and add up with the rest.
  Add them to the economies.csv of the source.
severity: warn
*/
select source, vintage, indicator, series, figures, first_period, last_period, largest
from core.unmapped_area
order by source, vintage, indicator, series
