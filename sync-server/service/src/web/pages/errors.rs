//! Why there is no page, and what to do. It says nothing of any record; what somebody typed and could not be kept is said
//! to be so.

use maud::{Markup, html};

use crate::storage::supervision::Refusal;
use crate::web::Failure;
use crate::web::frame::Frame;
use crate::web::parts::{button_link, search_box};
use crate::web::urls;

/// The page of a failure; the frame has a viewer while somebody is signed in.
pub fn page(frame: &Frame<'_>, failure: &Failure) -> Markup {
    let v = &frame.v;
    let (title, says) = title_and_text(failure);
    let signed_in = frame.viewer.is_some();
    frame.page(
        &v.t(title),
        html! {
            p { (v.t(says)) }
            @match failure {
                Failure::Storage { number } => {
                    p { b { (v.t("web-nothing-lost")) } }
                    p { (v.with("web-failed-number", &[("number", number.into())])) }
                }
                Failure::NotFound | Failure::Refused(Refusal::Nowhere(_)) if signed_in => { (search_box(frame, "")) }
                Failure::Elsewhere | Failure::Refused(Refusal::Elsewhere) | Failure::NoRight(_) => {
                    p { (v.t("web-elsewhere-whom")) }
                }
                _ => {}
            }
            p.acts {
                @if signed_in { (button_link(urls::TODAY, &v.t("web-go-today"))) }
                @else { (button_link(urls::SIGN_IN, &v.t("web-go-sign-in"))) }
            }
        },
    )
}

/// Title and sentence.
pub(super) fn title_and_text(failure: &Failure) -> (&'static str, &'static str) {
    match failure {
        Failure::NotFound | Failure::Refused(Refusal::Nowhere(_)) => ("web-404", "web-404-says"),
        Failure::Elsewhere | Failure::Refused(Refusal::Elsewhere) => ("web-403", "web-403-says"),
        Failure::NoRight("export") => ("web-no-export", "web-no-export-says"),
        Failure::NoRight(_) => ("web-no-right", "web-no-right-says"),
        Failure::Refused(Refusal::Stale(_)) => ("web-stale", "web-stale-says"),
        Failure::Refused(Refusal::Already(_)) => ("web-already", "web-already-says"),
        Failure::Refused(Refusal::Missing(_) | Refusal::TooLong(..)) => ("web-missing", "web-missing-says"),
        Failure::Refused(_) | Failure::Invalid(_) => ("web-invalid", "web-invalid-says"),
        Failure::ReadOnly => ("web-set-back", "web-set-back-says"),
        Failure::NotOurForm => ("web-old-page", "web-old-page-says"),
        Failure::SignedOut => ("web-signed-out", "web-signed-out-says"),
        Failure::TooLong => ("web-413", "web-413-says"),
        Failure::Cut => ("web-cut", "web-cut-says"),
        Failure::Busy => ("web-busy", "web-busy-says"),
        Failure::Storage { .. } => ("web-500", "web-500-says"),
    }
}
