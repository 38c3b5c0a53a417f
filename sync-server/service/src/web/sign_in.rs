//! Signing in and out, and a password of one's own: what the forms come to. The pages are in [`super::pages::signin`].

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use axum::response::Response;
use subtle::ConstantTimeEq;

use super::asked::{Asked, our_form};
use super::cookies::{cookie, cookie_name, form_cookie, set_cookie};
use super::ctx::{Ctx, html, html_with, see_other};
use super::error_page::error_page;
use super::failure::{Failure, PageResult};
use super::form::{KEY, REFILL};
use super::locale::Locale;
use super::pages::signin::{self, PasswordTrouble, SignIn, TYPED, Trouble};
use super::password::{self, Tried};
use super::session::{begin, begin_with, local, shown};
use super::site::Site;
use super::token::Token;
use super::urls;

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
            Err(failure) => return error_page(site, asked.lang, None, &failure).await,
        };
    let district = site.storage.district().await;
    let (district, utc_offset_min) =
        district.map(|district| (district.name, district.utc_offset_min)).unwrap_or_default();
    let page = signin::page(&SignIn {
        v: Locale { lang: asked.lang, now_s: site.now_s(), utc_offset_min, pack: chaski::pack::none() },
        district: &district,
        here: if asked.method == Method::GET { &asked.here } else { urls::SIGN_IN },
        csrf: &token.csrf(),
        login: asked.form.get("login").unwrap_or_default(),
        next: local(next),
        typed: &typed(asked),
        trouble,
    });
    let mut response = html_with(trouble.map_or(StatusCode::OK, status), page);
    if is_new {
        set_cookie(&mut response, form_cookie(asked.plain), asked.plain, &token.text(), "");
    }
    response
}

/// What was typed before the session ended, without what belonged to that session: as the page of signing in brings it
/// back, or, of the form itself, as it came.
fn typed(asked: &Asked) -> Vec<(String, String)> {
    let own = |name: &str| ["csrf", "sure", KEY, REFILL].contains(&name);
    let brought = |name: &str| name.strip_prefix(TYPED).map(str::to_owned);
    let is_form = asked.here != urls::SIGN_IN;
    let kept = |(name, value): (&str, &str)| {
        let name = if is_form { name.to_owned() } else { brought(name)? };
        (!own(&name)).then(|| (name, value.to_owned()))
    };
    asked.form.iter().filter_map(kept).collect()
}

/// The page of signing in, with a form whose session ended.
pub(super) async fn take_along(site: &Site, asked: &Asked) -> Response {
    offer(site, asked, &asked.here, Some(Trouble::Ended)).await
}

fn status(trouble: Trouble) -> StatusCode {
    match trouble {
        Trouble::Wrong | Trouble::OldPage | Trouble::Ended => StatusCode::FORBIDDEN,
        Trouble::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
        Trouble::Busy => StatusCode::SERVICE_UNAVAILABLE,
    }
}

pub(super) async fn sign_in(site: Arc<Site>, asked: Asked) -> Response {
    let next = asked.form.get("next").unwrap_or_default();
    let kept = cookie(&asked.headers, form_cookie(asked.plain)).and_then(Token::read);
    if kept.is_none_or(|token| our_form(&asked, &token.csrf()).is_err()) {
        return offer(&site, &asked, next, Some(Trouble::OldPage)).await;
    }
    let login = asked.form.get("login").unwrap_or_default();
    let password = asked.form.get("password").unwrap_or_default();
    let begun = match password::attempt(&site, asked.peer, login, password).await {
        Ok(Tried::Right(login)) => {
            let typed = typed(&asked);
            if typed.is_empty() {
                begin(&site, &asked, &login, next).await
            } else {
                let district = site.storage.district().await;
                let (district, utc_offset_min) =
                    district.map(|district| (district.name, district.utc_offset_min)).unwrap_or_default();
                let pack = chaski::pack::none();
                let v = Locale { lang: asked.lang, now_s: site.now_s(), utc_offset_min, pack };
                let page = |next: &str, csrf: &str| html(signin::resume(v, &district, csrf, next, &typed));
                begin_with(&site, &asked, &login, next, page).await
            }
        }
        Ok(Tried::Wrong) => return offer(&site, &asked, next, Some(Trouble::Wrong)).await,
        Ok(Tried::Wait(until_s)) => {
            return offer(&site, &asked, next, Some(Trouble::Wait { until_s })).await;
        }
        Err(Failure::Busy) => return offer(&site, &asked, next, Some(Trouble::Busy)).await,
        Err(failure) => Err(failure),
    };
    match begun {
        Ok(response) => response,
        Err(failure) => error_page(&site, asked.lang, None, &failure).await,
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
        Err(failure) => error_page(&site, asked.lang, None, &failure).await,
    }
}

pub(super) async fn sign_out(site: Arc<Site>, asked: Asked, _: Ctx) -> PageResult {
    if let Some(token) = shown(&asked) {
        site.storage.end_session(token.hash()).await?;
    }
    let mut response = see_other(urls::SIGN_IN);
    set_cookie(&mut response, cookie_name(asked.plain), asked.plain, "", "; Max-Age=0");
    Ok(response)
}

pub(super) async fn password_page(ctx: Ctx) -> PageResult {
    Ok(html(signin::password(&ctx, None)))
}

/// Another password. Every session of the account ends; this browser gets a new one.
pub(super) async fn change_password(site: Arc<Site>, asked: Asked, ctx: Ctx) -> PageResult {
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
