//! A page of a list, and counts that cost the same in every year.

/// A count that is not counted beyond a bound, so that a page costs the same in every year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// How many, at most the bound.
    pub n: u64,
    /// There are more.
    pub more: bool,
}

/// A page of a list by cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<T> {
    /// The items, in the order of the list.
    pub items: Vec<T>,
    /// What to ask with for the next; holds no personal value.
    pub next: Option<String>,
    /// How many there are in all, counted to a bound.
    pub total: Count,
}
