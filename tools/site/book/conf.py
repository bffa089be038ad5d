"""Sphinx: the lessons as pages. Nothing is run; outputs are those recorded in the notebooks."""

project = "kubelet-lab"
author = "The kubelet-lab authors"
project_copyright = "text CC BY 4.0, code Apache 2.0"
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_remove_code_outputs = False
html_theme = "furo"
html_title = "kubelet-lab"
html_copy_source = False
myst_heading_anchors = 3
html_static_path = ["static"]
html_css_files = ["frames.css"]
html_js_files = [("frames.js", {"defer": "defer"})]
html_extra_path = ["extra"]  # the pictures that sliders of the pages show
exclude_patterns = ["conf.py", "extra"]
suppress_warnings = ["mystnb.unknown_mime_type", "misc.highlighting_failure"]
