"""Language understanding. Only app imports more of it than nlu.client.

nlu/service is the project of the Rasa server, which runs in an environment of its own.
"""
