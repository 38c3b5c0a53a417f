//! What stands before every page: who asks, whether the form is one of ours, what the path names and whether it is
//! theirs to see; and what every answer tells the browser. Writes down who saw which child. Knows no page's contents.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use chaski::record::table::{household, person, visit};
use chaski::record::{EntityId, RecordName};

use super::asked::{
    Asked, Plain, asked, chosen_language, form, form_sent, form_with_file, language, our_form,
};
use super::cookies::set_cookie;
use super::ctx::{Ctx, Fields, see_other};
use super::error_page::error_page;
use super::failure::{Failure, PageResult};
use super::handler::{Door, Handler};
use super::pages::NOTICES;
use super::session;
use super::site::Site;
use super::token::Token;
use super::{asset, sign_in, urls};
use crate::access::Access;
use crate::exchange::{Peer, drain, refusal};
use crate::storage::supervision::{Sight, Viewer};

/// Answers a request of the supervisors' pages.
pub(crate) async fn answer(site: Arc<Site>, access: Access, handler: Handler, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if parts.extensions.get::<Plain>().is_some() && !is_this_computer(&parts.headers) {
        drain(body);
        return refusal(StatusCode::MISDIRECTED_REQUEST, "these pages are for this computer alone");
    }
    let chosen = chosen_language(&parts);
    let plain = parts.extensions.get::<Plain>().is_some();
    let lang = language(&parts);
    let takes_packed = asset::takes_packed(&parts.headers);
    let mut response = match asked(parts, lang).await {
        Ok(asked) => match handler {
            Handler::Door(door) => at_the_door(&site, door, asked, body).await,
            handler => inside(&site, access, handler, asked, body).await,
        },
        Err(failure) => error_page(&site, lang, None, &failure).await,
    };
    if let Some(lang) = chosen {
        set_cookie(&mut response, "lang", plain, lang.tag(), "; Max-Age=31536000");
    }
    tell_browser(response.headers_mut(), site.options.hsts);
    if takes_packed { asset::pack_page(response).await } else { response }
}

