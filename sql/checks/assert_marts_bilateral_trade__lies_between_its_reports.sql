/*
description: >
  A reconciled value lies between the two reports valued FOB, and is the report itself where only one counts.
severity: error
*/
select exporter, importer, freq, time_period, product, export_fob, import_fob, reconciled, method
from marts.bilateral_trade
where
    (method = 'none') <> (reconciled is null)
    or reconciled < 0.999999 * case
        when method = 'exporter_only' then export_fob
        when method = 'importer_only' then import_fob
        else least(export_fob, import_fob)
    end
    or reconciled > 1.000001 * case
        when method = 'exporter_only' then export_fob
        when method = 'importer_only' then import_fob
        else greatest(export_fob, import_fob)
    end
