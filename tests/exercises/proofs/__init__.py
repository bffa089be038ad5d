"""One module for each lesson, with the `PROOFS` of its exercises that give points."""

from importlib import import_module
from pkgutil import iter_modules

from tests.helpers.proof import Proof

PROOFS: list[Proof] = [
    proof
    for module in sorted(module.name for module in iter_modules(__path__))
    for proof in import_module(f"{__name__}.{module}").PROOFS
]
