//! Enrolling a phone: whose it is, with what role and in which areas; then the invitation, on one page to be printed
//! and handed over. The invitation is shown once and not kept. Knows how it is laid out; the code is the storage's.

use axum::http::StatusCode;
use chaski::record::{RecordName, role};
use chaski::sync::enrol::Invitation;
use maud::{Markup, html};

use super::{people, shared};
use crate::short_codes;
use crate::storage::supervision::{Invited, InvitedWorker, PhoneLine};
use crate::tls::root_fingerprint;
use crate::web::frame::{Frame, Section};
use crate::web::locale::Words;
use crate::web::parts::{Choice, Field, Icon, Line, empty, error_summary, form_post, icon, notice, summary};
use crate::web::{Ctx, Failure, Fields, PageResult, html as answer, html_with, qr, urls};

/// How long an invitation is good for, days.
const GOOD_DAYS: i64 = 14;
/// The longest name of a worker, letters.
const LONGEST_NAME: usize = 120;

/// The form.
pub async fn get(ctx: Ctx) -> PageResult {
    form(&ctx, &[]).await
}

async fn form(ctx: &Ctx, mends: &[(&str, Words)]) -> PageResult {
    let mut frame = shared::frame(ctx, Section::People).back(urls::PEOPLE, ctx.locale().t("desk-people"));
    frame.mend = !mends.is_empty();
    let workers = workers(&ctx.supervision().phones(&ctx.viewer).await?);
    let leaves = leaves(ctx).await?;
    let typed = if ctx.form.iter().next().is_some() { &ctx.form } else { &ctx.query };
    let status = if mends.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(html_with(status, form_view(&frame, &workers, &leaves, typed, mends, ctx.invites.url.is_some())))
}

type Named = [(RecordName, String)];

/// The workers whose phones the viewer looks after.
fn workers(phones: &[PhoneLine]) -> Vec<(RecordName, String)> {
    let mut all: Vec<(RecordName, String)> =
        phones.iter().map(|phone| (phone.worker, phone.name.clone())).collect();
    all.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    all.dedup();
    all
}

/// The leaves of the viewer's areas: nobody is given a right that the viewer does not have.
async fn leaves(ctx: &Ctx) -> Result<Vec<(RecordName, String)>, Failure> {
    let below = ctx.supervision().areas_below(&ctx.viewer).await?;
    Ok(below.into_iter().filter(|(.., leaf)| *leaf).map(|(area, name, _)| (area, name)).collect())
}

/// The form as a page.
pub fn form_view(
    frame: &Frame<'_>,
    workers: &Named,
    leaves: &Named,
    typed: &Fields,
    mends: &[(&str, Words)],
    reached: bool,
) -> Markup {
    let v = &frame.v;
    let mend = |field: &str| mends.iter().find(|(at, _)| *at == field).map(|(_, words)| words.clone());
    let choice = |(record, name): &(RecordName, String)| Choice {
        value: record.to_string(),
        words: Words::plain(name.clone()),
    };
    let roles = [("visitor", role::VISITOR), ("supervisor", role::SUPERVISOR)]
        .map(|(value, rank)| Choice { value: value.to_owned(), words: people::role_name(v, rank) });
    let body = html! {
        (error_summary(v, mends))
        @if !reached { (notice(Icon::Late, html! { p { (v.t("desk-enrol-no-address")) } })) }
        @else if leaves.is_empty() { (empty(&v.t("desk-enrol-no-area"), None)) }
        @else {
            (form_post(frame, urls::ENROL, html! {
                (Field::new("worker", v.t("desk-enrol-worker")).mend(mend("worker")).select(
                    &v.t("desk-enrol-new"), &workers.iter().map(choice).collect::<Vec<_>>(), typed.get("worker")))
                (Field::new("name", v.t("desk-enrol-name")).hint(v.t("desk-enrol-name-hint")).mend(mend("name"))
                    .line("text", typed.get("name").unwrap_or_default(), "off"))
                (Field::new("role", v.t("desk-role")).mend(mend("role")).radios(&roles, typed.get("role")))
                (Field::new("area", v.t("desk-enrol-areas")).hint(v.t("desk-enrol-areas-hint")).mend(mend("area")).group(html! {
                    @for (area, name) in leaves {
                        label.choice {
                            input type="checkbox" name="area" value=(area.to_string())
                                checked[typed.all("area").any(|one| one == area.to_string())];
                            span { (name) }
                        }
                    }
                }))
                p { (v.t("desk-enrol-once")) }
                div.acts { button { (v.t("desk-enrol-make")) } a href=(urls::PEOPLE) { (v.t("desk-leave-as-is")) } }
            }))
        }
    };
    frame.page(&v.t("desk-enrol"), body)
}

