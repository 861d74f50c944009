"""Commands and outcomes by noun, beside those of booking: Orders, answered by Reports."""
