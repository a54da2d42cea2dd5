/*
description: >
  Figures that cannot be (core.bound) and are left out of everything until the publisher corrects them or a
  correction with its reason does.
severity: warn
*/
select indicator, ref_area, counterpart_area, freq, time_period, obs_value, unit_measure, source, vintage, reason
from core.quarantine
order by source, indicator, ref_area, counterpart_area, time_period
