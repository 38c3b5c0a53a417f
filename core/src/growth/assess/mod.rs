//! What is said at once of a measurement: that it cannot be right, that it should be taken again, or that somebody must look.
