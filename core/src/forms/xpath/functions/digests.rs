//! Functions that make or check codes: `uuid`, `digest`, base64, check digits. XForms 1.1 for `digest`.

use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::super::ast::Expr;
use super::super::evaluator::{Context, Evaluator};
use super::super::function::Function;
use super::super::value::{Fault, Value};

/// The longest code that `uuid` draws.
const LONGEST: f64 = 10_000.0;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn call<'a>(
    evaluator: &Evaluator<'a>,
    function: Function,
    arguments: &'a [Expr],
    at: Context,
) -> Result<Value<'a>, Fault> {
    match (function, arguments) {
        (Function::Uuid, []) => Ok(Value::owned(uuid(evaluator))),
        (Function::Uuid, [length]) => {
            let length = evaluator.number(length, at)?;
            if !(0.0..=LONGEST).contains(&length) {
                return Err(Fault::new(format!("uuid() draws 0 to {LONGEST} characters")));
            }
            let letters = &BASE64[..62];
            let draw = |_| char::from(letters[(evaluator.world.random() * 62.0) as usize % 62]);
            Ok(Value::owned((0..length as usize).map(draw).collect::<String>()))
        }
        (Function::Digest, [text, algorithm, encoding @ ..]) => {
            let (text, algorithm) = (evaluator.text(text, at)?, evaluator.text(algorithm, at)?);
            evaluator.spend_text(&text)?;
            let hash = match &*algorithm.trim().to_uppercase() {
                "MD5" => Md5::digest(text.as_bytes()).to_vec(),
                "SHA-1" => Sha1::digest(text.as_bytes()).to_vec(),
                "SHA-256" => Sha256::digest(text.as_bytes()).to_vec(),
                "SHA-384" => Sha384::digest(text.as_bytes()).to_vec(),
                "SHA-512" => Sha512::digest(text.as_bytes()).to_vec(),
                _ => return Err(Fault::new(format!("digest() does not know the algorithm '{algorithm}'"))),
            };
            let encoding = match encoding.first() {
                Some(encoding) => evaluator.text(encoding, at)?.trim().to_lowercase(),
                None => "base64".into(),
            };
            match &*encoding {
                "hex" => Ok(Value::owned(hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>())),
                "base64" | "" => Ok(Value::owned(encode(&hash))),
                _ => Err(Fault::new(format!("digest() does not know the encoding '{encoding}'"))),
            }
        }
        (Function::Base64Decode, [text]) => {
            let text = evaluator.text(text, at)?;
            evaluator.spend_text(&text)?;
            match decode(&text) {
                Some(bytes) => Ok(Value::owned(String::from_utf8_lossy(&bytes))),
                None => Err(Fault::new("base64-decode() was given what is no base64")),
            }
        }
        (Function::ExtractSigned, [signed, public_key]) => {
            let (signed, public_key) = (evaluator.text(signed, at)?, evaluator.text(public_key, at)?);
            evaluator.spend_text(&signed)?;
            Ok(Value::owned(extract_signed(&signed, &public_key).unwrap_or_default()))
        }
        (Function::Checksum, [algorithm, text]) => {
            let (algorithm, text) = (evaluator.text(algorithm, at)?, evaluator.text(text, at)?);
            let Some(digits) = digits(&text) else {
                return Err(Fault::new("checksum() takes digits alone"));
            };
            let check = match &*algorithm.trim().to_lowercase() {
                "verhoeff" => verhoeff(&digits),
                "luhn" => luhn(&digits),
                _ => return Err(Fault::new(format!("checksum() does not know the algorithm '{algorithm}'"))),
            };
            Ok(Value::owned(check.to_string()))
        }
        (Function::ValidateLuhn, [text, length @ ..]) => {
            let text = evaluator.text(text, at)?;
            let length = match length.first() {
                Some(length) => Some(evaluator.number(length, at)?),
                None => None,
            };
            let valid = digits(&text).is_some_and(|digits| match digits.split_last() {
                Some((last, rest)) => {
                    luhn(rest) == *last && length.is_none_or(|length| length == digits.len() as f64)
                }
                None => false,
            });
            Ok(Value::Boolean(valid))
        }
        _ => Err(Fault::new(format!("{function}() was given what it does not take"))),
    }
}

/// Version 4 of RFC 4122.
fn uuid(evaluator: &Evaluator<'_>) -> String {
    let mut out = String::with_capacity(36);
    for place in 0..32 {
        if matches!(place, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        let drawn = (evaluator.world.random() * 16.0) as u32 % 16;
        let digit = match place {
            12 => 4,
            16 => 8 + drawn % 4,
            _ => drawn,
        };
        out.extend(char::from_digit(digit, 16));
    }
    out
}

fn encode(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let whole =
            chunk.iter().fold(0u32, |whole, byte| whole << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let sign = BASE64[(whole >> (18 - 6 * place)) as usize % 64];
            out.push(if place <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    out
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut held) = (Vec::new(), 0u32, 0);
    for byte in text.trim_end().trim_end_matches('=').bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let sign = match byte {
            b'-' => 62,
            b'_' => 63,
            _ => BASE64.iter().position(|known| *known == byte)?,
        };
        bits = (bits << 6 | sign as u32) & 0xff_ffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    (held < 6).then_some(out)
}

/// What was signed, where the Ed25519 signature of 64 bytes in front of it is good (RFC 8032; base64, as ODK Collect reads it); none where not.
fn extract_signed(signed: &str, public_key: &str) -> Option<String> {
    let signed = decode(signed)?;
    let (signature, message) = signed.split_at_checked(64)?;
    let public_key = VerifyingKey::try_from(decode(public_key)?.as_slice()).ok()?;
    public_key.verify(message, &Signature::from_slice(signature).ok()?).ok()?;
    String::from_utf8(message.to_vec()).ok()
}

fn digits(text: &str) -> Option<Vec<u32>> {
    let digits: Option<Vec<u32>> = text.trim().chars().map(|c| c.to_digit(10)).collect();
    digits.filter(|digits| !digits.is_empty())
}

/// The check digit of Luhn (ISO/IEC 7812-1).
fn luhn(digits: &[u32]) -> u32 {
    let doubled = digits.iter().rev().enumerate().map(|(place, digit)| {
        let digit = if place % 2 == 0 { digit * 2 } else { *digit };
        digit / 10 + digit % 10
    });
    (10 - doubled.sum::<u32>() % 10) % 10
}

/// The check digit of Verhoeff, from the dihedral group of order 10.
fn verhoeff(digits: &[u32]) -> u32 {
    let product = |a: u32, b: u32| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    };
    let permuted = |digit: u32, times: usize| {
        (0..times % 8).fold(digit, |digit, _| [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][digit as usize % 10])
    };
    let places = digits.iter().rev().zip(1..);
    let check = places.fold(0, |check, (digit, place)| product(check, permuted(*digit, place)));
    // The inverse of the product; reflections are their own.
    if check < 5 { (5 - check) % 5 } else { check }
}
