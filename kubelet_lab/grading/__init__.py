"""Floor 7: nbgrader plug-ins, and a class graded at once; nothing a student wrote runs here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kubelet_lab.grading.grade_class import Summary


class Ungradable(Exception):  # noqa: N818 (it is what the class is)
    """Nothing was graded; the message says why."""


def grade(
    day: str, db_url: str, workers: int | None, student: str = "*", scheduler: str = ""
) -> Summary:
    """Grade an assignment of the course in this folder. Raises `Ungradable`."""
    # nbgrader takes seconds to import, and nbgrader_config.py imports this package
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from kubelet_lab.crew.cluster import NoClusterError  # noqa: PLC0415
    from kubelet_lab.crew.processes import cores  # noqa: PLC0415
    from kubelet_lab.grading.course import NoCourseError, open_course  # noqa: PLC0415
    from kubelet_lab.grading.grade_class import grade_class  # noqa: PLC0415

    try:
        return grade_class(open_course(day, db_url), workers or cores(), student, scheduler)
    except (NoCourseError, NoClusterError) as error:
        raise Ungradable(str(error)) from error
    except SQLAlchemyError as error:
        raise Ungradable(f"the gradebook: {str(error).splitlines()[0]}") from error
