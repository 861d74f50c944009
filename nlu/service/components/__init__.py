"""Components of the Rasa pipeline. Imported by Rasa only, with nlu/service as its PYTHONPATH."""
