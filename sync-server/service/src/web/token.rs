//! What a browser shows to be who it was, and the link of a demo. The storage knows only its hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::failure::Failure;

/// What the browser shows to be who it was.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Token([u8; 32]);

impl Token {
    pub(super) fn drawn() -> Result<Token, Failure> {
        let mut token = Token([0; 32]);
        getrandom::fill(&mut token.0).map_err(|_| Failure::Busy)?;
        Ok(token)
    }

    pub(super) fn read(text: &str) -> Option<Token> {
        let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let token = bytes.as_slice().try_into().ok().map(Token);
        bytes.zeroize();
        token
    }

    pub(super) fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the storage knows of it.
    pub(super) fn hash(&self) -> [u8; 32] {
        *blake3::hash(&self.0).as_bytes()
    }

    /// What the forms of its pages carry.
    pub(super) fn csrf(&self) -> String {
        URL_SAFE_NO_PAD.encode(blake3::keyed_hash(&self.0, b"chaski form").as_bytes())
    }
}

/// The link of a demo: who holds it signs in as its supervisor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    pub(super) token_hash: [u8; 32],
    pub(super) login: String,
}

impl Demo {
    /// A link for the account with this login, and its path. It lives in memory alone.
    pub fn drawn(login: &str) -> Option<(Demo, String)> {
        let token = Token::drawn().ok()?;
        Some((Demo { token_hash: token.hash(), login: login.to_owned() }, format!("/demo/{}", token.text())))
    }
}
