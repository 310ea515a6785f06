"""The Flask glue: who is asking and may they, one transaction a request, layout, forms, errors."""
