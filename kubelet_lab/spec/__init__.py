"""Floor 1: what a person writes, and the API server's words for a bad one.

`workloads.load` reads a manifest file, `admission.admit` judges one pod, `reading.read_documents`
reads any YAML with its lines, `quantity.parse` a quantity; `pod` is what the engine runs.
"""
