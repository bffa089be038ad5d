"""Floor 2: one node, in the kubelet's own words."""
