//! What was asked, read and bounded, before anything of it is believed. Knows no page.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};
use futures_util::StreamExt;
use multer::{Constraints, SizeLimit};
use subtle::ConstantTimeEq;
use tokio::time::{Instant, timeout_at};

use super::cookies::cookie;
use super::ctx::{Fields, Lang};
use super::failure::Failure;
use super::form::KEY;
use super::site::Site;
use crate::exchange::{Peer, drain};

/// Bytes of a form.
const FORM_BYTES: usize = 64 * 1024;

/// The name of a form's file.
pub const FILE: &str = "file";

/// Bytes of a form's file: months of a phone. What is longer, the server's own command takes.
const FILE_BYTES: usize = 16 * 1024 * 1024;

/// Values of a form.
const FORM_FIELDS: usize = 500;

/// Bytes of what stands behind a question mark.
const QUERY_BYTES: usize = 4 * 1024;

/// Marks a request that came over the plain listener of a demo, which is this computer's own.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

/// What was asked, read and bounded; nothing of it is believed yet.
pub struct Asked {
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) peer: Peer,
    /// Not over TLS: a demo on this computer.
    pub(super) plain: bool,
    pub(super) lang: Lang,
    pub(super) here: String,
    pub(super) path: Fields,
    pub(super) query: Fields,
    pub(super) form: Fields,
    pub(super) file: Vec<u8>,
}

pub(super) async fn asked(mut parts: Parts, lang: Lang) -> Result<Asked, Failure> {
    let path = match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(params) => Fields::of(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned()))),
        Err(_) => return Err(Failure::NotFound),
    };
    let query = parts.uri.query().unwrap_or_default();
    if query.len() > QUERY_BYTES {
        return Err(Failure::TooLong);
    }
    let query = fields(query.as_bytes())?;
    let here = parts.uri.path_and_query().map_or("/", |here| here.as_str()).to_owned();
    let peer = parts.extensions.get().copied().unwrap_or(Peer::UNKNOWN);
    let plain = parts.extensions.get::<Plain>().is_some();
    let form = Fields::default();
    let file = Vec::new();
    Ok(Asked {
        method: parts.method,
        headers: parts.headers,
        peer,
        plain,
        lang,
        here,
        path,
        query,
        form,
        file,
    })
}

pub(super) async fn form(site: &Site, headers: &HeaderMap, body: Body) -> Result<Fields, Failure> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        drain(body);
        return Err(Failure::Invalid("content-type"));
    }
    let claimed = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if claimed.is_some_and(|claimed| claimed > FORM_BYTES) {
        drain(body);
        return Err(Failure::TooLong);
    }
    let deadline = Instant::now() + site.limits.request.min(Duration::from_secs(120));
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    loop {
        match timeout_at(deadline.min(Instant::now() + site.limits.idle), stream.next()).await {
            Ok(Some(Ok(chunk))) if bytes.len() + chunk.len() <= FORM_BYTES => bytes.extend_from_slice(&chunk),
            Ok(Some(Ok(_))) => {
                drain(Body::from_stream(stream));
                return Err(Failure::TooLong);
            }
            Ok(None) => return fields(&bytes),
            Ok(Some(Err(_))) | Err(_) => return Err(Failure::Cut),
        }
    }
}