/// Whether a request without TLS calls this computer by its own name: a name from elsewhere that was made to lead here
/// gets nothing.
fn is_this_computer(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// A page for an address that is not there; who is signed in keeps the menu.
pub(crate) async fn lost(site: Arc<Site>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    drain(body);
    let lang = language(&parts);
    let asked = Asked {
        plain: parts.extensions.get::<Plain>().is_some(),
        method: parts.method,
        headers: parts.headers,
        peer: Peer::UNKNOWN,
        lang,
        here: urls::TODAY.to_owned(),
        path: Fields::default(),
        query: Fields::default(),
        form: Fields::default(),
        file: Vec::new(),
    };
    let found = session::signed_in(&site, &asked).await.ok().flatten();
    let around = found.map(|(viewer, token)| (viewer, token.csrf()));
    let mut response = error_page(&site, lang, around, &Failure::NotFound).await;
    tell_browser(response.headers_mut(), site.options.hsts);
    response
}

async fn at_the_door(site: &Arc<Site>, door: Door, mut asked: Asked, body: Body) -> Response {
    if asked.method == Method::POST {
        match form(site, &asked.headers, body).await {
            Ok(form) => asked.form = form,
            Err(failure) => return error_page(site, asked.lang, None, &failure).await,
        }
    }
    door(site.clone(), asked).await
}

async fn inside(site: &Arc<Site>, access: Access, handler: Handler, asked: Asked, body: Body) -> Response {
    let lang = asked.lang;
    let (viewer, token) = match session::signed_in(site, &asked).await {
        Ok(Some(found)) => found,
        Ok(None) if asked.method == Method::POST => return ended(site, asked, body).await,
        Ok(None) => return session::to_sign_in(&asked.here),
        Err(failure) => return error_page(site, lang, None, &failure).await,
    };
    let around = (viewer.clone(), token.csrf());
    match answer_of_page(site, access, handler, asked, body, viewer, token).await {
        Ok(response) => response,
        Err(failure) => error_page(site, lang, Some(around), &failure).await,
    }
}

/// A form came whose session ended: what was typed goes along through the page of signing in. Only what a page of that
/// session made is taken along, and never a password or a file.
async fn ended(site: &Arc<Site>, mut asked: Asked, body: Body) -> Response {
    let lang = asked.lang;
    let told = |failure| async move { error_page(site, lang, None, &failure).await };
    let Some(token) = session::shown(&asked)
        .filter(|_| ![urls::PASSWORD, urls::SIGN_OUT, urls::BUNDLE].contains(&&*asked.here))
    else {
        drain(body);
        return told(Failure::SignedOut).await;
    };
    match form(site, &asked.headers, body).await {
        Ok(form) => asked.form = form,
        Err(failure) => return told(failure).await,
    }
    if our_form(&asked, &token.csrf()).is_err() {
        return told(Failure::SignedOut).await;
    }
    // Where nothing was typed there is nothing to go on with.
    if asked.form.iter().all(|(name, _)| name == "csrf") {
        return told(Failure::SignedOut).await;
    }
    sign_in::take_along(site, &asked).await
}

async fn answer_of_page(
    site: &Arc<Site>,
    access: Access,
    handler: Handler,
    mut asked: Asked,
    body: Body,
    viewer: Viewer,
    token: Token,
) -> PageResult {
    if asked.method != Method::POST {
        return answer_once(site, access, handler, asked, viewer, token, None).await;
    }
    match handler {
        Handler::File(_) => (asked.form, asked.file) = form_with_file(site, &asked.headers, body).await?,
        _ => asked.form = form(site, &asked.headers, body).await?,
    }
    our_form(&asked, &token.csrf())?;
    let site = site.clone();
    // On a task of its own: what was begun is finished though the browser is gone, which then asks again.
    let answer = tokio::spawn(async move { answer_form(&site, access, handler, asked, viewer, token).await });
    answer.await.unwrap_or_else(|error| Err(Failure::fault(&error)))
}

/// The answer to a form, or, of one that was carried out before, where that led.
async fn answer_form(
    site: &Arc<Site>,
    access: Access,
    handler: Handler,
    asked: Asked,
    viewer: Viewer,
    token: Token,
) -> PageResult {
    let sent = form_sent(&asked, &viewer.login);
    if let Some(led) = led(site, sent).await? {
        return Ok(led);
    }
    let said = answer_once(site, access, handler, asked, viewer, token, sent).await;
    // Of one that was sent twice at once, the later found everything done.
    Ok(match led(site, sent).await? {
        Some(led) => led,
        None => said?,
    })
}

/// Where a form led, once what it asked for is done.
async fn led(site: &Site, form: Option<[u8; 32]>) -> Result<Option<Response>, Failure> {
    let Some(form) = form else { return Ok(None) };
    Ok(site.storage.form_led(form).await?.map(|led| see_other(&led)))
}

async fn answer_once(
    site: &Arc<Site>,
    access: Access,
    handler: Handler,
    mut asked: Asked,
    viewer: Viewer,
    token: Token,
    sent: Option<[u8; 32]>,
) -> PageResult {
    let ctx = Ctx { sent, ..allowed(site, access, &mut asked, viewer, &token).await? };
    let page = match handler {
        Handler::Page(page) | Handler::File(page) => page(ctx),
        Handler::Own(page) => page(site.clone(), asked, ctx),
        // The router brings no other here.
        Handler::Door(_) => return Err(Failure::NotFound),
    };
    // On a task of its own: what is under way is finished though the browser is gone, and a fault is one page's.
    tokio::spawn(page).await.unwrap_or_else(|error| Err(Failure::fault(&error)))
}

/// Everything that must hold before the page is called.
async fn allowed(
    site: &Site,
    access: Access,
    asked: &mut Asked,
    viewer: Viewer,
    token: &Token,
) -> Result<Ctx, Failure> {
    let now_s = site.now_s();
    let storage = site.storage.clone();
    let district = storage.district().await?;
    // What comes on a card decides nothing; after a set-back it is one of the ways in which something comes back.
    let waits = ![urls::SIGN_OUT, urls::BUNDLE].contains(&&*asked.here);
    if asked.method == Method::POST && district.set_back_s.is_some() && waits {
        return Err(Failure::ReadOnly);
    }
    let notice = asked.query.get("done").and_then(|done| NOTICES.iter().find(|id| **id == done)).copied();
    let mut ctx = Ctx {
        storage,
        checklists: site.checklists.clone(),
        viewer,
        lang: asked.lang,
        now_s,
        utc_offset_min: district.utc_offset_min,
        pack: district.pack.pack(),
        set_back_s: district.set_back_s,
        district: district.name,
        csrf: token.csrf(),
        key: Token::drawn()?.text(),
        sent: None,
        here: asked.here.clone(),
        invites: site.options.invites.clone(),
        sight: None,
        path: std::mem::take(&mut asked.path),
        query: std::mem::take(&mut asked.query),
        form: std::mem::take(&mut asked.form),
        file: std::mem::take(&mut asked.file),
        notice,
    };
    let shows = asked.method != Method::POST;
    match access {
        Access::Supervision => {}
        Access::DeskExport if ctx.viewer.may_export => {}
        Access::DeskExport => return Err(Failure::NoRight("export")),
        Access::DeskEnrol if ctx.viewer.may_enrol => {}
        Access::DeskEnrol => return Err(Failure::NoRight("enrol")),
        Access::DeskRecord(entities) => {
            let (entity, subject) = see(&ctx, ctx.record()?, entities).await?;
            ctx.sight = Some((entity, subject));
            if shows {
                write_down(&ctx, subject, entity).await?;
            }
        }
        Access::DeskPair => {
            let (one, other) = ctx.pair()?;
            for person in [one, other] {
                let (entity, subject) = see(&ctx, person, &[person::ID]).await?;
                if shows {
                    write_down(&ctx, subject, entity).await?;
                }
            }
        }
        Access::DeskChange => {
            let view =
                ctx.supervision().aside_view(&ctx.viewer, ctx.change()?).await?.ok_or(Failure::NotFound)?;
            if let (true, Some(subject)) = (shows, view.subject) {
                ctx.supervision().log_access(&ctx.viewer, Some(subject), "aside", now_s).await?;
            }
        }
        Access::DeskWorker => {
            let worker = ctx.record()?;
            let theirs = ctx.supervision().phones(&ctx.viewer).await?;
            if !theirs.iter().any(|phone| phone.worker == worker) {
                let known = ctx.storage.workers().await?.iter().any(|(record, _)| *record == worker);
                return Err(if known { Failure::Elsewhere } else { Failure::NotFound });
            }
        }
        Access::DeskDevice => {
            let device = ctx.device()?;
            let theirs = ctx.supervision().phones(&ctx.viewer).await?;
            if !theirs.iter().any(|phone| phone.device == device) {
                let hex = device.to_hex();
                let known = ctx.storage.devices().await?.iter().any(|phone| phone.device == hex);
                return Err(if known { Failure::Elsewhere } else { Failure::NotFound });
            }
        }
        // None of these is a page of somebody who is signed in.
        Access::Anyone
        | Access::OneTimeCode
        | Access::DeviceHead
        | Access::SignIn
        | Access::Asset
        | Access::DemoLink => return Err(Failure::NotFound),
    }
    Ok(ctx)
}

async fn see(ctx: &Ctx, record: RecordName, of: &[EntityId]) -> Result<(EntityId, RecordName), Failure> {
    match ctx.supervision().sight(&ctx.viewer, record).await? {
        Sight::Here { entity, subject } if of.contains(&entity) => Ok((entity, subject)),
        Sight::Here { .. } | Sight::Nowhere => Err(Failure::NotFound),
        Sight::Elsewhere => Err(Failure::Elsewhere),
    }
}

/// Who saw whom: a page that cannot be written down is not shown.
async fn write_down(ctx: &Ctx, subject: RecordName, entity: EntityId) -> Result<(), Failure> {
    let what = match entity {
        person::ID => "child",
        household::ID => "household",
        visit::ID => "visit",
        _ => "record",
    };
    Ok(ctx.supervision().log_access(&ctx.viewer, Some(subject), what, ctx.now_s).await?)
}

/// What every answer of the pages says: no script, no frame, nothing from elsewhere, nothing kept on the way.
fn tell_browser(headers: &mut HeaderMap, hsts: bool) {
    const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
                          form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    let mut tell =
        |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    tell(header::CONTENT_SECURITY_POLICY, POLICY);
    tell(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    tell(header::X_FRAME_OPTIONS, "DENY");
    // Only to ourselves: `no-referrer` would also empty the `Origin` of our own forms.
    tell(header::REFERRER_POLICY, "same-origin");
    tell(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    tell(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    tell(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if hsts {
        tell(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
