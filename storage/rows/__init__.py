"""The tables, as SQLModel classes. They stay in storage and actions; bot/ gets frozen values."""
