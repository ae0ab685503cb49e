"""Values out of JSON that somebody else wrote: asked for by type, refused by name."""

from typing import Any

from pipeline.read.tally import RecordError


def string(value: dict[str, Any], key: str, *, number: bool = False) -> str:
    """The string at `key`, "" where there is none or null; with `number` a whole number will do.

    Raises:
        RecordError: something else stands there.
    """
    found = value.get(key)
    if found is None:
        return ""
    if isinstance(found, str):
        return found
    if number and isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    raise RecordError(f"`{key}` must be a string{' or a whole number' if number else ''}, not {kind(found)}")


def strings(value: dict[str, Any], key: str) -> tuple[str, ...]:
    """The strings at `key`: a list of them, or one alone.

    Raises:
        RecordError: something else stands there.
    """
    found = value.get(key) or []
    each = [found] if isinstance(found, str) else found
    if not isinstance(each, list) or not all(isinstance(item, str) for item in each):
        raise RecordError(f"`{key}` must be a list of strings")
    return tuple(each)


def objects(value: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects in the list at `key`.

    Raises:
        RecordError: something else stands there.
    """
    found = value.get(key) or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise RecordError(f"`{key}` must be a list of objects")
    return found


def inner(value: dict[str, Any], key: str) -> dict[str, Any]:
    """The object at `key`, an empty one where there is none.

    Raises:
        RecordError: something else stands there.
    """
    found = value.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise RecordError(f"`{key}` must be an object, not {kind(found)}")
    return found


def kind(value: object) -> str:
    """What `value` is, in words."""
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number") if value != "" else "an empty string"
