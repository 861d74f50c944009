"""Reading and writing nouns inside a transaction. Only actions use them."""