/// A form with a file: what was typed, and the bytes of the file, none where none was chosen.
pub(super) async fn form_with_file(
    site: &Site,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Fields, Vec<u8>), Failure> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Ok(boundary) = multer::parse_boundary(text(header::CONTENT_TYPE).unwrap_or_default()) else {
        return Ok((form(site, headers, body).await?, Vec::new()));
    };
    let claimed = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    if claimed.is_some_and(|claimed| claimed > FILE_BYTES + FORM_BYTES) {
        drain(body);
        return Err(Failure::TooLong);
    }
    let bounds = SizeLimit::new()
        .whole_stream((FILE_BYTES + FORM_BYTES) as u64)
        .per_field(FORM_BYTES as u64)
        .for_field(FILE, FILE_BYTES as u64);
    let bounds = Constraints::new().size_limit(bounds);
    let (deadline, idle) = (Instant::now() + site.limits.request, site.limits.idle);
    let chunks = futures_util::stream::try_unfold(body.into_data_stream(), move |mut stream| async move {
        match timeout_at(deadline.min(Instant::now() + idle), stream.next()).await {
            Ok(Some(Ok(chunk))) => Ok(Some((chunk, stream))),
            Ok(None) => Ok(None),
            Ok(Some(Err(_))) | Err(_) => Err(std::io::Error::from(std::io::ErrorKind::TimedOut)),
        }
    });
    let mut parts = multer::Multipart::with_constraints(chunks, boundary, bounds);
    let (mut pairs, mut file) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(no_form)? {
        let name = part.name().unwrap_or_default().to_owned();
        let value = part.bytes().await.map_err(no_form)?;
        match (name.as_str(), String::from_utf8(value.into())) {
            (FILE, Ok(text)) => file = text.into_bytes(),
            (FILE, Err(other)) => file = other.into_bytes(),
            (_, Ok(text)) if !text.contains('\0') && pairs.len() < FORM_FIELDS => pairs.push((name, text)),
            _ => return Err(Failure::Invalid("utf-8")),
        }
    }
    Ok((Fields::of(pairs), file))
}

/// Why a form with a file cannot be read.
fn no_form(error: multer::Error) -> Failure {
    match error {
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => {
            Failure::TooLong
        }
        multer::Error::StreamReadFailed(_) | multer::Error::IncompleteStream => Failure::Cut,
        _ => Failure::Invalid("multipart"),
    }
}

/// Names and values. What is no UTF-8 was not sent by a page of ours.
fn fields(bytes: &[u8]) -> Result<Fields, Failure> {
    let mut pairs = Vec::new();
    for (name, value) in form_urlencoded::parse(bytes) {
        // What could not be read has become this sign, which nobody types.
        if name.contains('\u{fffd}') || value.contains('\u{fffd}') || value.contains('\0') {
            return Err(Failure::Invalid("utf-8"));
        }
        if pairs.len() == FORM_FIELDS {
            return Err(Failure::TooLong);
        }
        pairs.push((name.into_owned(), value.into_owned()));
    }
    Ok(Fields::of(pairs))
}

/// Whether a page of this session made the form: by its token, and by what the browser says of where it comes from.
pub(super) fn our_form(asked: &Asked, csrf: &str) -> Result<(), Failure> {
    let shown = asked.form.get("csrf").unwrap_or_default();
    let same: bool = shown.as_bytes().ct_eq(csrf.as_bytes()).into();
    if same && from_here(&asked.headers) { Ok(()) } else { Err(Failure::NotOurForm) }
}

/// By what the storage knows a form: its key, whose it is, where it goes and all that it says. What is sent twice is the
/// same; what was changed before it was sent again is another.
pub(super) fn form_sent(asked: &Asked, login: &str) -> Option<[u8; 32]> {
    asked.form.filled(KEY)?;
    let mut hash = blake3::Hasher::new();
    let mut say = |text: &str| {
        hash.update(&(text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    say(login);
    say(&asked.here);
    for (name, value) in asked.form.iter() {
        say(name);
        say(value);
    }
    Some(*hash.finalize().as_bytes())
}

/// What the browser says of where a form comes from, if it says anything.
fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN) {
        None => true,
        Some(origin) => {
            let authority = origin.strip_prefix("https://").or(origin.strip_prefix("http://"));
            authority.is_some() && authority == text(header::HOST)
        }
    }
}

pub(super) fn chosen_language(parts: &Parts) -> Option<Lang> {
    let query = parts.uri.query().unwrap_or_default();
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang");
    Lang::from_tag(&asked?.1)
}

pub(super) fn language(parts: &Parts) -> Lang {
    let kept = || Lang::from_tag(cookie(&parts.headers, "lang")?);
    chosen_language(parts).or_else(kept).unwrap_or(Lang::Es)
}
