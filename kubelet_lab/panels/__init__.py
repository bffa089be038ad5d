"""Floor 6: sliders wired to a simulation and a figure."""
