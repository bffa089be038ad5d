"""Floor 3: the control plane, as far as a node and its pods can feel it."""
