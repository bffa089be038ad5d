"""What a person types after an option, read; argparse makes a sentence of each error."""

from __future__ import annotations

import argparse

HIGHEST_PORT = 65535


def count(text: str) -> int:
    """A number from 1 on."""
    if not (text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text}: must be a number from 1 on")
    return int(text)


def assignment(text: str) -> tuple[str, str]:
    """NAME=VALUE, in two."""
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"{text}: must be NAME=VALUE")
    return name, value


def port(text: str) -> int:
    """A TCP port."""
    if not (text.isdigit() and 1 <= int(text) <= HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"{text}: must be between 1 and {HIGHEST_PORT}")
    return int(text)
