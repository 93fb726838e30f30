"""Labels: rows and a template become sheets and printers' languages, while they are sent."""
