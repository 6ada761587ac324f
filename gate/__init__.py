"""The gate in front of the whole app: nobody gets past it who is not signed in."""
