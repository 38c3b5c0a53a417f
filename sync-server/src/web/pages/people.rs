//! Placeholder.

use crate::web::{Ctx, Said, html};

/// Placeholder.
pub async fn get(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}

/// Placeholder.
pub async fn get_enrol(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}

/// Placeholder.
pub async fn enrol(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}

/// Placeholder.
pub async fn stop(ctx: Ctx) -> Said {
    Ok(html(maud::html! { (ctx.here) }))
}
