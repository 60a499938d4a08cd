"""Pages and API for analysts, operators and partners: FastAPI, Jinja2, htmx."""
