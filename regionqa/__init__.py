"""RegionQA: quality assurance of children's services casework, compared fairly across a region."""

__version__ = "0.1.0"
