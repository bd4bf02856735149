"""Random realistic shops with one known trouble each, and how well the finished program names it (README.md)."""
