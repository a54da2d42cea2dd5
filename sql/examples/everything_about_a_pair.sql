/*
description: >
  Mexico and the United States as they were known on a day: of every indicator and source the newest figure that had
  been published, in either direction.
*/
select name, ref_area, counterpart_area, breakdown, freq, time_period, obs_value, unit_measure, source, vintage
from pair_on('USA', 'MEX', '2025-06-30')
order by name, ref_area, breakdown, freq, source
