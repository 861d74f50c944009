"""One file a flow: generators over a Turn that ask for commands and say replies."""
