"""Every sentence that the assistant says of itself, as files."""
