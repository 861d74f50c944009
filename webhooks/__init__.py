"""Where the world knocks: verify, record in the inbox, ring, answer 200, and nothing else."""
