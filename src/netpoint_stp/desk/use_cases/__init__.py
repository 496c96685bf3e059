"""What the service desk does, a topic of the text a module."""
