"""nbgrader for this course: `nbgrader generate_assignment day05`, `autograde day05`, and so on.

Run the commands in this folder. Stock nbgrader everywhere, but for what is named below: an answer
is text that is read, never code that runs. Set KUBELET_LAB_SEED before you grade; keep it to
yourself.
"""

from nbgrader import preprocessors as stock

from kubelet_lab.grading import collect, feedback, give_back, plugins, release, tidy

c = get_config()  # noqa: F821 - traitlets puts it here

c.CourseDirectory.course_id = "kubelet"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "course"
# The text of a lesson holds its solution: it must never be copied into the release.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "*.md", "*.py", ".*"]

# course/ is in git and 100 % generated. Without force nbgrader skips what exists, exit code 0,
# and the gradebook stays empty.
c.GenerateAssignment.force = True
c.GenerateAssignment.preprocessors = [
    stock.LockCells,
    release.ClearAnswers,
    release.KeepStills,
    stock.CheckCellMetadata,
    stock.ComputeChecksums,
    stock.SaveCells,
    stock.ComputeChecksums,
    stock.CheckCellMetadata,
]

c.ExchangeFactory.collect = collect.CarefulCollect
c.ExchangeFactory.release_feedback = give_back.CarefulRelease
c.Autograde.pre_convert_hook = tidy.before_autograde
c.Autograde.exporter_class = plugins.SubmissionExporter
c.Autograde.sanitize_preprocessors = [
    plugins.TakeAnswers,
    stock.OverwriteKernelspec,
    stock.OverwriteCells,
    stock.CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    plugins.GradeAnswers,
    plugins.SavePoints,
    stock.AssignLatePenalties,
    stock.CheckCellMetadata,
]

c.GenerateFeedback.exporter_class = feedback.FeedbackExporter
