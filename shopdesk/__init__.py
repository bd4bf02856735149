"""shopdesk: the morning of an online shop, at the keyboard."""

__version__ = "0.1.0"
