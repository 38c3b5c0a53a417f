//! What two people said differently: the list by age, and one, with each value, who said it and when, to decide about.
//! Knows how a decision is asked for; what it does to the record is the storage's.

use axum::http::StatusCode;
use chaski::change::Register;
use chaski::record::{ChangeName, RecordName};
use chaski::store::query::{DisputeItem, DisputeValue, HistoryRow};
use maud::{Markup, html};

use super::register::{Asked, differs, field_of, history_view, mend_of, of, register};
use super::{meanwhile, shared};
use crate::storage::supervision::{Act, Choice, Refusal, Slice};
use crate::web::entry::{self, Mend};
use crate::web::frame::{Frame, Section};
use crate::web::locale::Locale;
use crate::web::parts::{
    Field, Head, Icon, Line, Table, Tone, check, empty, form_post, notice, pages, summary, tag,
};
use crate::web::told::ToldAnswers;
use crate::web::values;
use crate::web::{Ctx, Failure, Fields, PageResult, html as answer, html_with, urls};

/// The list.
pub async fn get_list(ctx: Ctx) -> PageResult {
    let after = ctx.query.filled("after");
    let slice = ctx.supervision().dispute_list(&ctx.viewer, after).await?;
    let frame = shared::frame(&ctx, Section::Decide).as_of(ctx.supervision().as_of(&ctx.viewer).await?);
    let told = ToldAnswers::of_disputes(&ctx, &slice.items).await?;
    Ok(answer(list_view(&frame, &told, &slice, after.is_none())))
}

/// The list as a page: personal values are withheld.
pub fn list_view(frame: &Frame<'_>, told: &ToldAnswers, slice: &Slice<DisputeItem>, first: bool) -> Markup {
    let v = &frame.v;
    let table = Table {
        id: "disputes",
        caption: html! { (v.bounded("desk-disputes-caption", slice.total)) },
        heads: vec![
            Head::words(v.t("desk-dispute-what")),
            Head::words(v.t("desk-dispute-values")),
            Head::words(v.t("desk-dispute-who")),
            Head::words(v.t("desk-dispute-since")),
        ],
        rows: slice.items.iter().map(|item| row(v, told, item)).collect(),
        names: 0,
    };
    let body = html! {
        (section_links(v, Some(urls::DISPUTES)))
        @if slice.items.is_empty() { (empty(&v.t("desk-disputes-none"), None)) }
        @else { (table.markup()) (pages(v, slice, urls::DISPUTES, first)) }
    };
    frame.page(&v.t("web-section-decide"), body)
}

/// The three lists of what waits for a decision.
pub(super) fn section_links(v: &Locale, here: Option<&str>) -> Markup {
    let all = [
        (urls::DISPUTES, "desk-list-disputes"),
        (urls::ALIKE, "desk-list-alike"),
        (urls::ASIDE, "desk-list-aside"),
    ];
    html! {
        nav.pages aria-label=(v.t("web-section-decide").text) {
            @for (address, words) in all {
                @if here == Some(address) { strong { (v.t(words)) } } @else { a href=(address) { (v.t(words)) } }
            }
        }
    }
}

/// The address of one.
pub(super) fn address(record: &RecordName, field: u64, path: Option<&str>) -> String {
    urls::with(
        &format!("{}/{record}", urls::DISPUTES),
        &[("field", Some(&field.to_string())), ("path", path)],
    )
}

fn row(v: &Locale, told: &ToldAnswers, item: &DisputeItem) -> Vec<Markup> {
    let label = told.dispute_label_alone(v, item);
    let mut who: Vec<String> = item.values.iter().map(|value| values::who(v, &value.who).text).collect();
    who.dedup();
    let since = item.values.iter().filter_map(|value| value.at).max();
    vec![
        html! {
            a href=(address(&item.record, item.number, item.path.as_deref())) { (label) }
            @if let Some(code) = &item.subject_code { br; span.small { (v.with("desk-of-code", &[("code", code.into())])) } }
        },
        html! {
            @if item.values.iter().any(|value| value.withheld) {
                (v.counted("desk-dispute-withheld", item.values.len() as u64))
            } @else {
                @for (at, value) in item.values.iter().enumerate() {
                    @if at > 0 { " · " } (told.dispute_value(v, item, &value.value))
                }
            }
        },
        html! { (who.join(", ")) },
        html! { @if let Some(at) = since { (v.ago(at.0)) } @else { (v.t("value-none")) } },
    ]
}

/// One.
pub async fn get(ctx: Ctx) -> PageResult {
    one(&ctx, &[], false).await
}

