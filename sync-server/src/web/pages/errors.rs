//! Placeholder: why there is no page.

use maud::{Markup, html};

use crate::web::Failure;
use crate::web::frame::Frame;
use crate::web::voice::Words;

/// The page of a failure; the frame has a viewer while somebody is signed in.
pub fn page(frame: &Frame<'_>, failure: &Failure) -> Markup {
    frame.page(&Words::plain(format!("{:?}", failure.status())), html! { p { (format!("{failure:?}")) } })
}
