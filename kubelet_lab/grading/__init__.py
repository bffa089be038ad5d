"""Floor 7: nbgrader plug-ins; nothing a student wrote runs here."""
