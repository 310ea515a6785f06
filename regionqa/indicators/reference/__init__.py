"""The project's own tables of published figures, and what rebuilds them."""
