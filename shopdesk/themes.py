"""The desk's two looks: calm paper for the day, calm ink for the night."""

from textual.theme import Theme

NIGHT = Theme(
    name="desk-night",
    primary="#7fa7c9",
    secondary="#9a8fc0",
    accent="#c9a66b",
    foreground="#d8d6cf",
    background="#16191d",
    surface="#1c2025",
    panel="#262b32",
    success="#8bb58a",
    warning="#d3a75a",
    error="#d9776b",
    dark=True,
    variables={"footer-key-foreground": "#c9a66b", "footer-background": "#1c2025", "block-cursor-text-style": "none"},
)
DAY = Theme(
    name="desk-day",
    primary="#2f6690",
    secondary="#6b5b95",
    accent="#9a6b1f",
    foreground="#2b2b28",
    background="#faf8f3",
    surface="#f2efe7",
    panel="#e6e2d6",
    success="#3d7a45",
    warning="#9a6a10",
    error="#b3402f",
    dark=False,
    variables={"footer-key-foreground": "#9a6b1f", "footer-background": "#f2efe7", "block-cursor-text-style": "none"},
)
