"""From sites to posts: spiders driven by profiles, a durable frontier, guards, and the archive of evidence."""