async fn one(ctx: &Ctx, mends: &[Mend], stale: bool) -> PageResult {
    let register = register(ctx)?;
    let found = ctx.supervision().dispute_view(&ctx.viewer, &register).await?;
    let mut frame =
        shared::frame(ctx, Section::Decide).back(urls::DISPUTES, ctx.locale().t("web-section-decide"));
    frame.mend = !mends.is_empty();
    let Some((item, history, title)) = found else {
        let subject = ctx.sight.map(|(_, subject)| subject);
        // Whoever decided too late reads what was decided instead.
        let decided = match stale {
            true => ctx.supervision().register_view(&ctx.viewer, &register).await?,
            false => None,
        };
        let told = match decided {
            Some((item, history, _)) => {
                let told = ToldAnswers::of_disputes(ctx, std::slice::from_ref(&item)).await?;
                Some(differs(&ctx.locale(), &told, &item, &history, &ctx.form))
            }
            None => None,
        };
        let status = if stale { StatusCode::CONFLICT } else { StatusCode::OK };
        return Ok(html_with(status, settled_view(&frame, &register, subject, told, &ctx.form)));
    };
    let asked = Asked { form: &ctx.form, mends, stale };
    let told = ToldAnswers::of_disputes(ctx, std::slice::from_ref(&item)).await?;
    Ok(html_with(asked.status(), view(&frame, &told, &item, &history, title.as_deref(), &asked)))
}

/// One as a page.
pub fn view(
    frame: &Frame<'_>,
    told: &ToldAnswers,
    item: &DisputeItem,
    history: &[HistoryRow],
    title: Option<&str>,
    asked: &Asked<'_>,
) -> Markup {
    let v = &frame.v;
    let label = told.dispute_label(v, item);
    let here = address(&item.record, item.number, item.path.as_deref());
    let field = field_of(item);
    let now = item.values.iter().map(|value| &value.value).find(|value| !value.is_null());
    // What was chosen was chosen among other values.
    let chosen = asked.form.get("choice").filter(|_| !asked.stale);
    let body = html! {
        (asked.summary(v))
        @if asked.stale { (differs(v, told, item, history, asked.form)) }
        (summary(&of(v, item, title)))
        p { (tag(Tone::Dispute, Icon::Dispute, &v.t("state-dispute"))) (v.t("desk-dispute-kept")) }
        (form_post(frame, &here, html! {
            (shared::seen(&item.shown.all))
            (Field::new("choice", v.t("desk-dispute-which")).mend(asked.words("choice")).group(html! {
                @for value in &item.values {
                    label.choice {
                        input type="radio" name="choice" value=(value.change) checked[chosen == Some(value.change.as_str())];
                        span { b { (told.dispute_value(v, item, &value.value)) } br; span.small { (author_line(v, value)) } }
                    }
                }
                @if field.is_some_and(|field| entry::is_writable(&field.ty)) {
                    label.choice {
                        input type="radio" name="choice" value="other" checked[chosen == Some("other")];
                        span { b { (v.t("desk-dispute-other")) } br; span.small { (v.t("desk-dispute-other-hint")) } }
                    }
                }
            }))
            @if let Some(field) = field.filter(|field| entry::is_writable(&field.ty)) {
                div.inset {
                    (entry::inputs(v, field, v.t("desk-dispute-other"), now.unwrap_or(&serde_json::Value::Null),
                        asked.form, asked.mends.first()))
                }
            }
            (shared::reason_field(v, asked.form.get("reason").unwrap_or_default(), asked.words("reason")))
            div.acts { button { (v.t("desk-go-on")) } a href=(urls::DISPUTES) { (v.t("desk-decide-later")) } }
        }))
        (history_view(v, told, item, history))
    };
    frame.page(&label, body)
}

/// *Nelly Q., vie 20 nov 2026, 3:05 p. m., celular «azul», se usa por ahora.*
fn author_line(v: &Locale, value: &DisputeValue) -> Markup {
    html! {
        (values::who(v, &value.who))
        @if let Some(at) = value.at { ", " (v.moment(at.0)) }
        @if let Some(phone) = &value.who.phone { ", " (v.with("desk-from-phone", &[("phone", phone.into())])) }
        @if value.shown { " · " (v.t("desk-in-use")) }
        @if let Some(reason) = &value.reason { br; (v.with("desk-reason-said", &[("reason", reason.into())])) }
    }
}

/// It is decided already, or never was two.
pub fn settled_view(
    frame: &Frame<'_>,
    register: &Register,
    subject: Option<RecordName>,
    told: Option<Markup>,
    form: &Fields,
) -> Markup {
    let v = &frame.v;
    let again = urls::correct(&register.record, register.field, register.path.as_deref());
    let mut carried = entry::carried(form);
    carried.extend(form.get("reason").map(|reason| ("reason".to_owned(), reason.to_owned())));
    let body = html! {
        @if let Some(told) = told { (told) }
        (notice(Icon::Done, html! { p { (v.t("desk-dispute-over")) } }))
        p { (v.t("desk-dispute-over-next")) }
        div.acts {
            a href=(again) { (v.t("desk-reopen")) }
            @if let Some(subject) = subject { a href=(urls::child(&subject)) { (v.t("desk-see-whom")) } }
            a href=(urls::DISPUTES) { (v.t("web-section-decide")) }
        }
        // Whoever sees it otherwise goes on with what was written.
        (meanwhile::typed(frame, &again, &carried))
    };
    frame.page(&v.t("desk-dispute-over-title"), body)
}

