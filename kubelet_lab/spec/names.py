"""What names, keys and ports may look like, in the API server's words.

Source: apimachinery pkg/util/validation/validation.go. Each function gives the reasons why a
value is wrong, in Kubernetes' order; an empty list means it is right. Lengths are in bytes.
"""

from __future__ import annotations

import re

LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN = rf"{LABEL}(\.{LABEL})*"
QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
LABEL_VALUE = f"({QUALIFIED})?"
HEADER = "[-A-Za-z0-9]+"
CONFIG_KEY = "[-._a-zA-Z0-9]+"

ENDS = "and must start and end with an alphanumeric character"
LABEL_RULE = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " + ENDS
)
SUBDOMAIN_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, "
    "'-' or '.', " + ENDS
)
PART_RULE = f"must consist of alphanumeric characters, '-', '_' or '.', {ENDS}"
VALUE_RULE = (
    "a valid label must be an empty string or consist of alphanumeric characters, "
    f"'-', '_' or '.', {ENDS}"
)
HEADER_RULE = "a valid HTTP header must consist of alphanumeric characters or '-'"
CONFIG_KEY_RULE = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
ENV_RULE = (
    "a valid environment variable name must consist only of printable ASCII characters "
    "other than '='"
)
PARTS_RULE = (
    "a qualified name must consist of alphanumeric characters, '-', '_' or '.', "
    f"{ENDS} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    f"'{QUALIFIED}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
)

LONGEST_LABEL = 63
LONGEST_SUBDOMAIN = 253
LONGEST_PORT = 15


def dns_label(value: str) -> list[str]:
    """A container, volume or host name."""
    wrong = _too_long(value, LONGEST_LABEL)
    if _fits(LABEL, value):
        return wrong
    if _fits(SUBDOMAIN, value):
        return [*wrong, "must not contain dots"]
    return [*wrong, _rule(LABEL_RULE, LABEL, "my-name", "123-abc")]


def dns_subdomain(value: str) -> list[str]:
    """The name of a pod, Secret, ConfigMap or class."""
    wrong = _too_long(value, LONGEST_SUBDOMAIN)
    if not _fits(SUBDOMAIN, value):
        wrong.append(_rule(SUBDOMAIN_RULE, SUBDOMAIN, "example.com"))
    return wrong


def generated(value: str) -> str:
    """What a generateName is checked as: a closing dash counts as a letter."""
    return value[:-1] + "a" if len(value) > 1 and value.endswith("-") else value


def qualified_name(value: str) -> list[str]:
    """A label key, condition type or resource name: [prefix/]name."""
    prefix, slash, name = value.rpartition("/")
    if "/" in prefix:
        return [PARTS_RULE]
    wrong = []
    if slash and not prefix:
        wrong.append("prefix part must be non-empty")
    elif slash:
        wrong += [f"prefix part {reason}" for reason in dns_subdomain(prefix)]
    if not name:
        wrong.append("name part must be non-empty")
    elif too_long := _too_long(name, LONGEST_LABEL):
        wrong.append(f"name part {too_long[0]}")
    if not _fits(QUALIFIED, name):
        examples = ("MyName", "my.name", "123-abc")
        wrong.append(f"name part {_rule(PART_RULE, QUALIFIED, *examples)}")
    return wrong


def label_value(value: str) -> list[str]:
    """The value of a label, a selector or a toleration."""
    wrong = _too_long(value, LONGEST_LABEL)
    if not _fits(LABEL_VALUE, value):
        wrong.append(_rule(VALUE_RULE, LABEL_VALUE, "MyValue", "my_value", "12345"))
    return wrong


def port_number(value: int) -> list[str]:
    """A port number."""
    return in_range(value, 1, 65535)


def in_range(value: int, low: int, high: int) -> list[str]:
    """A number from `low` to `high`."""
    return [] if low <= value <= high else [f"must be between {low} and {high}, inclusive"]


def port_name(value: str) -> list[str]:
    """The name of a container port."""
    wrong = _too_long(value, LONGEST_PORT)
    if not _fits("[-a-z0-9]+", value):
        wrong.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", value):
        wrong.append("must contain at least one letter (a-z)")
    if "--" in value:
        wrong.append("must not contain consecutive hyphens")
    if value.startswith("-") or value.endswith("-"):
        wrong.append("must not begin or end with a hyphen")
    return wrong


def http_header(value: str) -> list[str]:
    """The name of a request header."""
    return [] if _fits(HEADER, value) else [_rule(HEADER_RULE, HEADER, "X-Header-Name")]


def env_name(value: str) -> list[str]:
    """The name of an environment variable, as loose as v1.32 has it."""
    return [] if _fits(r"[ -<>-~]+", value) else [ENV_RULE]


def config_key(value: str) -> list[str]:
    """A key in a ConfigMap or Secret."""
    wrong = _too_long(value, LONGEST_SUBDOMAIN)
    if not _fits(CONFIG_KEY, value):
        wrong.append(_rule(CONFIG_KEY_RULE, CONFIG_KEY, "key.name", "KEY_NAME", "key-name"))
    if value in {".", ".."}:
        wrong.append(f"must not be '{value}'")
    elif value.startswith(".."):
        wrong.append("must not start with '..'")
    return wrong


def _fits(pattern: str, value: str) -> bool:
    return re.fullmatch(pattern, value) is not None


def _too_long(value: str, longest: int) -> list[str]:
    size = len(value.encode("utf-8", "surrogatepass"))
    return [f"must be no more than {longest} characters"] if size > longest else []


def _rule(rule: str, pattern: str, *examples: str) -> str:
    shown = " or ".join(f"'{example}', " for example in examples)
    return f"{rule} (e.g. {shown}regex used for validation is '{pattern}')"
