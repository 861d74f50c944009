"""The outside world on one machine: Twilio, MercadoPago and the phones of people.

Nothing of the product imports this package, and it imports nothing of the product: the two meet
only over HTTP, in the wire formats of the parties it stands in for.
"""
