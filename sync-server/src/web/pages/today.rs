//! Placeholder.

use crate::web::{Ctx, Said, html, see_other};

/// The first page.
pub async fn home(_: Ctx) -> Said {
    Ok(see_other("/today"))
}

/// Placeholder.
pub async fn get(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}
