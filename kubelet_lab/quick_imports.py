"""Imported for its effect, before plotly, nbformat or nbgrader: saves seconds at every start.

jsonschema's optional `rfc3987_syntax` compiles some 35 grammars when it is imported: about one
second in a plain process, 5.7 CPU seconds in a kernel on CPython 3.11. It checks the formats
"iri" and "iri-reference", which no notebook schema uses. jsonschema takes a missing package for
an answer, so we say it is missing (CPython issue 142183, jupyter_server issue 1559).
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # documented: None blocks the import
