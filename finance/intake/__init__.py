"""Financial records as institutions and their customers hand them over, read into one form. Nothing is guessed."""
