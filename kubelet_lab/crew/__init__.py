"""Floor 0: many hands for many tasks, on this machine or on a cluster, and how far they are."""
