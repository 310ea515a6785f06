"""The project's own tables of authorities, neighbours and inspections, and what rebuilds them."""
