"""Everything that changes who somebody is, where they belong and what they may do."""
