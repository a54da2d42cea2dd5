/*
description: >
  Datasets with publisher, terms and what is held of them. One row per dataset.
key: [id]
columns:
  id: name used in core.observation.source
  publisher: who publishes it
  title: name of the dataset
  licence: terms under which its figures may be shown
  citation: how to cite it
  url: where a reader finds it
  lag_days: {unit: days, meaning: usual time from the end of a period to its publication}
  observations: number of figures held
  vintages: number of editions held
  latest_vintage: edition published last
  published_on: day of the latest publication held
  latest_period: first day of the latest period with a figure that is no forecast
  retrieved_at: latest retrieval
*/
with held as (
    select
        source,
        cast(count(*) as bigint) as observations,
        cast(count(distinct vintage) as bigint) as vintages,
        arg_max(vintage, published_on) as latest_vintage,
        max(published_on) as published_on,
        max(case when obs_status not in ('E', 'F') and obs_value is not null then time_period end) as latest_period,
        max(retrieved_at) as retrieved_at
    from core.observation
    group by source
)

select
    s.id,
    s.publisher,
    s.title,
    s.licence,
    s.citation,
    s.url,
    s.lag_days,
    coalesce(h.observations, 0) as observations,
    coalesce(h.vintages, 0) as vintages,
    h.latest_vintage,
    h.published_on,
    h.latest_period,
    h.retrieved_at
from input.source as s
left join held as h on h.source = s.id
order by s.id
