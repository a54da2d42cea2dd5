"""From publishers to observation files, and the reference figures that come with a clone."""
