"""A trial by killing: that no saved record is ever lost, and none is ever there by half. Run by `manage.py soak`."""
