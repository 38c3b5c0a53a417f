//! People and phones: who works and who supervises in the viewer's areas, each phone with its state, and stopping one.
//! Knows what a phone is to a supervisor.

use std::collections::BTreeSet;

use chaski::record::{RecordName, role};
use maud::{Markup, html};

use super::{shared, workers};
use crate::storage::PhoneChecklist;
use crate::storage::supervision::{Account, PhoneLine};
use crate::web::frame::{Frame, Section};
use crate::web::locale::{Locale, Words};
use crate::web::parts::{Head, Icon, Line, Table, Tone, button_link, check, empty, form_post, summary, tag};
use crate::web::{Ctx, Failure, PageResult, html as answer, urls};

/// The page.
pub async fn get(ctx: Ctx) -> PageResult {
    let phones = ctx.supervision().phones(&ctx.viewer).await?;
    let below = ctx.supervision().areas_below(&ctx.viewer).await?;
    let accounts: Vec<Account> = ctx
        .supervision()
        .accounts()
        .await?
        .into_iter()
        .filter(|account| account.areas.iter().any(|area| below.iter().any(|(mine, ..)| mine == area)))
        .collect();
    let today = ctx.locale().today().to_string();
    let checklists = ctx.storage.checklists(&today).await?;
    let frame = shared::frame(&ctx, Section::People).as_of(ctx.supervision().as_of(&ctx.viewer).await?);
    Ok(answer(view(&frame, &phones, &checklists, &accounts, &below, ctx.viewer.may_enrol)))
}

/// The page as markup.
pub fn view(
    frame: &Frame<'_>,
    phones: &[PhoneLine],
    checklists: &[PhoneChecklist],
    accounts: &[Account],
    below: &[(RecordName, String, bool)],
    may_enrol: bool,
) -> Markup {
    let v = &frame.v;
    let body = html! {
        div.acts {
            @if may_enrol { (button_link(urls::ENROL, &v.t("desk-enrol"))) }
            a href=(urls::BUNDLE) { (v.t("desk-bundle")) }
        }
        h2 { (v.t("desk-phones")) }
        @if phones.is_empty() { (empty(&v.t("desk-phones-none"), None)) }
        @else { (phones_table(frame, phones, true).markup()) }
        @if !phones.is_empty() && !checklists.is_empty() {
            h2 { (v.t("desk-checklists")) }
            (checklists_table(v, phones, checklists).markup())
        }
        h2 { (v.t("desk-supervisors")) }
        p { (v.t("desk-supervisors-explained")) }
        @if accounts.is_empty() { (empty(&v.t("desk-supervisors-none"), None)) }
        @else { (supervisors(v, accounts, below).markup()) }
        p { a.alone href=(urls::SEEN) { (v.t("desk-seen-link")) } }
    };
    frame.page(&v.t("desk-people"), body)
}

/// Phones; of one worker, without her name.
pub(super) fn phones_table(frame: &Frame<'_>, phones: &[PhoneLine], with_names: bool) -> Table {
    let v = &frame.v;
    let mut heads = Vec::new();
    if with_names {
        heads.push(Head::words(v.t("desk-whose")));
    }
    heads.extend([
        Head::words(v.t("desk-phone")),
        Head::words(v.t("desk-role")),
        Head::words(v.t("desk-areas")),
        Head::words(v.t("desk-state")),
        Head::words(v.t("desk-last-delivery")),
        Head::figures(v.t("desk-on-phone")),
        Head::spoken(v.t("desk-action")),
    ]);
    let rows = phones.iter().map(|phone| {
        let mut row = Vec::new();
        if with_names {
            row.push(html! { a href=(urls::worker(&phone.worker)) { (phone.name) } });
        }
        row.extend([
            html! { (label(v, phone)) @if !phone.version.is_empty() { br; span.small { (v.with("desk-version", &[("version", (&phone.version).into())])) } } },
            html! { (role_name(v, phone.role)) },
            html! { (area_names(phone)) },
            state(v, phone),
            html! { @match phone.last_sync_s { Some(at_s) => { (v.moment(at_s)) } None => { (v.t("desk-never-delivered")) } } },
            html! { (v.number(phone.unsent)) },
            html! { @if !phone.stopped { (form_post(frame, &stop_address(phone), html! {
                button.link { (v.t("desk-stop")) span.vh { ": " (label(v, phone)) " · " (phone.name) } }
            })) } },
        ]);
        row
    });
    Table {
        id: "phones",
        caption: html! { (v.counted("desk-phones-caption", phones.len() as u64)) },
        heads,
        rows: rows.collect(),
        names: 0,
    }
}

