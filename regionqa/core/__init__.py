"""The ground every feature stands on: database, tenancy, permissions, units of work, events, jobs.

Plain SQLAlchemy and no Flask, so that pages, jobs and the command line run the same operations.
"""
