//! What stands before every page: who asks, whether the form is one of ours, what the path names and whether it is
//! theirs to see; and what every answer tells the browser. Writes down who saw which child. Knows no page's contents.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use chaski::record::table::{household, person, visit};
use chaski::record::{EntityId, RecordName};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use subtle::ConstantTimeEq;
use tokio::time::{Instant, timeout_at};

use super::asset;
use super::ctx::{Ctx, Fields, Lang, html_with};
use super::failure::{Failure, Said};
use super::frame::Frame;
use super::pages::{NOTICES, errors};
use super::session::{self, Token};
use super::site::Site;
use super::to;
use super::voice::Voice;
use crate::access::Access;
use crate::exchange::{Peer, drain, refusal};
use crate::storage::desk::{Sight, Viewer};

/// Bytes of a form.
const FORM_BYTES: usize = 64 * 1024;
/// Values of a form.
const FORM_FIELDS: usize = 500;
/// Bytes of what stands behind a question mark.
const QUERY_BYTES: usize = 4 * 1024;

/// Marks a request that came over the plain listener of a demo, which is this computer's own.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

/// One address.
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    pub(crate) handler: Handler,
}

/// What answers an address.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// It lets somebody in to the pages.
    Door(Door),
    /// A page: the frame has checked everything before.
    Page(fn(Ctx) -> BoxFuture<'static, Said>),
    /// A page of the frame itself, which works on the session.
    Own(fn(Arc<Site>, Asked, Ctx) -> BoxFuture<'static, Said>),
}

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
}

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
        session::set_cookie(&mut response, "lang", plain, lang.tag(), "; Max-Age=31536000");
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
        here: to::TODAY.to_owned(),
        path: Fields::default(),
        query: Fields::default(),
        form: Fields::default(),
    };
    let found = session::signed_in(&site, &asked).await.ok().flatten();
    let around = found.map(|(viewer, token)| (viewer, token.csrf()));
    let mut response = error_page(&site, lang, around, &Failure::NotFound).await;
    tell_browser(response.headers_mut(), site.options.hsts);
    response
}

type Door = fn(Arc<Site>, Asked) -> BoxFuture<'static, Response>;

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
        Ok(None) if asked.method == Method::POST => {
            drain(body);
            return error_page(site, lang, None, &Failure::SignedOut).await;
        }
        Ok(None) => return session::to_sign_in(&asked.here),
        Err(failure) => return error_page(site, lang, None, &failure).await,
    };
    let around = (viewer.clone(), token.csrf());
    match said(site, access, handler, asked, body, viewer, token).await {
        Ok(response) => response,
        Err(failure) => error_page(site, lang, Some(around), &failure).await,
    }
}

async fn said(
    site: &Arc<Site>,
    access: Access,
    handler: Handler,
    mut asked: Asked,
    body: Body,
    viewer: Viewer,
    token: Token,
) -> Said {
    if asked.method == Method::POST {
        asked.form = form(site, &asked.headers, body).await?;
        our_form(&asked, &token.csrf())?;
    }
    let ctx = allowed(site, access, &mut asked, viewer, &token).await?;
    let page = match handler {
        Handler::Page(page) => page(ctx),
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
    if asked.method == Method::POST && district.set_back_s.is_some() && asked.here != to::SIGN_OUT {
        return Err(Failure::ReadOnly);
    }
    let notice = asked.query.get("done").and_then(|done| NOTICES.iter().find(|id| **id == done)).copied();
    let mut ctx = Ctx {
        storage,
        viewer,
        lang: asked.lang,
        now_s,
        utc_offset_min: district.utc_offset_min,
        set_back_s: district.set_back_s,
        district: district.name,
        csrf: token.csrf(),
        here: asked.here.clone(),
        invites: site.options.invites.clone(),
        sight: None,
        path: std::mem::take(&mut asked.path),
        query: std::mem::take(&mut asked.query),
        form: std::mem::take(&mut asked.form),
        notice,
    };
    let shows = asked.method != Method::POST;
    match access {
        Access::Desk => {}
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
            let view = ctx.desk().aside_view(&ctx.viewer, ctx.change()?).await?.ok_or(Failure::NotFound)?;
            if let (true, Some(subject)) = (shows, view.subject) {
                ctx.desk().saw(&ctx.viewer, Some(subject), "aside", now_s).await?;
            }
        }
        Access::DeskWorker => {
            let worker = ctx.record()?;
            let theirs = ctx.desk().phones(&ctx.viewer).await?;
            if !theirs.iter().any(|phone| phone.worker == worker) {
                let known = ctx.storage.workers().await?.iter().any(|(record, _)| *record == worker);
                return Err(if known { Failure::Elsewhere } else { Failure::NotFound });
            }
        }
        Access::DeskDevice => {
            let device = ctx.device()?;
            let theirs = ctx.desk().phones(&ctx.viewer).await?;
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
    match ctx.desk().sight(&ctx.viewer, record).await? {
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
    Ok(ctx.desk().saw(&ctx.viewer, Some(subject), what, ctx.now_s).await?)
}

/// Whether a page of this session made the form: by its token, and by what the browser says of where it comes from.
pub(super) fn our_form(asked: &Asked, csrf: &str) -> Result<(), Failure> {
    let shown = asked.form.get("csrf").unwrap_or_default();
    let same: bool = shown.as_bytes().ct_eq(csrf.as_bytes()).into();
    if same && from_here(&asked.headers) { Ok(()) } else { Err(Failure::NotOurForm) }
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

async fn asked(mut parts: Parts, lang: Lang) -> Result<Asked, Failure> {
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
    Ok(Asked { method: parts.method, headers: parts.headers, peer, plain, lang, here, path, query, form })
}

async fn form(site: &Site, headers: &HeaderMap, body: Body) -> Result<Fields, Failure> {
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

fn chosen_language(parts: &Parts) -> Option<Lang> {
    let query = parts.uri.query().unwrap_or_default();
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang");
    Lang::from_tag(&asked?.1)
}

fn language(parts: &Parts) -> Lang {
    let kept = || Lang::from_tag(session::cookie(&parts.headers, "lang")?);
    chosen_language(parts).or_else(kept).unwrap_or(Lang::Es)
}

pub(super) async fn error_page(
    site: &Site,
    lang: Lang,
    around: Option<(Viewer, String)>,
    failure: &Failure,
) -> Response {
    // Where the storage fails too, the page still comes.
    let (district, utc_offset_min) =
        site.storage.district().await.map(|d| (d.name, d.utc_offset_min)).unwrap_or_default();
    let (viewer, csrf) = around.unzip();
    let csrf = csrf.unwrap_or_default();
    let v = Voice { lang, now_s: site.now_s(), utc_offset_min };
    // Links of languages lead to a page that is there whatever failed.
    let frame = Frame::new(v, viewer.as_ref(), &district, &csrf, to::TODAY);
    html_with(failure.status(), errors::page(&frame, failure))
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