/// Which version of each checklist every phone at work has, and what is lacking.
fn checklists_table(v: &Locale, phones: &[PhoneLine], checklists: &[PhoneChecklist]) -> Table {
    let of = phones.iter().flat_map(|phone| {
        checklists.iter().filter(|one| one.device == phone.device).map(move |one| (phone, one))
    });
    let version = |id: &str, version: &str| v.with(id, &[("version", version.into())]);
    let rows: Vec<Vec<Markup>> = of
        .map(|(phone, one)| {
            vec![
                html! { a href=(urls::worker(&phone.worker)) { (phone.name) } br; span.small { (label(v, phone)) } },
                html! { (one.checklist) },
                html! { @match &one.uses {
                    Some((uses, since_s)) => { (uses) br; span.small { (v.t("desk-checklist-since")) " " (v.moment(*since_s)) } }
                    None => { (v.t("desk-checklist-none")) }
                } },
                html! {
                    @if let Some(lacks) = &one.lacks {
                        div { (tag(Tone::Due, Icon::Due, &version("desk-checklist-lacks", lacks))) }
                    }
                    @if let Some((refused, why, since_s)) = &one.refused {
                        div {
                            (tag(Tone::Apart, Icon::Phone, &version("desk-checklist-refused", refused)))
                            br; span.small { (why) " · " (v.moment(*since_s)) }
                        }
                    }
                    @if let Some((next, from, held)) = &one.next {
                        @let id = if *held { "desk-checklist-next-held" } else { "desk-checklist-next" };
                        div.small { (v.with(id, &[("version", next.into()), ("from", (&v.date_text(from)).into())])) }
                    }
                    @if one.lacks.is_none() && one.refused.is_none() {
                        (tag(Tone::Done, Icon::Done, &v.t("desk-checklist-up-to-date")))
                    }
                },
            ]
        })
        .collect();
    Table {
        id: "checklists",
        caption: html! { (v.t("desk-checklists-caption")) },
        heads: vec![
            Head::words(v.t("desk-whose")),
            Head::words(v.t("desk-checklist")),
            Head::words(v.t("desk-checklist-version")),
            Head::words(v.t("desk-state")),
        ],
        rows,
        names: 0,
    }
}

fn stop_address(phone: &PhoneLine) -> String {
    format!("{}/stop/{}", urls::PEOPLE, phone.device.to_hex())
}

fn label(v: &Locale, phone: &PhoneLine) -> Words {
    match phone.label.as_deref().map(str::trim) {
        Some(label) if !label.is_empty() => Words::plain(label),
        _ => v.t("desk-phone-unnamed"),
    }
}

fn area_names(phone: &PhoneLine) -> String {
    phone.areas.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
}

fn state(v: &Locale, phone: &PhoneLine) -> Markup {
    match phone.last_sync_s {
        _ if phone.stopped => tag(Tone::Quiet, Icon::Lock, &v.t("desk-phone-stopped")),
        None => tag(Tone::Apart, Icon::Phone, &v.t("desk-phone-new")),
        Some(at_s) if workers::is_silent(v, at_s) => {
            tag(Tone::Due, Icon::Due, &v.with("desk-silent", &[("ago", (&v.ago(at_s)).into())]))
        }
        Some(_) => tag(Tone::Done, Icon::Done, &v.t("desk-phone-at-work")),
    }
}

