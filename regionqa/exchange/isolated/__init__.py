"""Opening an Excel workbook in a process of its own, with its memory and time bounded."""
