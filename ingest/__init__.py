"""Reading reviews: from a file to a `Document`, from a `Document` to passages, and into the library."""
