//! Who is signed in: a token that only the browser holds, of which the storage knows the hash; how it begins, goes on
//! and ends. Passwords are [`super::password`]'s; a page's contents are the pages'.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::asset as assets;
use super::ctx::{Ctx, html, see_other};
use super::failure::{Failure, Said};
use super::gate::Asked;
use super::pages::signin::{self, SignIn};
use crate::service::Service;
use crate::storage::desk::Viewer;

/// A session that nobody uses ends after it.
pub(super) const IDLE_S: i64 = 60 * 60;
/// No session lasts longer.
pub(super) const LONGEST_S: i64 = 12 * 60 * 60;

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

/// The cookie of a session. Browsers take a name that begins so only over TLS, for this host alone.
fn cookie_name(plain: bool) -> &'static str {
    if plain { "chaski" } else { "__Host-chaski" }
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

/// Whose session the request shows.
pub(super) async fn signed_in(service: &Service, asked: &Asked) -> Result<Option<(Viewer, Token)>, Failure> {
    let Some(token) = cookie(&asked.headers, cookie_name(asked.plain)).and_then(Token::read) else {
        return Ok(None);
    };
    let now_s = service.now_s();
    let found = service.storage.session(token.hash(), now_s, now_s + IDLE_S, LONGEST_S).await?;
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

fn set_cookie(response: &mut Response, plain: bool, value: &str, max_age: &str) {
    let secure = if plain { "" } else { "; Secure" };
    let cookie =
        format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{max_age}", cookie_name(plain));
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Begins a session.
pub(super) async fn begin(
    service: &Service,
    login: &str,
    plain: bool,
    next: &str,
) -> Result<Response, Failure> {
    let token = Token::drawn()?;
    let now_s = service.now_s();
    service.storage.begin_session(token.hash(), login, now_s, now_s + IDLE_S).await?;
    let mut response = see_other(local(next));
    set_cookie(&mut response, plain, &token.text(), "");
    Ok(response)
}

pub(super) async fn asset(_: Arc<Service>, asked: Asked) -> Response {
    assets::serve(asked.path.get("file").unwrap_or_default())
}

pub(super) async fn sign_in_page(service: Arc<Service>, asked: Asked) -> Response {
    let district = service.storage.district().await.map(|district| district.name).unwrap_or_default();
    html(signin::page(&SignIn {
        lang: asked.lang,
        district: &district,
        here: &asked.here,
        csrf: "",
        login: "",
        next: local(asked.query.get("next").unwrap_or_default()),
        trouble: None,
    }))
}

pub(super) async fn sign_in(service: Arc<Service>, asked: Asked) -> Response {
    sign_in_page(service, asked).await
}

pub(super) async fn demo(service: Arc<Service>, asked: Asked) -> Response {
    sign_in_page(service, asked).await
}

pub(super) async fn sign_out(_ctx: Ctx) -> Said {
    Ok(see_other("/sign-in"))
}

pub(super) async fn password_page(ctx: Ctx) -> Said {
    Ok(html(signin::password(&ctx, None)))
}

pub(super) async fn change_password(ctx: Ctx) -> Said {
    Ok(html(signin::password(&ctx, None)))
}
