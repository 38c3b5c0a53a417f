//! The cookies of the pages.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

/// The cookie of a session. Browsers take a name that begins so only over TLS, for this host alone.
pub(super) fn cookie_name(plain: bool) -> &'static str {
    if plain { "chaski" } else { "__Host-chaski" }
}

/// The cookie that shows that the form of signing in is ours.
pub(super) fn form_cookie(plain: bool) -> &'static str {
    if plain { "chaski-form" } else { "__Host-chaski-form" }
}

/// The value of a cookie; none if it is there twice.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut found = all.flat_map(|line| line.split(';')).filter_map(|pair| {
        let (n, value) = pair.trim().split_once('=')?;
        (n == name).then_some(value)
    });
    let one = found.next()?;
    found.next().is_none().then_some(one)
}

pub(super) fn set_cookie(response: &mut Response, name: &str, plain: bool, value: &str, max_age: &str) {
    let secure = if plain { "" } else { "; Secure" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{max_age}");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
