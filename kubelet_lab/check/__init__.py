"""Floor 4: what a manifest will do, told before it is applied.

`check` reads a text, `as_text` prints its report; `delays` has the closed forms.
"""

from kubelet_lab.check.report import Report, check, worst
from kubelet_lab.check.text import as_text

__all__ = ["Report", "as_text", "check", "worst"]
