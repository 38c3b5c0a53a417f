//! Placeholder.

use crate::web::{Ctx, Said, html};

/// Placeholder.
pub async fn get(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}

/// Placeholder.
pub async fn accept(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}
