"""Floor 8: `kubelet-lab`, one subcommand for each thing a person does. No logic lives here.

Exit codes: 0 done; 1 done, and something was found; 2 what was typed cannot be used;
130 interrupted. Errors go to stderr as one sentence, never as a traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from kubelet_lab.cli import completion
from kubelet_lab.cli.arguments import parser
from kubelet_lab.cli.commands import FINDINGS, OK, UNUSABLE, Refused

__all__ = ["CLOSED_PIPE", "FINDINGS", "INTERRUPTED", "OK", "UNUSABLE", "main"]

INTERRUPTED, CLOSED_PIPE = 130, 141  # 128 + SIGINT, 128 + SIGPIPE: what a shell reports


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    try:
        known = parser()
        completion.answer(known)
        args = known.parse_args(argv)
        code: int = args.command(args)
        sys.stdout.flush()  # a closed pipe must be noticed here, not at interpreter exit
    except Refused as error:
        sys.stderr.write(f"kubelet-lab: {error}\n")
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    return code
