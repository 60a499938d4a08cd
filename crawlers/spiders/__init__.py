"""Spiders. One is enough: the profile says what differs between sites."""
