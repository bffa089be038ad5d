"""What volumes put into files: keys of Secrets and ConfigMaps, pod fields, tokens.

validateKeyToPath, validateDownwardAPIVolumeFile, validateProjectionSources.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lab.spec.decode import Struct
from kubelet_lab.spec.errors import FieldError, forbidden, invalid, required
from kubelet_lab.spec.rules.environment import IN_FILES, field_ref_errors, resource_ref_errors
from kubelet_lab.spec.rules.mounts import descending_path_errors

MODE_RULE = "must be a number between 0 and 0777 (octal), both inclusive"
MAX_MODE = 0o777
SHORTEST_TOKEN_S, LONGEST_TOKEN_S = 600, 2**32


def file_errors(source: Struct, path: str) -> Iterator[FieldError]:
    """The items of a downwardAPI; Go leaves their index out."""
    for file in source.get("items", []):
        yield from _file(file, path)


def mode_errors(source: Struct, name: str, path: str) -> Iterator[FieldError]:
    """A file mode, 0644 and the like."""
    if not 0 <= source.get(name, 0) <= MAX_MODE:
        yield invalid(f"{path}.{name}", source[name], MODE_RULE)


def key_errors(source: Struct, path: str) -> Iterator[FieldError]:
    """The items of a secret or configMap."""
    for i, item in enumerate(source.get("items", [])):
        at = f"{path}.items[{i}]"
        for field in ("key", "path"):
            if not item[field]:
                yield required(f"{at}.{field}")
        yield from _own_path(item["path"], f"{at}.path")
        yield from mode_errors(item, "mode", at)


def _own_path(given: str, path: str) -> Iterator[FieldError]:
    yield from descending_path_errors(given, path)
    if given.startswith("..") and not given.startswith("../"):
        yield invalid(path, given, "must not start with '..'")


def _file(file: Struct, path: str) -> Iterator[FieldError]:
    if not file["path"]:
        yield required(f"{path}.path")
    yield from _own_path(file["path"], f"{path}.path")
    if "fieldRef" in file:
        yield from field_ref_errors(file["fieldRef"], IN_FILES, f"{path}.fieldRef")
        if "resourceFieldRef" in file:
            detail = "fieldRef and resourceFieldRef can not be specified simultaneously"
            yield invalid(path, "resource", detail)
    elif "resourceFieldRef" in file:
        at = f"{path}.resourceFieldRef"
        yield from resource_ref_errors(file["resourceFieldRef"], at, in_file=True)
    else:
        yield required(path, "one of fieldRef and resourceFieldRef is required")
    yield from mode_errors(file, "mode", path)


def projected_errors(source: Struct, path: str) -> Iterator[FieldError]:
    """Several sources in one volume; no two may write the same file."""
    seen: set[str] = set()
    for i, projection in enumerate(source["sources"] or []):
        at = f"{path}.sources[{i}]"
        for kind in ("secret", "configMap"):
            if kind in projection:
                keys = projection[kind]
                if not keys.get("name"):
                    yield required(f"{at}.{kind}.name")
                yield from key_errors(keys, f"{at}.{kind}")
                yield from _twice(keys, seen, path, keys.get("name", ""))
        files = projection.get("downwardAPI", {})
        yield from file_errors(files, f"{at}.downwardAPI")
        yield from _twice(files, seen, path, None)
        if "serviceAccountToken" in projection:
            token = projection["serviceAccountToken"]
            yield from _token(token, f"{at}.serviceAccountToken", path)
        if len(projection) > 1:
            yield forbidden(at, "may not specify more than 1 volume type")


def _twice(
    items: list[Struct], seen: set[str], path: str, name: str | None
) -> Iterator[FieldError]:
    for item in filter(lambda item: item["path"], items):
        if item["path"] in seen:
            shown = item["path"] if name is None else name
            yield invalid(path, shown, "conflicting duplicate paths")
        seen.add(item["path"])


def _token(token: Struct, path: str, above: str) -> Iterator[FieldError]:
    seconds = token["expirationSeconds"]
    at = f"{path}.expirationSeconds"
    if seconds < SHORTEST_TOKEN_S:
        yield invalid(at, seconds, "may not specify a duration less than 10 minutes")
    if seconds > LONGEST_TOKEN_S:
        yield invalid(at, seconds, "may not specify a duration larger than 2^32 seconds")
    if not token["path"]:
        yield required(f"{above}.path")
    else:
        yield from _own_path(token["path"], f"{above}.path")
