"""The gate's time: a first release of twelve measures, and how it grows with each further one."""
