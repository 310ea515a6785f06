"""Reading frameworks, what is shared of them, and practice standards."""
