"""What is raised when an installation's settings cannot be used."""

from collections.abc import Iterable


class ConfigurationError(ValueError):
    """The settings cannot be used; ``problems`` has one line for each, naming the variable.

    A problem never repeats the value it complains of: it may be a secret.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"the settings of this installation cannot be used:\n{lines}")
