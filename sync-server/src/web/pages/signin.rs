//! Placeholder: signing in, and a password of one's own. What is checked stands in `web/session.rs`.

use maud::{Markup, html};

use crate::web::frame::Frame;
use crate::web::voice::Words;
use crate::web::{Ctx, PasswordTrouble, SignIn};

/// The page: fields `login`, `password`, hidden `csrf`, `next`; POST /sign-in.
pub fn page(about: &SignIn<'_>) -> Markup {
    let frame = Frame::new(about.v, None, about.district, about.csrf, about.here);
    frame.page(
        &Words::plain("Entrar"),
        html! {
            @if let Some(trouble) = about.trouble { p { (format!("{trouble:?}")) } }
            form method="post" action="/sign-in" {
                input type="hidden" name="csrf" value=(about.csrf);
                input type="hidden" name="next" value=(about.next);
                input name="login" value=(about.login) autocomplete="username";
                input name="password" type="password" autocomplete="current-password";
                button { "Entrar" }
            }
        },
    )
}

/// The page of one's own password: fields `now`, `new`, `again`, hidden `csrf`; POST /password.
pub fn password(ctx: &Ctx, trouble: Option<PasswordTrouble>) -> Markup {
    ctx.frame().page(
        &Words::plain("Contraseña"),
        html! {
            @if let Some(trouble) = trouble { p { (format!("{trouble:?}")) } }
            form method="post" action="/password" {
                input type="hidden" name="csrf" value=(ctx.csrf);
                input name="now" type="password" autocomplete="current-password";
                input name="new" type="password" autocomplete="new-password";
                input name="again" type="password" autocomplete="new-password";
                button { "Cambiar" }
            }
        },
    )
}
