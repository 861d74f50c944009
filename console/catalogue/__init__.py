"""The pages on which a business says who works, what they do, when, and by which rules.

A form that cannot be kept comes back as it was typed, with what is wrong beside each field.
"""
