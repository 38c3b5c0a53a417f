//! XML read into a [`Tree`](super::tree::Tree), within bounds: no entities of its own, no external ones, no more than so many bytes,
//! nodes and levels. Every error says its line.
