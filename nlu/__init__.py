"""Language understanding. The app imports nlu.client, nlu.training and nlu.evaluation only.

nlu/service is the project of the Rasa server, which runs in an environment of its own.
"""
