"""Every write of frameworks: editing, approving, sharing, documents, practice standards."""
