/*
description: Countries and territories that carry figures of their own, and two aggregates. One row per economy.
key: [iso3]
columns:
  iso3: ISO 3166 alpha-3; XKX is Kosovo, W00 the world, _X areas not elsewhere specified
  name: everyday English name
  m49: UN M49 code; NULL for aggregates
  region: UN region
  continent: continent, for continental groups
  is_economy: false for aggregates, which never enter sums or ranks
  latitude: {unit: degrees, meaning: of the capital; NULL without one}
  longitude: {unit: degrees, meaning: of the capital; NULL without one}
*/
select iso3, name, m49, region, continent, is_economy, latitude, longitude
from input.economy
order by iso3
