"""Why a document is refused."""


class DocumentRefused(Exception):
    """A document that is not kept; the message says why and what to do."""
