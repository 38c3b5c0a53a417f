//! Bytes that are the same for everybody: the style sheet, icons, letters. Each has the hash of its contents in its
//! address, so that a browser keeps it for ever and never shows an old one.
//!
//! Noto Sans: Copyright 2022 The Noto Project Authors, SIL Open Font License 1.1 (`assets/noto-sans-OFL.txt`).
//! Material Symbols (`assets/icons.svg`): by Google, Apache License 2.0.

use std::borrow::Cow;
use std::io::Write;
use std::sync::LazyLock;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// One asset.
pub struct Asset {
    /// Its name, without the hash.
    pub name: &'static str,
    /// What it is.
    pub kind: &'static str,
    /// Its contents.
    pub bytes: Cow<'static, [u8]>,
    /// The same packed (gzip), if that is smaller. Nothing here is secret, so a length tells nobody anything.
    pub packed: Option<Vec<u8>>,
    /// Its address.
    address: String,
}

impl Asset {
    fn new(name: &'static str, kind: &'static str, bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        let bytes = bytes.into();
        let hash = blake3::hash(&bytes).to_hex();
        let address = format!("/asset/{}-{name}", hash.get(..8).unwrap_or_default());
        let packed = self::packed(&bytes).filter(|packed| packed.len() < bytes.len());
        Asset { name, kind, bytes, packed, address }
    }
}

/// Packed (gzip).
pub fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).ok()?;
    packer.finish().ok()
}

/// Every asset there is.
pub static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let font = "font/woff2";
    let mut all = vec![
        Asset::new("icons.svg", "image/svg+xml", include_bytes!("assets/icons.svg").as_slice()),
        Asset::new("sans.woff2", font, include_bytes!("assets/noto-sans-latin-400-normal.woff2").as_slice()),
        Asset::new("bold.woff2", font, include_bytes!("assets/noto-sans-latin-700-normal.woff2").as_slice()),
        Asset::new(
            "noto-sans-OFL.txt",
            "text/plain; charset=utf-8",
            include_bytes!("assets/noto-sans-OFL.txt").as_slice(),
        ),
    ];
    // The style names the letters by the addresses that their contents give them.
    let mut style = include_str!("style.css").to_owned();
    for asset in &all {
        style = style.replace(&format!("url({})", asset.name), &format!("url({})", asset.address));
    }
    all.push(Asset::new("style.css", "text/css; charset=utf-8", style.into_bytes()));
    all
});

/// The address of an asset, for a page: `/asset/01234567-style.css`.
pub fn href(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map(|asset| asset.address.as_str()).unwrap_or_default()
}

/// The asset in this file, packed for a browser that takes it so.
pub fn serve(file: &str, asked: &HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.address.strip_prefix("/asset/") == Some(file)) else {
        return (StatusCode::NOT_FOUND, "there is nothing here").into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    match asset.packed.as_ref().filter(|_| takes_packed(asked)) {
        Some(packed) => {
            let packing = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
            (headers, packing, Body::from(packed.as_slice())).into_response()
        }
        None => (headers, Body::from(asset.bytes.as_ref())).into_response(),
    }
}

/// Whether a browser takes what is packed (gzip).
pub fn takes_packed(asked: &HeaderMap) -> bool {
    let takes = asked.get(header::ACCEPT_ENCODING).and_then(|takes| takes.to_str().ok()).unwrap_or_default();
    takes.split(',').any(|one| one.split(';').next().map(str::trim) == Some("gzip"))
}

/// A page, packed: on a poor line a list of fifty comes in a fifth of the time. What a page holds cannot be told from
/// its packed length by another site (as BREACH does), since a browser asks for pages with the session's cookie only
/// from our own (`SameSite=Strict`).
pub async fn pack_page(response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Some(packed) = packed(&bytes).filter(|packed| packed.len() < bytes.len()) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    Response::from_parts(parts, Body::from(packed))
}
