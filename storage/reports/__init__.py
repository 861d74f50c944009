"""Read models: what pages show. Plain frozen values, never rows."""
