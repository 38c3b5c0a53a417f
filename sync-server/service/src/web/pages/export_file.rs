//! What every file that is taken out has in common: who may take it, the days that are asked for, and how it is sent. Knows no list.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::web::{Ctx, Failure};

/// Whether whoever asks may.
// The gate has said so already; a list with names is worth saying it twice.
pub(super) fn may_export(ctx: &Ctx) -> Result<(), Failure> {
    if ctx.viewer.may_export { Ok(()) } else { Err(Failure::NoRight("export")) }
}

/// A day that was asked for.
pub(super) fn day(ctx: &Ctx, name: &'static str) -> Result<Option<String>, Failure> {
    match ctx.query.filled(name) {
        None => Ok(None),
        Some(day) => match day.parse::<chrono::NaiveDate>() {
            Ok(day) => Ok(Some(day.to_string())),
            Err(_) => Err(Failure::Invalid(name)),
        },
    }
}

/// A file of a name and a kind.
pub(super) fn as_file(name: &str, kind: &'static str, body: impl Into<axum::body::Body>) -> Response {
    let mut response = body.into().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(disposition) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
