"""Floor 0: time. Clock, signals, the sampler that looks, and the trace of what happened."""
