/*
description: >
  Bytes as received, or files of transcribed reference figures, behind the observations. One row per
  stored file.
key: [sha256]
columns:
  sha256: hash of the bytes
  source: dataset (core.source)
  dataset: part of the dataset
  url: address it came from, without secrets
  retrieved_at: latest retrieval
  published_on: day of publication where known
  vintage: the publisher's edition where known
  size: {unit: bytes, meaning: length}
  path: where it lies, from the warehouse folder
*/
select sha256, source, dataset, url, retrieved_at, published_on, vintage, size, path
from input.snapshot
order by sha256
