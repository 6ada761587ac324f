"""How it is kept: engine, migrations, commands."""
