"""What the bot can do. Each function works inside one transaction given to it and calls nobody.

Doors (webhooks, workers, console) call actions; actions call storage and bot.
"""
