"""What `manage.py` is made of. Standard library only, except `jobs`, which runs inside `.venv`."""
