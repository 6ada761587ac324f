"""In and out: list upload and exports."""
