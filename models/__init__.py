"""What is recorded: tables, vocabularies, value types and the rules that make a record valid."""
