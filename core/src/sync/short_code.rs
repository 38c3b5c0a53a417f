//! An invitation that is typed, where no camera reads its picture: the server's address, and fourteen signs. The server keeps the
//! whole invitation sealed under a key that the signs make, so that whoever hands it over proves that it is the one meant,
//! whatever certificate they show. Knows signs and seals; not the line.

use zeroize::Zeroizing;

use super::enrol::Invitation;
use crate::store::seal::{Cost, open, seal, stretched};

/// Crockford's base 32: no sign of it looks like another on paper.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Twelve signs nobody can guess, and two that tell a slip of the finger.
const SECRET_SIGNS: usize = 12;
const CHECK_SIGNS: usize = 2;
const CONTEXT: &str = "chaski 2026 short code";
const ABOUT: &[u8] = b"chaski 2026 an invitation by its short code";

/// What is typed.
#[derive(Clone, PartialEq, Eq)]
pub struct ShortCode {
    /// The server's address, as `https://host:port`.
    pub url: String,
    secret: [u8; SECRET_SIGNS],
}

/// What a server keeps of an invitation, to hand it to whoever types its short code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedInvitation {
    /// By what it is asked for; tells nothing of the signs but by the cost of trying them.
    pub id: [u8; 16],
    /// The invitation.
    pub sealed: Vec<u8>,
}

/// What the signs of a short code make, at a cost.
pub struct ShortCodeKey {
    /// By what its invitation is asked for.
    pub id: [u8; 16],
    key: Zeroizing<[u8; 32]>,
}

impl ShortCode {
    /// Of an invitation: the same signs each time, which tell nothing of its one-time code.
    pub fn of(invitation: &Invitation) -> ShortCode {
        let drawn = blake3::derive_key(CONTEXT, &invitation.code);
        let mut secret = [0; SECRET_SIGNS];
        secret.iter_mut().zip(drawn).for_each(|(sign, byte)| *sign = byte % 32);
        ShortCode { url: invitation.url.clone(), secret }
    }

    /// `host:port`, and the signs in fours: `posta.example:8443 K7QF-2M9X-ADRT-C4`.
    pub fn to_text(&self) -> String {
        let signs: Vec<u8> =
            self.secret.iter().chain(&self.check()).map(|sign| SIGNS[usize::from(*sign)]).collect();
        let fours: Vec<String> =
            signs.chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
        format!("{} {}", host(&self.url), fours.join("-"))
    }

    /// Reads [`ShortCode::to_text`] as people type it: in small letters, with other gaps, `O` for zero, `I` and `L` for one; `None` if a
    /// sign is wrong or missing, also of the address.
    pub fn from_text(text: &str) -> Option<ShortCode> {
        let text = text.trim().to_lowercase();
        let text = text.strip_prefix("https://").unwrap_or(&text);
        let (host, signs) = text.split_once(|c: char| c.is_whitespace() || c == '/')?;
        let is_of_an_address = |c: char| c.is_ascii_alphanumeric() || ".:-[]".contains(c);
        if host.is_empty() || !host.chars().all(is_of_an_address) {
            return None;
        }
        let number = |c: char| {
            let meant = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            Some(SIGNS.iter().position(|sign| char::from(*sign) == meant)? as u8)
        };
        let is_gap = |c: &char| c.is_whitespace() || ['-', '/'].contains(c);
        let signs: Vec<u8> = signs.chars().filter(|c| !is_gap(c)).map(number).collect::<Option<_>>()?;
        let (secret, check) = signs.split_at_checked(SECRET_SIGNS)?;
        let short = ShortCode { url: format!("https://{host}"), secret: secret.try_into().ok()? };
        (short.check() == *check).then_some(short)
    }

    /// Of the address too: a server that does not answer is worse than a sentence at once.
    fn check(&self) -> [u8; CHECK_SIGNS] {
        let hash = blake3::hash(&[host(&self.url).as_bytes(), &self.secret].concat());
        [hash.as_bytes()[0] % 32, hash.as_bytes()[1] % 32]
    }