/// Makes the invitation and shows it, once.
pub async fn enrol(ctx: Ctx) -> PageResult {
    let v = ctx.locale();
    if shared::refills(&ctx) {
        return form(&ctx, &[]).await;
    }
    let mut mends: Vec<(&str, Words)> = Vec::new();
    let known = workers(&ctx.supervision().phones(&ctx.viewer).await?);
    let leaves = leaves(&ctx).await?;
    let worker = ctx.form.record("worker");
    let known = worker.map(|worker| known.into_iter().find(|(record, _)| *record == worker));
    let name = ctx.form.filled("name").unwrap_or_default();
    match (&known, name.chars().count()) {
        (Some(None), _) => mends.push(("worker", v.t("desk-mend-worker"))),
        (Some(Some(_)), 1..) => mends.push(("worker", v.t("desk-mend-worker-or-name"))),
        (None, 0) => mends.push(("name", v.t("desk-mend-name"))),
        (None, long) if long > LONGEST_NAME => {
            mends.push(("name", v.counted("desk-mend-long", LONGEST_NAME as u64)));
        }
        _ => {}
    }
    let rank = match ctx.form.get("role") {
        Some("visitor") => Some(role::VISITOR),
        Some("supervisor") => Some(role::SUPERVISOR),
        _ => {
            mends.push(("role", v.t("desk-mend-role")));
            None
        }
    };
    let given: Option<Vec<(RecordName, String)>> = ctx
        .form
        .all("area")
        .map(|area| leaves.iter().find(|(one, _)| one.to_string() == area).cloned())
        .collect();
    let areas = given.filter(|areas| !areas.is_empty());
    if areas.is_none() {
        mends.push(("area", v.t("desk-mend-areas")));
    }
    let (Some(rank), Some(areas), Some(url), true) = (rank, areas, &ctx.invites.url, mends.is_empty()) else {
        return form(&ctx, &mends).await;
    };
    let (worker, name) = match known.flatten() {
        Some((worker, name)) => (InvitedWorker::Known(worker), name),
        None => (InvitedWorker::New(name.to_owned()), name.to_owned()),
    };
    let invited = Invited { worker, role: rank, areas: areas.iter().map(|(area, _)| *area).collect() };
    let issued = ctx.supervision().invite_phone(&invited, ctx.sent, ctx.now_s).await?;
    let invitation = Invitation {
        url: url.clone(),
        code: issued.code,
        root_hash: blake3::hash(&ctx.storage.district().await?.root).into(),
        tls_hash: ctx.invites.tls_hash,
        issued_s: issued.issued_s,
    };
    let short = short_codes::keep(&*ctx.storage, &invitation).await?;
    ctx.supervision().log_access(&ctx.viewer, None, "enrol", ctx.now_s).await?;
    let areas: Vec<String> = areas.into_iter().map(|(_, name)| name).collect();
    let frame = shared::frame(&ctx, Section::People).back(urls::PEOPLE, v.t("desk-people"));
    Ok(answer(invitation_view(&frame, (&invitation, &short), &name, rank, &areas)))
}

/// The invitation as a page.
pub fn invitation_view(
    frame: &Frame<'_>,
    (invitation, short): (&Invitation, &str),
    name: &str,
    rank: u64,
    areas: &[String],
) -> Markup {
    let v = &frame.v;
    let text = invitation.to_text();
    let until_s = invitation.issued_s.saturating_add(GOOD_DAYS * 86_400);
    let line = |what: &str, value: Markup| Line { what: v.t(what), value, act: None };
    let body = html! {
        (summary(&[
            line("desk-whose", html! { (name) }),
            line("desk-role", html! { (people::role_name(v, rank)) }),
            line("desk-areas", html! { (areas.join(", ")) }),
            line("desk-valid-until", html! { (v.moment(until_s)) br; (v.t("desk-one-use")) }),
            line("desk-fingerprint", html! { span.code { (root_fingerprint(&invitation.root_hash)) } br; span.small { (v.t("desk-fingerprint-hint")) } }),
            line("desk-address", html! { (invitation.url) }),
        ]))
        p { b { (v.t("desk-invitation-once")) } }
        @if let Some(code) = qr::svg(&text, &v.t("desk-qr-title").text) { (code) }
        ol {
            li { (v.t("desk-invitation-1")) } li { (v.t("desk-invitation-2")) } li { (v.t("desk-invitation-3")) }
        }
        h2 { (v.t("desk-typed-code")) }
        p { (v.t("desk-typed-code-hint")) }
        p.code { (short) }
        p.noprint { (icon(Icon::Print)) (v.t("desk-print-hint")) }
        div.acts { a href=(urls::ENROL) { (v.t("desk-enrol-another")) } a href=(urls::PEOPLE) { (v.t("desk-people")) } }
    };
    frame.page(&v.named("desk-invitation", name), body)
}
