"""The demo: the whole main job on a made-up world, on this machine, compared with what was planted."""