/// Decides: asks first.
pub async fn decide(ctx: Ctx) -> PageResult {
    let register = register(&ctx)?;
    let v = ctx.locale();
    if shared::refills(&ctx) {
        return one(&ctx, &[], false).await;
    }
    let Some((item, history, title)) = ctx.supervision().dispute_view(&ctx.viewer, &register).await? else {
        return one(&ctx, &[], true).await;
    };
    let seen = ctx.form.changes("seen").filter(|seen| !seen.is_empty()).ok_or(Failure::Invalid("seen"))?;
    let mut mends = Vec::new();
    let choice = choice(&v, &ctx.form, &item, &seen).map_err(|mend| mends.push(mend));
    let reason = shared::reason(&ctx).map_err(|words| mends.push(Mend { at: "reason".into(), words }));
    let (Ok(choice), Ok(reason)) = (choice, reason) else { return one(&ctx, &mends, false).await };
    if !shared::is_sure(&ctx) {
        let told = ToldAnswers::of_disputes(&ctx, std::slice::from_ref(&item)).await?;
        let asking = asking(&ctx, &told, (&item, &history, title.as_deref()), &choice, &reason, &seen);
        return Ok(answer(asking));
    }
    let act = Act::Settle { register, seen, choice, reason };
    match shared::act(&ctx, &act, (urls::DISPUTES, "done-settled")).await? {
        Ok(done) => Ok(done),
        Err(Refusal::Stale(_) | Refusal::Already(_)) => one(&ctx, &[], true).await,
        Err(refusal) => match mend_of(&v, refusal) {
            Ok(mend) => one(&ctx, &[mend], false).await,
            Err(other) => meanwhile::refused(&ctx, other, Section::Decide, urls::DISPUTES).await,
        },
    }
}

fn choice(v: &Locale, form: &Fields, item: &DisputeItem, seen: &[ChangeName]) -> Result<Choice, Mend> {
    let mend = |id: &str| Mend { at: "choice".into(), words: v.t(id) };
    match form.filled("choice") {
        None => Err(mend("desk-mend-choose-value")),
        Some("other") => {
            let field = field_of(item).ok_or_else(|| mend("desk-mend-choose-value"))?;
            let now = item.values.iter().map(|value| &value.value).find(|value| !value.is_null());
            let now = now.unwrap_or(&serde_json::Value::Null);
            entry::value(v, field, item.path.as_deref(), now, form).map(Choice::Other)
        }
        Some(_) => match form.change("choice") {
            Some(change) if seen.contains(&change) => Ok(Choice::Head(change)),
            _ => Err(mend("desk-mend-choose-value")),
        },
    }
}

fn asking(
    ctx: &Ctx,
    told: &ToldAnswers,
    (item, history, title): (&DisputeItem, &[HistoryRow], Option<&str>),
    choice: &Choice,
    reason: &str,
    seen: &[ChangeName],
) -> Markup {
    let v = ctx.locale();
    let label = told.dispute_label(&v, item);
    let words = match choice {
        Choice::Head(change) => {
            let saying = history.iter().find(|saying| saying.change == change.to_string());
            saying.map(|one| told.dispute_value(&v, item, &one.value))
        }
        Choice::Other(value) => field_of(item).map(|field| {
            let json = chaski::record::json::to_json(&field.ty, value);
            told.dispute_value(&v, item, &json)
        }),
    };
    let mut lines = of(&v, item, title);
    lines.push(Line {
        what: label.clone(),
        value: html! { b { (words.unwrap_or_else(|| v.t("value-none"))) } },
        act: None,
    });
    lines.push(Line { what: v.t("desk-reason-short"), value: html! { (reason) }, act: None });
    let what = html! { (summary(&lines)) p { (v.t("desk-settle-means")) } };
    let mut carried = shared::carried_seen(seen);
    carried.extend(entry::carried(&ctx.form));
    for name in ["choice", "reason"] {
        carried.push((name.into(), ctx.form.get(name).unwrap_or_default().to_owned()));
    }
    let here = address(&item.record, item.number, item.path.as_deref());
    let frame = shared::frame(ctx, Section::Decide);
    let body = check(&frame, &here, &carried, what, &v.t("desk-decide"), (None, &v.t("desk-change-answer")));
    frame.page(&v.t("desk-check-title"), body)
}
