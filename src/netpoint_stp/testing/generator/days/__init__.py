"""What happens on the days of a generated log."""
