"""YAML files that people write, read so that every slip is an error with its line.

Belongs here: what YAML itself lets pass in silence (the same key twice, values that stand elsewhere) and its errors.
Does not belong here: what a file may say (articles.py).
"""

from functools import cache
from pathlib import Path
from typing import Any


class NotRead(ValueError):  # noqa: N818 (says what happened)
    """A file that is no such YAML; the message begins with name and line."""


LARGEST = 10_000_000
"""Bytes of a file that somebody wrote."""
DIGITS = 30
_QUOTES = "a text with : # [ { or a quotation mark goes in quotes"


def read(path: Path) -> Any:
    """The content of a file. Raises NotRead, or OSError where it cannot be opened."""
    if path.exists() and not path.is_file():  # reading a pipe or a device does not end
        raise NotRead(f"{path.name}: expected a file; found a folder, a pipe or a device")
    import yaml
    from yaml.constructor import ConstructorError

    try:
        if path.stat().st_size > LARGEST:
            raise NotRead(f"{path.name}: expected at most {LARGEST:,} bytes; found {path.stat().st_size:,}")
        text = path.read_text(encoding="utf-8")
        for event in yaml.parse(text, Loader=_loader()):
            # Aliases of aliases are a few lines to read and more than any memory to show in an error.
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise NotRead(f"{path.name}:{line}: expected every value written out; found an alias (*{event.anchor})")
        return yaml.load(text, Loader=_loader())  # noqa: S506 (a SafeLoader)
    except NotRead:
        raise
    except UnicodeDecodeError as error:
        raise NotRead(f"{path.name}: expected UTF-8; byte {error.start} is not") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem if isinstance(error, ConstructorError) else f"not YAML: {error.problem}; {_QUOTES}"
        raise NotRead(f"{path.name}:{mark.line + 1 if mark else 1}: {what}") from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1 if isinstance(error.position, int) else 1
        raise NotRead(f"{path.name}:{line}: not YAML: found a control character; remove it") from None
    except (ValueError, RecursionError) as error:
        raise NotRead(f"{path.name}: not YAML that can be read: {error}") from None


@cache
def _loader() -> Any:
    import yaml
    from yaml.constructor import ConstructorError
    from yaml.nodes import MappingNode, ScalarNode

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]  # of either of two classes
        def construct_mapping(self, node: MappingNode, deep: bool = False) -> Any:
            seen: dict[str, int] = {}
            for key, _ in node.value:
                if isinstance(key, ScalarNode) and key.value in seen:
                    raise ConstructorError(
                        None, None, f"{key.value!r} stands here and in line {seen[key.value]}: remove one of them",
                        key.start_mark,
                    )  # fmt: skip
                seen[str(key.value)] = key.start_mark.line + 1
            return super().construct_mapping(node, deep)

    def integer(loader: Any, node: ScalarNode) -> int:
        """An integer in any notation that YAML has; more digits than a figure has cannot even be shown in an error."""
        if len(node.value) > 4 * DIGITS or abs(number := base.construct_yaml_int(loader, node)) >= 10**DIGITS:
            raise ValueError(f"expected at most {DIGITS} digits")
        return int(number)

    def scalar(construct: Any, what: str) -> Any:
        def constructed(loader: Any, node: ScalarNode) -> Any:
            try:
                return construct(loader, node)
            except ValueError as error:
                raise ConstructorError(
                    None, None, f"{node.value[:40]!r} is no {what}: {error}", node.start_mark
                ) from None

        return constructed

    for tag, construct, what in (
        ("timestamp", base.construct_yaml_timestamp, "day"),
        ("int", integer, "number"),
    ):
        Loader.add_constructor(f"tag:yaml.org,2002:{tag}", scalar(construct, what))
    return Loader