    /// By what it is asked for, and what opens it. Takes the time and the memory of [`Cost`]; `None` where the machine lacks that memory.
    pub fn key(&self) -> Option<ShortCodeKey> {
        let salt = blake3::derive_key(CONTEXT, host(&self.url).as_bytes());
        let stretched = stretched(Cost::NOW, &salt[..16], &self.secret)?;
        let mut id = [0; 16];
        id.copy_from_slice(
            &blake3::derive_key("chaski 2026 short code, by what it is asked for", &*stretched)[..16],
        );
        let key = blake3::derive_key("chaski 2026 short code, what opens it", &*stretched);
        Some(ShortCodeKey { id, key: Zeroizing::new(key) })
    }
}

impl ShortCodeKey {
    /// An invitation under this code, for the server to keep.
    pub fn seal(&self, invitation: &Invitation) -> Option<SealedInvitation> {
        let sealed = seal(&self.key, &[ABOUT, &self.id].concat(), invitation.to_text().as_bytes())?;
        Some(SealedInvitation { id: self.id, sealed })
    }

    /// The invitation, if these bytes were sealed under this code.
    pub fn open(&self, sealed: &[u8]) -> Option<Invitation> {
        let text = open(&self.key, &[ABOUT, &self.id].concat(), sealed)?;
        Invitation::from_text(std::str::from_utf8(&text).ok()?)
    }
}

/// The address as people read it.
fn host(url: &str) -> String {
    url.strip_prefix("https://").unwrap_or(url).trim_end_matches('/').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> Invitation {
        Invitation {
            url: "https://posta.example:8443".into(),
            code: [7; 16],
            root_hash: [5; 32],
            tls_hash: Some([6; 32]),
            issued_s: 1_800_000_000,
        }
    }

    #[test]
    fn it_is_read_back_as_people_type_it() {
        let short = ShortCode::of(&invitation());
        let text = short.to_text();
        assert_eq!(text.len(), "posta.example:8443 K7QF-2M9X-ADRT-C4".len());
        let (host, signs) = text.split_once(' ').unwrap();
        let small = signs.to_lowercase().replace('0', "o").replace('1', "l");
        for typed in [
            text.clone(),
            format!("  https://{host}/  {} ", signs.replace('-', " ")),
            format!("POSTA.example:8443\n{}", signs.replace('-', "")),
            format!("{host} {small}"),
        ] {
            assert!(ShortCode::from_text(&typed).as_ref() == Some(&short), "{typed}");
        }
    }

    #[test]
    fn a_sign_that_is_wrong_missing_or_too_many_is_told_also_of_the_address() {
        let text = ShortCode::of(&invitation()).to_text();
        let slips = (0..text.len()).filter(|at| text.as_bytes()[*at].is_ascii_alphanumeric()).filter(|at| {
            let mut wrong = text.clone().into_bytes();
            wrong[*at] = if wrong[*at] == b'7' { b'8' } else { b'7' };
            ShortCode::from_text(&String::from_utf8(wrong).unwrap()).is_some()
        });
        // Two signs see 1023 slips of 1024.
        assert_eq!(slips.count(), 0);
        for wrong in [
            &text[..text.len() - 1],
            &format!("{text}7"),
            "",
            "posta.example:8443",
            "chaski:a401",
            &text[19..],
            "a b",
        ] {
            assert!(ShortCode::from_text(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn only_its_own_signs_at_its_own_address_open_what_was_sealed() {
        let short = ShortCode::of(&invitation());
        let key = short.key().unwrap();
        let kept = key.seal(&invitation()).unwrap();
        assert_eq!(kept.id, short.key().unwrap().id);
        assert_eq!(key.open(&kept.sealed), Some(invitation()));
        let other = ShortCode::of(&Invitation { code: [8; 16], ..invitation() }).key().unwrap();
        let elsewhere = ShortCode { url: "https://posta.example".into(), ..short }.key().unwrap();
        assert!(other.open(&kept.sealed).is_none() && elsewhere.open(&kept.sealed).is_none());
        for at in [0, 20, kept.sealed.len() - 1] {
            let mut wrong = kept.sealed.clone();
            wrong[at] ^= 1;
            assert!(key.open(&wrong).is_none(), "{at}");
        }
        let shown = kept.sealed.windows(16).any(|piece| piece == [7; 16]);
        assert!(!shown);
    }
}
