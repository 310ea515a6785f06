"""Where an authority stands, on one paper: its figures, how sure, what moved, what to ask."""
