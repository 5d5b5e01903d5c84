"""What a run comes to, for people and for programs; each form in a module of its own."""
