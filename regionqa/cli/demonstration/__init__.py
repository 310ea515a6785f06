"""The demonstration region: real authorities and published figures, made-up people and audits."""

from regionqa.cli.demonstration.people import SignIn, sign_ins
from regionqa.cli.demonstration.seeding import prepare

__all__ = ["SignIn", "prepare", "sign_ins"]
