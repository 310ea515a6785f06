"""The tests, in a folder for each area; tests/support holds what they run against."""