/// What a role is called.
pub(super) fn role_name(v: &Locale, rank: u64) -> Words {
    match rank {
        role::VISITOR => v.t("desk-role-visitor"),
        role::SUPERVISOR => v.t("desk-role-supervisor"),
        _ => v.t("desk-role-district"),
    }
}

fn supervisors(v: &Locale, accounts: &[Account], below: &[(RecordName, String, bool)]) -> Table {
    let rows = accounts.iter().map(|account| {
        let areas: BTreeSet<&str> = account
            .areas
            .iter()
            .filter_map(|area| below.iter().find(|(mine, ..)| mine == area))
            .map(|(_, name, _)| name.as_str())
            .collect();
        let may: Vec<Words> =
            [(account.may_enrol, "desk-may-enrol"), (account.may_export, "desk-may-export")]
                .iter()
                .filter(|(may, _)| *may)
                .map(|(_, words)| v.t(words))
                .collect();
        vec![
            html! { (account.name) },
            html! { (areas.into_iter().collect::<Vec<_>>().join(", ")) },
            html! { @if may.is_empty() { (v.t("desk-may-look")) } @else { (v.join(&may, ", ")) } },
            if account.stopped {
                tag(Tone::Quiet, Icon::Lock, &v.t("desk-account-stopped"))
            } else {
                tag(Tone::Done, Icon::Done, &v.t("desk-account-at-work"))
            },
        ]
    });
    Table {
        id: "supervisors",
        caption: html! { (v.counted("desk-supervisors-caption", accounts.len() as u64)) },
        heads: vec![
            Head::words(v.t("desk-name")),
            Head::words(v.t("desk-areas")),
            Head::words(v.t("desk-may")),
            Head::words(v.t("desk-state")),
        ],
        rows: rows.collect(),
        names: 0,
    }
}

/// Stops a phone: says what happens to its data before it asks.
pub async fn stop(ctx: Ctx) -> PageResult {
    let device = ctx.device()?;
    let phones = ctx.supervision().phones(&ctx.viewer).await?;
    let phone = phones.into_iter().find(|phone| phone.device == device).ok_or(Failure::NotFound)?;
    if phone.stopped || shared::is_sure(&ctx) {
        if !phone.stopped {
            ctx.storage.stop_device(device).await?;
            ctx.supervision().log_access(&ctx.viewer, None, "stop_phone", ctx.now_s).await?;
        }
        return shared::done(urls::PEOPLE, "done-stopped");
    }
    Ok(answer(stop_view(&shared::frame(&ctx, Section::People), &phone)))
}

/// What is asked before a phone is stopped.
pub fn stop_view(frame: &Frame<'_>, phone: &PhoneLine) -> Markup {
    let v = &frame.v;
    let line = |what: &str, value: Markup| Line { what: v.t(what), value, act: None };
    let delivered = match phone.last_sync_s {
        Some(at_s) => v.moment(at_s),
        None => html! { (v.t("desk-never-delivered")) },
    };
    let what = html! {
        (summary(&[
            line("desk-whose", html! { (phone.name) }),
            line("desk-phone", html! { (label(v, phone)) }),
            line("desk-last-delivery", delivered),
            line("desk-on-phone", html! { (v.number(phone.unsent)) }),
        ]))
        ul {
            li { (v.t("desk-stop-kept")) }
            li { (v.counted("desk-stop-unsent", phone.unsent)) }
            li { (v.t("desk-stop-no-more")) }
            li { (v.t("desk-stop-again")) }
        }
    };
    let address = stop_address(phone);
    let body =
        check(frame, &address, &[], what, &v.t("desk-stop"), (Some(urls::PEOPLE), &v.t("desk-leave-as-is")));
    frame.page(&v.t("desk-stop-title"), body)
}
