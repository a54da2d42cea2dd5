"""`make audit`: are the locks what they should be, is what is installed what they say, under which licences, and is
any of it known to be vulnerable.

All but the last is answered by this machine. The last is asked of OSV (the database that pip-audit reads too), in one
request; where it cannot be reached, that is said and is no failure.
"""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-server.lock", "requirements-dev.lock", "requirements-uv.lock")
OSV = os.environ.get("BILATERAL_OSV_URL", "https://api.osv.dev/v1/querybatch")
TOO_STRICT = re.compile(r"(?<!L)\bA?GPL|Affero|(?<!Lesser )General Public License", re.IGNORECASE)
"""Licences that would ask more of the project's users than its own does."""
_PIN = re.compile(r"([A-Za-z0-9._-]+)==([^\s;]+)(?: *;[^\\]*)? *\\?")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64} *\\?")

Pins = dict[str, set[str]]
"""Package -> its versions; a package may have one for each range of Pythons."""


def pins(lock: Path) -> tuple[Pins, list[str]]:
    """What a lock pins, and what does not belong into one."""
    found: Pins = {}
    hashes: dict[str, int] = {}
    problems, last = [], ""
    for number, line in enumerate(lock.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if not text:
            continue
        if pin := _PIN.fullmatch(text):
            name, last = canonical(pin[1]), f"{pin[1]}=={pin[2]}"
            found.setdefault(name, set()).add(pin[2])
            hashes[last] = 0
        elif _HASH.fullmatch(text) and last:
            hashes[last] += 1
        else:
            last = ""
            problems.append(f"{lock.name}:{number}: expected name==version and --hash=sha256:…, found {text[:60]!r}")
    problems += [f"{lock.name}: {pinned} has no hash" for pinned, count in hashes.items() if not count]
    return found, problems


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(wanted: Pins) -> tuple[dict[str, str], list[str]]:
    """Package -> licence of what is installed here, and what differs from the lock. Others' platforms are left out."""
    licences, problems = {}, []
    for name, versions in wanted.items():
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        if found.version not in versions:
            pinned = " or ".join(sorted(versions))
            problems.append(f"{name}: the lock says {pinned}, installed is {found.version}; run `make install`")
        licences[name] = licence(found.metadata)
    return licences, problems


def licence(facts: Any) -> str:
    """The licence as an expression, in words, or by its classifiers; what packages say differs in form."""
    classified = [c.rsplit(" :: ", 1)[-1] for c in facts.get_all("Classifier") or () if c.startswith("License ::")]
    said = facts.get("License-Expression") or ", ".join(classified) or facts.get("License") or "unknown"
    return said.splitlines()[0][:60]


def vulnerable(wanted: Pins) -> list[str]:
    """Known vulnerabilities as OSV lists them. OSError if it cannot be asked."""
    packages = sorted((name, version) for name, versions in wanted.items() for version in versions)
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    request = urllib.request.Request(  # noqa: S310 (the address is ours)
        OSV, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        results = json.load(answer)["results"]
    return [
        f"{name} {version}: {vulnerability['id']}, see https://osv.dev/{vulnerability['id']}"
        for (name, version), result in zip(packages, results, strict=True)
        for vulnerability in result.get("vulns", ())
    ]


def main() -> int:
    problems: list[str] = []
    every: Pins = {}
    for name in LOCKS:
        found, wrong = pins(ROOT / name)
        problems += wrong
        problems += [
            f"{package}: {', '.join(every[package])} in one lock, {', '.join(versions)} in the other"
            for package, versions in found.items()
            if every.get(package, versions) != versions
        ]
        every |= found
        if not wrong:
            say(f"{name}: {len(found)} packages, each version with its hashes, no index and no address")
    licences, wrong = installed(every)
    problems += wrong
    checked = subprocess.run(
        [sys.executable, "-m", "pip", "check", "--disable-pip-version-check"], capture_output=True, text=True
    )
    if checked.returncode:
        problems += checked.stdout.splitlines()
    say(f"installed: {len(licences)} of them, as the locks say" if not wrong else "installed: not as the locks say")
    runtime = pins(ROOT / LOCKS[0])[0].keys() & licences.keys()
    for words, packages in grouped({name: licences[name] for name in runtime}):
        say(f"  {words}: {', '.join(packages)}")
    problems += [f"{name}: {licences[name]}" for name in sorted(runtime) if TOO_STRICT.search(licences[name])]
    try:
        found_vulnerable = vulnerable(every)
        problems += found_vulnerable
        say(f"vulnerabilities: {len(found_vulnerable)} known to OSV")
    except (OSError, ValueError, KeyError) as error:
        say(f"vulnerabilities: NOT LOOKED UP, {OSV} cannot be asked from here ({error})")
    for problem in problems:
        say(f"problem: {problem}")
    return 1 if problems else 0


def grouped(licences: dict[str, str]) -> Iterable[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for name, words in sorted(licences.items()):
        found.setdefault(words, []).append(name)
    return sorted(found.items(), key=lambda item: -len(item[1]))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
