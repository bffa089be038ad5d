"""Floor 4: stories as told beside what the model computes."""
