"""Floor 1: what a person writes, and the API server's words for a bad one."""
