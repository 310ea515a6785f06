"""The project's own tables of judgement scales and of words for no grade."""
