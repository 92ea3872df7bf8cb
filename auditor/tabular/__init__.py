"""Tables as officials hand them over: what inventory and feeds must know of their files alike.

Nothing here knows a person to tell it to: what is wrong comes back as a word or a narrow exception,
and each room says it in its own way.
"""
