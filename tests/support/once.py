"""What is built once for a whole run of the tests, however many processes run them. Not a test."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def made(name: str, make: Callable[[Path], None]) -> Path:
    """A folder of that name, filled by whichever process asks first; the others wait for it."""
    place = Path(os.environ["BILATERAL_TESTS"]) / name  # made by conftest.py
    with (place.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = place.parent / f"{name}.done"
        if not done.exists():
            shutil.rmtree(place, ignore_errors=True)
            make(place)
            done.touch()
    return place
