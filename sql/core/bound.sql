/*
description: >
  What no figure of a unit can pass, whatever it measures: more people than the world will have, more money than
  its output. A figure outside is a slip of a publisher's and stays in core.quarantine. One row per unit.
key: [unit_measure]
columns:
  unit_measure: unit of a figure
  value_from: {unit: unit_measure, meaning: least that a figure can be}
  value_to: {unit: unit_measure, meaning: most that a figure can be}
  why: what the limits are taken from
*/
with bound as (
    select 'PS' as unit_measure, 0 as value_from, 12e9 as value_to, 'the world has 10.4 billion people at most (UN WPP 2024, 2084)' as why
    union all
    select 'USD' as unit_measure, -5e14 as value_from, 5e14 as value_to, 'output of the world: 1.1e14 dollars a year, 2e14 at purchasing power parity' as why
    union all
    select 'INTL_USD' as unit_measure, -5e14 as value_from, 5e14 as value_to, 'output of the world: 1.1e14 dollars a year, 2e14 at purchasing power parity' as why
    union all
    select 'CNY' as unit_measure, -5e15 as value_from, 5e15 as value_to, 'output of the world at 7 yuan a dollar' as why
    union all
    select 'JPY' as unit_measure, -1e17 as value_from, 1e17 as value_to, 'output of the world at 150 yen a dollar' as why
    union all
    select 'KRW' as unit_measure, -1e18 as value_from, 1e18 as value_to, 'output of the world at 1,400 won a dollar' as why
    union all
    select 'PT' as unit_measure, -1e6 as value_from, 1e7 as value_to, 'the IMF printed that prices would rise by 10,000,000 per cent in Venezuela in 2019 (WEO, October 2018)' as why
    union all
    select 'XDC_USD' as unit_measure, 0 as value_from, 1e8 as value_to, 'no currency in use cost less than a hundred-millionth of a dollar in its own units' as why
    union all
    select 'DAYS' as unit_measure, 0 as value_from, 366 as value_to, 'days of a year' as why
    union all
    select 'VESSELS' as unit_measure, 0 as value_from, 1e6 as value_to, 'all ships of the world: 112,500 of 100 tons and more (UNCTAD 2025)' as why
    union all
    select 'BIRTHS' as unit_measure, 0 as value_from, 20 as value_to, 'births a woman: 8.9 at most (Rwanda 1962, UN WPP 2024)' as why
    union all
    select 'SITES' as unit_measure, 0 as value_from, 1e5 as value_to, 'sites are listed by name' as why
    union all
    select 'KM' as unit_measure, 0 as value_from, 20040 as value_to, 'half the girth of the earth' as why
    union all
    select 'FLAG' as unit_measure, 0 as value_from, 1 as value_to, 'true or false' as why
    union all
    select 'TIV' as unit_measure, 0 as value_from, 1e6 as value_to, 'arms transfers of the world: some 30,000 million TIV a year (SIPRI)' as why
    union all
    select 'POINTS' as unit_measure, -100 as value_from, 100 as value_to, 'places on scales of a few points' as why
    union all
    select 'KM2' as unit_measure, 0 as value_from, 5.2e8 as value_to, 'the surface of the earth' as why
    union all
    select 'YEARS' as unit_measure, 0 as value_from, 130 as value_to, 'nobody is known to have lived longer' as why
    union all
    select 'PER_1000' as unit_measure, -1000 as value_from, 1000 as value_to, 'of a thousand no more than all' as why
    union all
    select 'PER_100K' as unit_measure, 0 as value_from, 1e5 as value_to, 'of a hundred thousand no more than all' as why
    union all
    select 'T' as unit_measure, -1e9 as value_from, 1e11 as value_to, 'emissions of the world: 4e10 tonnes a year (Global Carbon Budget)' as why
    union all
    select 'T_HEAD' as unit_measure, -100 as value_from, 1000 as value_to, 'emissions of Kuwait in its fires of 1991: 200 tonnes a head' as why
    union all
    select 'EVENTS' as unit_measure, 0 as value_from, 1e6 as value_to, 'events are listed by hand' as why
)

select unit_measure, cast(value_from as double) as value_from, cast(value_to as double) as value_to, why
from bound
order by unit_measure
