//! Who is signed in: how it begins, goes on and ends. Passwords are [`super::password`]'s.

use axum::response::Response;

use super::asked::Asked;
use super::cookies::{cookie, cookie_name, set_cookie};
use super::ctx::see_other;
use super::failure::Failure;
use super::site::Site;
use super::token::Token;
use crate::storage::supervision::Viewer;

/// A session that nobody uses ends after it.
pub(super) const IDLE_S: i64 = 60 * 60;

/// No session lasts longer.
pub(super) const LONGEST_S: i64 = 12 * 60 * 60;

/// The token that the browser shows.
pub(super) fn shown(asked: &Asked) -> Option<Token> {
    cookie(&asked.headers, cookie_name(asked.plain)).and_then(Token::read)
}

/// Whose session the request shows.
pub(super) async fn signed_in(site: &Site, asked: &Asked) -> Result<Option<(Viewer, Token)>, Failure> {
    let Some(token) = shown(asked) else { return Ok(None) };
    let now_s = site.now_s();
    let found = site.storage.session(token.hash(), now_s, now_s + IDLE_S, LONGEST_S).await?;
    Ok(found.map(|viewer| (viewer, token)))
}

/// To the sign-in page, and from there to where they wanted to go.
pub(super) fn to_sign_in(here: &str) -> Response {
    let next: String = form_urlencoded::byte_serialize(here.as_bytes()).collect();
    see_other(&if here == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={next}") })
}

/// Where to go after signing in: an address of ours, whatever was asked for.
pub(super) fn local(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && !next.starts_with("/sign-");
    if ours { next } else { "/today" }
}

/// Begins a session and goes on there; one that this browser had before ends.
pub(super) async fn begin(site: &Site, asked: &Asked, login: &str, next: &str) -> Result<Response, Failure> {
    begin_with(site, asked, login, next, |next, _| see_other(next)).await
}

/// The same with another answer, which is given where to go and what the forms of the session carry.
pub(super) async fn begin_with(
    site: &Site,
    asked: &Asked,
    login: &str,
    next: &str,
    answer: impl FnOnce(&str, &str) -> Response,
) -> Result<Response, Failure> {
    if let Some(before) = shown(asked) {
        site.storage.end_session(before.hash()).await?;
    }
    let token = Token::drawn()?;
    let now_s = site.now_s();
    site.storage.begin_session(token.hash(), login, now_s, now_s + IDLE_S).await?;
    let mut response = answer(local(next), &token.csrf());
    set_cookie(&mut response, cookie_name(asked.plain), asked.plain, &token.text(), "");
    Ok(response)
}
