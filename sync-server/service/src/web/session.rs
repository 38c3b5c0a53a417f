//! Who is signed in: a token that only the browser holds, of which the storage knows the hash; how it begins, goes on
//! and ends. Passwords are [`super::password`]'s; a page's contents are the pages'.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::ctx::{Ctx, html, html_with, see_other};
use super::failure::{Failure, Said};
use super::gate::{self, Asked};
use super::pages::signin;
use super::password::{self, Tried, Weak};
use super::site::Site;
use super::voice::Voice;
use super::{asset as assets, to};
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

/// The cookie that shows that the form of signing in is ours.
fn form_cookie(plain: bool) -> &'static str {
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

/// The token that the browser shows.
fn shown(asked: &Asked) -> Option<Token> {
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

pub(super) fn set_cookie(response: &mut Response, name: &str, plain: bool, value: &str, max_age: &str) {
    let secure = if plain { "" } else { "; Secure" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{max_age}");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// What the page of signing in shows.
pub struct SignIn<'p> {
    /// How it speaks.
    pub v: Voice,
    /// The district's name.
    pub district: &'p str,
    /// The page's own path and query.
    pub here: &'p str,
    /// For the hidden field `csrf`.
    pub csrf: &'p str,
    /// What was typed as `login`; empty at first.
    pub login: &'p str,
    /// For the hidden field `next`: where to go afterwards.
    pub next: &'p str,
    /// Why nobody is signed in yet.
    pub trouble: Option<Trouble>,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The name or the password: the same sentence for both.
    Wrong,
    /// Too many wrong ones; until when, seconds of Unix time.
    Wait {
        /// Until when.
        until_s: i64,
    },
    /// The page was open for too long, or the browser keeps no cookies: try again.
    OldPage,
    /// The server's hands are full: try again in a moment.
    Busy,
}

/// Why a password is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordTrouble {
    /// The present one (`now`) is wrong.
    Wrong,
    /// Too many wrong ones; until when, seconds of Unix time.
    Wait {
        /// Until when.
        until_s: i64,
    },
    /// The new one (`new`) is too short, too long or everybody's.
    Weak(Weak),
    /// The new one and its repetition (`again`) differ.
    Differs,
    /// The server's hands are full: try again in a moment.
    Busy,
}

/// Begins a session; one that this browser had before ends.
async fn begin(site: &Site, asked: &Asked, login: &str, next: &str) -> Result<Response, Failure> {
    if let Some(before) = shown(asked) {
        site.storage.end_session(before.hash()).await?;
    }
    let token = Token::drawn()?;
    let now_s = site.now_s();
    site.storage.begin_session(token.hash(), login, now_s, now_s + IDLE_S).await?;
    let mut response = see_other(local(next));
    set_cookie(&mut response, cookie_name(asked.plain), asked.plain, &token.text(), "");
    Ok(response)
}

pub(super) async fn asset(_: Arc<Site>, asked: Asked) -> Response {
    assets::serve(asked.path.get("file").unwrap_or_default(), &asked.headers)
}

pub(super) async fn sign_in_page(site: Arc<Site>, asked: Asked) -> Response {
    let next = asked.query.get("next").unwrap_or_default();
    offer(&site, &asked, next, None).await
}

/// The page of signing in. Nobody may be signed in to another one's account by a page from elsewhere: the form shows
/// that it is ours by a cookie of its own, since there is no session yet.
async fn offer(site: &Site, asked: &Asked, next: &str, trouble: Option<Trouble>) -> Response {
    let kept = cookie(&asked.headers, form_cookie(asked.plain)).and_then(Token::read);
    let (token, is_new) =
        match kept.map_or_else(|| Token::drawn().map(|token| (token, true)), |t| Ok((t, false))) {
            Ok(drawn) => drawn,
            Err(failure) => return gate::error_page(site, asked.lang, None, &failure).await,
        };
    let district = site.storage.district().await;
    let (district, utc_offset_min) =
        district.map(|district| (district.name, district.utc_offset_min)).unwrap_or_default();
    let page = signin::page(&SignIn {
        v: Voice { lang: asked.lang, now_s: site.now_s(), utc_offset_min },
        district: &district,
        here: if asked.method == Method::GET { &asked.here } else { to::SIGN_IN },
        csrf: &token.csrf(),
        login: asked.form.get("login").unwrap_or_default(),
        next: local(next),
        trouble,
    });
    let mut response = html_with(trouble.map_or(StatusCode::OK, status), page);
    if is_new {
        set_cookie(&mut response, form_cookie(asked.plain), asked.plain, &token.text(), "");
    }
    response
}

fn status(trouble: Trouble) -> StatusCode {
    match trouble {
        Trouble::Wrong | Trouble::OldPage => StatusCode::FORBIDDEN,
        Trouble::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
        Trouble::Busy => StatusCode::SERVICE_UNAVAILABLE,
    }
}

pub(super) async fn sign_in(site: Arc<Site>, asked: Asked) -> Response {
    let next = asked.form.get("next").unwrap_or_default();
    let kept = cookie(&asked.headers, form_cookie(asked.plain)).and_then(Token::read);
    if kept.is_none_or(|token| gate::our_form(&asked, &token.csrf()).is_err()) {
        return offer(&site, &asked, next, Some(Trouble::OldPage)).await;
    }
    let login = asked.form.get("login").unwrap_or_default();
    let password = asked.form.get("password").unwrap_or_default();
    let begun = match password::attempt(&site, asked.peer, login, password).await {
        Ok(Tried::Right(login)) => begin(&site, &asked, &login, next).await,
        Ok(Tried::Wrong) => return offer(&site, &asked, next, Some(Trouble::Wrong)).await,
        Ok(Tried::Wait(until_s)) => {
            return offer(&site, &asked, next, Some(Trouble::Wait { until_s })).await;
        }
        Err(Failure::Busy) => return offer(&site, &asked, next, Some(Trouble::Busy)).await,
        Err(failure) => Err(failure),
    };
    match begun {
        Ok(response) => response,
        Err(failure) => gate::error_page(&site, asked.lang, None, &failure).await,
    }
}

/// Who holds the link of a demo is its supervisor. A server that is no demo has no such link.
pub(super) async fn demo(site: Arc<Site>, asked: Asked) -> Response {
    let shown = Token::read(asked.path.get("token").unwrap_or_default());
    let begun = match (&site.options.demo, shown) {
        (Some(demo), Some(token)) if bool::from(demo.token_hash.ct_eq(&token.hash())) => {
            begin(&site, &asked, &demo.login, "/today").await
        }
        _ => Err(Failure::NotFound),
    };
    match begun {
        Ok(response) => response,
        Err(failure) => gate::error_page(&site, asked.lang, None, &failure).await,
    }
}

/// The link of a demo: who holds it signs in as its supervisor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    token_hash: [u8; 32],
    login: String,
}

