"""Taking published figures in: from the reference tables and from the department's own files."""

from regionqa.indicators.operations.files import (
    FilePreview,
    import_file,
    import_table,
    preview_file,
    recognise,
    take_in_rows,
)
from regionqa.indicators.operations.reference import load_reference_figures
from regionqa.indicators.operations.uploads import (
    TAKE_IN,
    KeptUpload,
    discard_upload,
    open_upload,
    save_upload,
    start_upload,
)

__all__ = [
    "TAKE_IN",
    "FilePreview",
    "KeptUpload",
    "discard_upload",
    "import_file",
    "import_table",
    "load_reference_figures",
    "open_upload",
    "preview_file",
    "recognise",
    "save_upload",
    "start_upload",
    "take_in_rows",
]
