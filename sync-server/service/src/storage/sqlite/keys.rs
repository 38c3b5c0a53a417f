//! The secrets of a server. Knows where none of them is kept.

use chaski::store::random::draw;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The server's secrets, 32 bytes each; kept where its data and its backups are not.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ServerKeys {
    /// Given raw to SQLCipher.
    pub database_key: [u8; 32],
    /// Seed of the district's root key.
    pub root_seed: [u8; 32],
    /// Seed of this server's device.
    pub server_seed: [u8; 32],
}

impl ServerKeys {
    /// New secrets.
    pub fn drawn() -> Self {
        ServerKeys { database_key: draw(), root_seed: draw(), server_seed: draw() }
    }
}
