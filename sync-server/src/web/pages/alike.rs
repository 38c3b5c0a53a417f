//! Placeholder.

use crate::web::{Ctx, Said, html};

/// Placeholder.
pub async fn list(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}

/// Placeholder.
pub async fn page(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}

/// Placeholder.
pub async fn decide(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}

/// Placeholder.
pub async fn separate(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}
