//! What a page works with: the storage, who looks, what was asked and what was typed, all checked before it is called.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chaski::pack::Pack;
use chaski::record::check::is_blank;
use chaski::record::{ChangeName, DeviceId, EntityId, RecordName};
pub use chaski::words::Lang;
use maud::Markup;

use super::Failure;
use super::frame::Frame;
use super::locale::Locale;
use crate::checklists::Checklists;
use crate::storage::Storage;
use crate::storage::supervision::{Supervision, Viewer};

/// What a page works with.
pub struct Ctx {
    /// Where everything is kept.
    pub storage: Arc<dyn Storage>,
    /// The forms of checklists that were read already.
    pub checklists: Arc<Checklists>,
    /// Who looks.
    pub viewer: Viewer,
    /// In which language.
    pub lang: Lang,
    /// The server's time, seconds of Unix time.
    pub now_s: i64,
    /// What the district's clocks show less UTC, minutes.
    pub utc_offset_min: i32,
    /// The district's pack.
    pub pack: &'static Pack,
    /// When the server's memory was set back, until somebody confirms that what can come back is back.
    pub set_back_s: Option<i64>,
    /// The district's name.
    pub district: String,
    /// Goes into the hidden field `csrf` of every form.
    pub csrf: String,
    /// Goes into the hidden field `key` of every form, another on each page.
    pub key: String,
    /// By what the storage knows the form that was sent; none where it carries no key.
    pub sent: Option<[u8; 32]>,
    /// The page's own path and query, for the links that stay on it (language, back).
    pub here: String,
    /// What an invitation says of this server.
    pub invites: Invites,
    /// The record in the path and what it is to the viewer: its entity and whom it belongs to.
    pub sight: Option<(EntityId, RecordName)>,
    /// The parts of the path by name.
    pub path: Fields,
    /// What stands behind the question mark.
    pub query: Fields,
    /// What was typed; empty unless something was sent.
    pub form: Fields,
    /// The file that came with it; empty where none was chosen.
    pub file: Vec<u8>,
    /// What was just done: the id of a message of the pages (`done-review-accepted`).
    pub notice: Option<&'static str>,
}

impl Ctx {
    /// The storage, as the pages ask it.
    pub fn supervision(&self) -> &dyn Supervision {
        &*self.storage
    }

    /// The record in the path.
    pub fn record(&self) -> Result<RecordName, Failure> {
        self.path.record("record").ok_or(Failure::NotFound)
    }

    /// The two persons in the path.
    pub fn pair(&self) -> Result<(RecordName, RecordName), Failure> {
        self.path.record("one").zip(self.path.record("other")).ok_or(Failure::NotFound)
    }

    /// The change in the path.
    pub fn change(&self) -> Result<ChangeName, Failure> {
        self.path.change("change").ok_or(Failure::NotFound)
    }

    /// The phone in the path.
    pub fn device(&self) -> Result<DeviceId, Failure> {
        self.path.get("device").and_then(DeviceId::from_hex).ok_or(Failure::NotFound)
    }

    /// Whether all these areas are the viewer's, by right or below one that is.
    pub async fn are_mine(&self, areas: &[RecordName]) -> Result<bool, Failure> {
        let mine = self.supervision().areas_below(&self.viewer).await?;
        Ok(areas.iter().all(|area| mine.iter().any(|(record, ..)| record == area)))
    }

    /// How the page speaks.
    pub fn locale(&self) -> Locale {
        Locale { lang: self.lang, now_s: self.now_s, utc_offset_min: self.utc_offset_min, pack: self.pack }
    }

    /// What stands around the page.
    pub fn frame(&self) -> Frame<'_> {
        // What a form is answered with has no address to come back to.
        let here = if self.form.get("csrf").is_some() { "" } else { &self.here };
        let mut frame = Frame::new(self.locale(), Some(&self.viewer), &self.district, &self.csrf, here);
        frame.key = &self.key;
        frame.notice = self.notice.map(|notice| self.locale().t(notice));
        frame
    }

    /// The day where the district is (`2026-11-24`).
    pub fn today(&self) -> String {
        let local_s = self.now_s.saturating_add(i64::from(self.utc_offset_min) * 60);
        let day = chrono::DateTime::from_timestamp(local_s, 0).unwrap_or_default();
        day.format("%Y-%m-%d").to_string()
    }
}

/// What an invitation of a phone says of this server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invites {
    /// Where phones reach it; `None` where it was never told, and nobody can be invited.
    pub url: Option<String>,
    /// The authority that they are to trust, if it is not the district's root.
    pub tls_hash: Option<[u8; 32]>,
}

/// Names and values in the order in which they were given; a name may come several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Of pairs.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Fields {
        Fields(pairs.into_iter().collect())
    }

    /// The first value of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(n, _)| *n == name).map(|(_, value)| value)
    }

    /// The first value of this name without spaces around it, if anything that can be seen is left.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !is_blank(value))
    }

    /// Every value of this name.
    pub fn all<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s str> {
        self.iter().filter(move |(n, _)| *n == name).map(|(_, value)| value)
    }

    /// The first value of this name as a record.
    pub fn record(&self, name: &str) -> Option<RecordName> {
        self.filled(name)?.parse().ok()
    }

    /// Every value of this name as a change; `None` if one of them is none.
    pub fn changes(&self, name: &str) -> Option<Vec<ChangeName>> {
        self.all(name).map(change_named).collect()
    }

    /// The first value of this name as a change.
    pub fn change(&self, name: &str) -> Option<ChangeName> {
        change_named(self.filled(name)?)
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn change_named(text: &str) -> Option<ChangeName> {
    let (device, number) = text.split_once('.')?;
    Some(ChangeName { device: DeviceId::from_hex(device)?, number: number.parse().ok()? })
}

/// A page.
pub fn html(markup: Markup) -> Response {
    html_with(StatusCode::OK, markup)
}

/// A page with another status (`422` for a form that comes back filled).
pub fn html_with(status: StatusCode, markup: Markup) -> Response {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    (status, [(header::CONTENT_TYPE, kind)], markup.into_string()).into_response()
}

/// The answer to something done: look there now. `path` is one of ours.
pub fn see_other(path: &str) -> Response {
    // A line end would begin another header; nothing of ours holds one.
    let location = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/today"));
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(header::LOCATION, location);
    response
}
