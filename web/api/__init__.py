"""The JSON API, for programs of analysts and partners."""
