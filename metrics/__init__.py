"""What is asked: filters, measures and their answers."""
