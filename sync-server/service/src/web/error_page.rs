//! The page of what went wrong.

use axum::response::Response;

use super::ctx::{Lang, html_with};
use super::failure::Failure;
use super::frame::Frame;
use super::locale::Locale;
use super::pages::errors;
use super::site::Site;
use super::urls;
use crate::storage::supervision::Viewer;

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
    let v = Locale { lang, now_s: site.now_s(), utc_offset_min, pack: chaski::pack::none() };
    // Links of languages lead to a page that is there whatever failed.
    let frame = Frame::new(v, viewer.as_ref(), &district, &csrf, urls::TODAY);
    html_with(failure.status(), errors::page(&frame, failure))
}
