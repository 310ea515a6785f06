"""What tests run against: a real PostgreSQL, a real browser, and the rules of accessibility."""
