"""Pure numpy and scipy: no Flask, no database, and no pandas at import."""
