/*
description: >
  What is held of each dataset and how old it is.
*/
select
    s.id,
    s.publisher,
    s.observations,
    s.vintages,
    s.latest_vintage,
    s.published_on,
    b.today - s.published_on as age_days,
    s.licence
from core.source as s
cross join meta.build as b
where s.observations > 0
order by age_days desc
