"""Reference tables of monthly returns."""
