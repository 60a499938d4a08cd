"""From analyses to search: documents, one `Index` with two engines, the search language, selectors and networks."""
