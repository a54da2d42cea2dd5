"""From observations and claims to the published file: inputs, models, checks, the rename, its documentation."""
