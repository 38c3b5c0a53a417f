//! What a schedule did, a line a thing, in the ledger's words: no name that was drawn, no time of this machine. The
//! same schedule gives the same trace, byte for byte, on any thread of any machine.

/// The lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace(Vec<String>);

impl Trace {
    /// One more.
    pub fn line(&mut self, line: impl Into<String>) {
        self.0.push(line.into());
    }

    /// All of them.
    pub fn lines(&self) -> &[String] {
        &self.0
    }

    /// One short word for all of them.
    pub fn hash(&self) -> String {
        short(self.to_string().as_bytes())
    }
}

/// One short word for some bytes.
pub fn short(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_owned()
}

impl std::fmt::Display for Trace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}
