//! The geometry of a growth chart, independent of any screen, and the same geometry as SVG.