impl Demo {
    /// A link for the account with this login, and its path. It lives in memory alone.
    pub fn drawn(login: &str) -> Option<(Demo, String)> {
        let token = Token::drawn().ok()?;
        Some((Demo { token_hash: token.hash(), login: login.to_owned() }, format!("/demo/{}", token.text())))
    }
}

pub(super) async fn sign_out(site: Arc<Site>, asked: Asked, _: Ctx) -> Said {
    if let Some(token) = shown(&asked) {
        site.storage.end_session(token.hash()).await?;
    }
    let mut response = see_other(to::SIGN_IN);
    set_cookie(&mut response, cookie_name(asked.plain), asked.plain, "", "; Max-Age=0");
    Ok(response)
}

pub(super) async fn password_page(ctx: Ctx) -> Said {
    Ok(html(signin::password(&ctx, None)))
}

/// Another password. Every session of the account ends; this browser gets a new one.
pub(super) async fn change_password(site: Arc<Site>, asked: Asked, ctx: Ctx) -> Said {
    let again = |status, trouble| Ok(html_with(status, signin::password(&ctx, Some(trouble))));
    let [now, new, repeated] = ["now", "new", "again"].map(|name| ctx.form.get(name).unwrap_or_default());
    let login = &ctx.viewer.login;
    if let Err(weak) = password::check(login, new) {
        return again(StatusCode::UNPROCESSABLE_ENTITY, PasswordTrouble::Weak(weak));
    }
    if new != repeated {
        return again(StatusCode::UNPROCESSABLE_ENTITY, PasswordTrouble::Differs);
    }
    match password::attempt(&site, asked.peer, login, now).await {
        Ok(Tried::Right(_)) => {}
        Ok(Tried::Wrong) => return again(StatusCode::FORBIDDEN, PasswordTrouble::Wrong),
        Ok(Tried::Wait(until_s)) => {
            return again(StatusCode::TOO_MANY_REQUESTS, PasswordTrouble::Wait { until_s });
        }
        Err(Failure::Busy) => return again(StatusCode::SERVICE_UNAVAILABLE, PasswordTrouble::Busy),
        Err(failure) => return Err(failure),
    }
    let hash = password::hash_in_turn(&site, new).await?;
    site.storage.set_password(login, &hash).await?;
    begin(&site, &asked, login, "/today?done=done-password").await
}
