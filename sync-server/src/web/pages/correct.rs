//! Placeholder.

use crate::web::{Ctx, Said, html};

/// Placeholder.
pub async fn page(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}

/// Placeholder.
pub async fn save(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}
