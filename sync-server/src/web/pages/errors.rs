//! Placeholder: why there is no page.

use maud::{Markup, html};

use crate::storage::desk::Viewer;
use crate::web::{Failure, Lang};

/// The page of a failure. `viewer` is there while somebody is signed in (then `csrf` serves the form that signs out).
pub fn page(failure: &Failure, lang: Lang, district: &str, viewer: Option<&Viewer>, csrf: &str) -> Markup {
    let _ = (lang, district, viewer, csrf);
    html! { p { (format!("{failure:?}")) } }
}
