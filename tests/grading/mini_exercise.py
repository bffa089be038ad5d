"""A stand-in for a lesson's rubric: three criteria on a handful of fields, and hidden dice."""

from kubelet_lab.exercises.answers import Answer
from kubelet_lab.exercises.report import Criterion, Report
from kubelet_lab.exercises.seeds import dice


def criterion(title: str, kept: bool, *, hidden: bool = False) -> Criterion:
    reason = "" if kept else f"It never {title}."
    return Criterion(title, 2 * kept, 2, reason, hints=("Look.", "Ask.", "period"), hidden=hidden)


class Mini:
    name = "mini"
    kind = "manifest"
    blank = "# Your answer goes here."
    max_points = 6.0

    def check(self, answer: Answer, seed: str | None) -> Report:
        fields = dict(line.split(":", 1) for line in answer.lines if ":" in line)
        period = fields.get("period", "").strip()
        if not period.isdigit():
            line = answer.first_line
            return Report("mini", 6.0, error=f"period: Invalid value: {period!r}\n  line {line}")
        most = 10 if seed is None else dice(seed, "mini").randint(3, 6)
        criteria = (
            Criterion("answers at all", 2, 2),
            criterion("is quick by day", int(period) <= 10),
            criterion("is quick at night", int(period) <= most, hidden=True),
        )
        return Report("mini", 6.0, criteria, played="public and hidden" if seed else "public")


EXERCISES = (Mini(),)
