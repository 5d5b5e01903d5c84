"""The clocks inside one recording: each read as it stands, held against a witness and against each other."""
