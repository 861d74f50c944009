"""Outside APIs, one module each; with nlu.client the only code that makes outgoing calls."""
