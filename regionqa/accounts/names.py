"""The name that colleagues see: tidied, and refused where it is none."""

LONGEST_NAME = 80


def tidied(name: str) -> str:
    """The name with one plain space between its words and none around it."""
    return " ".join(name.split())


def name_problems(name: str) -> list[str]:
    """What is wrong with a tidied name, as messages for its field; empty when nothing is."""
    if not name:
        return ["Enter a name"]
    if len(name) > LONGEST_NAME:
        return [f"Name must be {LONGEST_NAME} characters or fewer"]
    if not name.isprintable():
        return ["Name must not include signs that cannot be seen"]
    return []
