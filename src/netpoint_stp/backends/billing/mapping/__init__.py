"""What a mapping says of a billing database, and how it is read."""
