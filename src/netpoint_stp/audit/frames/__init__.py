"""Frames: what engines do each in their own way, and rule tables read by column."""
