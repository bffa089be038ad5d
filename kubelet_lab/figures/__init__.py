"""Floor 5: a trace in, a plotly figure (a plain dictionary) out."""
