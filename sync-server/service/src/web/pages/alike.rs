//! Children who look alike: pairs, why they look alike, and the two beside each other with what differs marked by a word
//! and bold letters. Knows how the decision is asked for; who looks like whom is the storage's.

use axum::http::StatusCode;
use chaski::record::RecordName;
use chaski::store::query::AreaView;
use maud::{Markup, html};

use super::disputes::section_links;
use super::{meanwhile, shared};
use crate::storage::supervision::{Act, Alike, ChildView, Slice};
use crate::web::frame::{Frame, Section};
use crate::web::lines;
use crate::web::locale::{Locale, Words};
use crate::web::parts::{
    Choice, Field, Head, Icon, Line, Table, Tone, band, check, empty, error_summary, form_post, notice,
    pages, summary,
};
use crate::web::values;
use crate::web::{Ctx, Failure, Fields, PageResult, html as answer, html_with, urls};

/// The list.
pub async fn get_list(ctx: Ctx) -> PageResult {
    let after = ctx.query.filled("after");
    let slice = ctx.supervision().alike_list(&ctx.viewer, after).await?;
    let frame = shared::frame(&ctx, Section::Decide).as_of(ctx.supervision().as_of(&ctx.viewer).await?);
    Ok(answer(list_view(&frame, &slice, after.is_none())))
}

/// The list as a page.
pub fn list_view(frame: &Frame<'_>, slice: &Slice<Alike>, first: bool) -> Markup {
    let v = &frame.v;
    let table = Table {
        id: "alike",
        caption: html! { (v.bounded("desk-alike-caption", slice.total)) },
        heads: vec![
            Head::words(v.t("desk-alike-one")),
            Head::words(v.t("desk-alike-other")),
            Head::words(v.t("desk-alike-why")),
            Head::spoken(v.t("desk-action")),
        ],
        rows: slice
            .items
            .iter()
            .map(|pair| {
                let names = (name(v, &pair.names.0), name(v, &pair.names.1));
                let hidden = format!("{}, {}", names.0.text, names.1.text);
                vec![
                    html! { (lines::coded(&pair.one, &names.0)) br; span.small { (pair.one.paper_code()) } },
                    html! { (lines::coded(&pair.other, &names.1)) br; span.small { (pair.other.paper_code()) } },
                    html! { (why(v, pair)) },
                    html! { a href=(urls::alike(&pair.one, &pair.other)) {
                    (v.t("desk-compare")) span.vh { ": " (hidden) } } },
                ]
            })
            .collect(),
        names: 0,
    };
    let body = html! {
        (section_links(v, Some(urls::ALIKE)))
        @if slice.items.is_empty() { (empty(&v.t("desk-alike-none"), None)) }
        @else { (table.markup()) (pages(v, slice, urls::ALIKE, first)) }
    };
    frame.page(&v.t("desk-list-alike"), body)
}

fn name(v: &Locale, name: &Option<String>) -> Words {
    name.as_ref().map_or_else(|| v.t("value-no_name"), Words::plain)
}

/// *Se parecen en: nombres y apellidos, fecha de nacimiento.*
fn why(v: &Locale, pair: &Alike) -> Words {
    let all: Vec<Words> = pair.why.iter().map(|why| lines::alike_why(v, why)).collect();
    let all = v.join(&all, ", ");
    v.with("desk-alike-because", &[("what", (&all.text).into())])
}

/// The two beside each other.
pub async fn get(ctx: Ctx) -> PageResult {
    one(&ctx, &[]).await
}

async fn one(ctx: &Ctx, mends: &[(&str, Words)]) -> PageResult {
    let (one, other) = ctx.pair()?;
    let found = ctx.supervision().alike_view(&ctx.viewer, one, other).await?;
    let (pair, left, right) = found.ok_or(Failure::NotFound)?;
    let mut frame = shared::frame(ctx, Section::Decide).back(urls::ALIKE, ctx.locale().t("desk-list-alike"));
    frame.mend = !mends.is_empty();
    let status = if mends.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(html_with(status, view(&frame, &pair, &left, &right, &ctx.form, mends)))
}

/// The two as a page.
pub fn view(
    frame: &Frame<'_>,
    pair: &Alike,
    left: &ChildView,
    right: &ChildView,
    form: &Fields,
    mends: &[(&str, Words)],
) -> Markup {
    let v = &frame.v;
    let here = urls::alike(&pair.one, &pair.other);
    let mend = |field: &str| mends.iter().find(|(at, _)| *at == field).map(|(_, words)| words.clone());
    let reason = |at: &'static str| {
        Field::new(at, v.t("desk-reason"))
            .hint(v.t("desk-reason-hint"))
            .mend(mend(at))
            .lines(form.get(at).unwrap_or_default(), shared::LONGEST_REASON)
    };
    let body = html! {
        (error_summary(v, mends))
        @if pair.joined.is_none() { p { (why(v, pair)) } }
        (beside(v, left, right).markup())
        @if let Some(joined) = pair.joined {
            (band(Tone::Done, Icon::Same, html! { p { (v.t("desk-joined-already")) } }))
            h2 { (v.t("desk-separate")) }
            (form_post(frame, &format!("{}/separate/{joined}", urls::ALIKE), html! {
                (meanwhile::revision(&pair.seen))
                input type="hidden" name="one" value=(pair.one);
                input type="hidden" name="other" value=(pair.other);
                p { (v.t("desk-separate-means")) }
                (reason("reason"))
                div.acts { button { (v.t("desk-go-on")) } }
            }))
        } @else {
            h2 { (v.t("desk-same")) }
            (form_post(frame, &here, html! {
                (meanwhile::revision(&pair.seen))
                input type="hidden" name="what" value="same";
                p { (v.t("desk-same-means")) }
                (Field::new("kept", v.t("desk-same-kept")).mend(mend("kept")).radios(&[
                    kept(v, left), kept(v, right),
                ], form.get("kept")))
                div.acts { button { (v.t("desk-same")) } }
            }))
            h2 { (v.t("desk-two")) }
            (form_post(frame, &here, html! {
                (meanwhile::revision(&pair.seen))
                input type="hidden" name="what" value="two";
                p { (v.t("desk-two-means")) }
                (reason("reason"))
                div.acts { button.second { (v.t("desk-two")) } }
            }))
            (notice(Icon::Info, html! { p { (v.t("desk-alike-not-sure")) } }))
        }
    };
    frame.page(&v.t("desk-alike-title"), body)
}

fn kept(v: &Locale, child: &ChildView) -> Choice {
    let named = name(v, &child.page.name).text;
    let words = v.with("desk-same-keep", &[("name", (&named).into()), ("code", (&child.page.code).into())]);
    Choice { value: child.page.person.to_string(), words }
}

/// What is known of both, a line a fact; at most four columns, so that it stacks on a small screen.
fn beside(v: &Locale, left: &ChildView, right: &ChildView) -> Table {
    let facts = facts(v, left).into_iter().zip(facts(v, right));
    let known = facts.filter(|((_, one), (_, other))| one.is_some() || other.is_some());
    let rows = known.map(|((what, one), (_, other))| {
        let (same, unknown) = (one == other, one.is_none() || other.is_none());
        let cell = |value: &Option<String>| match value {
            None => html! { (v.t("value-none")) },
            Some(text) if !same && !unknown => html! { b { (text) } },
            Some(text) => html! { (text) },
        };
        let says = match (same, unknown) {
            (_, true) => html! { (v.t("desk-not-known")) },
            (true, _) => html! { (v.t("desk-equal")) },
            _ => html! { b { (v.t("desk-differs")) } },
        };
        vec![html! { (what) }, cell(&one), cell(&other), says]
    });
    let head = |child: &ChildView, id: &str| v.with(id, &[("code", (&child.page.code).into())]);
    Table {
        id: "beside",
        caption: html! { (v.t("desk-beside-caption")) },
        heads: vec![
            Head::words(v.t("desk-fact")),
            Head::words(head(left, "desk-beside-one")),
            Head::words(head(right, "desk-beside-other")),
            Head::words(v.t("desk-beside-compare")),
        ],
        rows: rows.collect(),
        names: 0,
    }
}

fn facts(v: &Locale, child: &ChildView) -> Vec<(Words, Option<String>)> {
    let page = &child.page;
    let field = |name: &str| values::field_label(v, "person", name);
    let said = |name: &str| values::field_shown(v, &page.view, name).map(|words| words.text);
    let areas = page.areas.iter().map(|area: &AreaView| area.name.clone().unwrap_or_default());
    let areas = areas.collect::<Vec<_>>().join(", ");
    let caregivers: Vec<String> = page
        .caregivers
        .iter()
        .filter_map(|one| one.caregiver.as_ref())
        .map(|link| values::link_title(v, link).text)
        .collect();
    let newest = page.readings.first();
    let measured = newest.and_then(|reading| {
        let parts: Vec<String> = ["on", "weight", "length"]
            .iter()
            .filter_map(|name| values::field_shown(v, reading, name).map(|words| words.text))
            .collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    });
    let filled = |text: String| (!text.is_empty()).then_some(text);
    let mut facts = vec![
        (field("given_names"), said("given_names")),
        (field("family_names"), said("family_names")),
        (field("sex"), said("sex")),
        (field("birth_date"), said("birth_date")),
    ];
    facts.extend(
        page.identity
            .iter()
            .filter(|step| step.step != "code")
            .filter_map(|step| Some((values::identity_step(v, &step.step), Some(step.number.clone()?)))),
    );
    facts.extend([
        (
            values::entity_label(v, "household"),
            page.household.as_ref().map(|link| values::link_title(v, link).text),
        ),
        (v.t("desk-areas"), filled(areas)),
        (values::entity_label(v, "caregiver"), filled(caregivers.join(", "))),
        (v.t("desk-last-reading"), measured),
        (
            v.t("desk-last-visit"),
            child.visits.first().and_then(|line| line.on.as_deref()).map(|on| v.date_text(on)),
        ),
    ]);
    facts
}

/// Decides: asks first.
pub async fn decide(ctx: Ctx) -> PageResult {
    let (one_of, other_of) = ctx.pair()?;
    let v = ctx.locale();
    if shared::refills(&ctx) {
        return one(&ctx, &[]).await;
    }
    match ctx.form.get("what") {
        Some("same") => {
            let kept = ctx.form.record("kept").filter(|kept| [one_of, other_of].contains(kept));
            let Some(kept) = kept else { return one(&ctx, &[("kept", v.t("desk-mend-kept"))]).await };
            let other = if kept == one_of { other_of } else { one_of };
            let seen = meanwhile::seen(&ctx)?;
            let carried = [("what", "same".to_owned()), ("kept", kept.to_string())];
            let words = ("desk-same", "desk-same-sure");
            act(&ctx, &carried, words, Act::Join { kept, other, seen }, "done-joined", &urls::child(&kept))
                .await
        }
        Some("two") => {
            let reason = match shared::reason(&ctx) {
                Ok(reason) => reason,
                Err(words) => return one(&ctx, &[("reason", words)]).await,
            };
            let seen = meanwhile::seen(&ctx)?;
            let carried = [("what", "two".to_owned()), ("reason", reason.clone())];
            let words = ("desk-two", "desk-two-sure");
            let decided = Act::TwoPersons { one: one_of, other: other_of, seen, reason };
            act(&ctx, &carried, words, decided, "done-two", urls::ALIKE).await
        }
        _ => Err(Failure::Invalid("what")),
    }
}

/// Separates two who were joined: asks first.
pub async fn separate(ctx: Ctx) -> PageResult {
    let joined = ctx.record()?;
    if shared::refills(&ctx) {
        return separating(&ctx, joined, None);
    }
    let reason = match shared::reason(&ctx) {
        Ok(reason) => reason,
        Err(words) => return separating(&ctx, joined, Some(words)),
    };
    let seen = meanwhile::seen(&ctx)?;
    let mut carried = vec![("reason", reason.clone())];
    carried.extend(["one", "other"].iter().filter_map(|end| Some((*end, ctx.form.record(end)?.to_string()))));
    let words = ("desk-separate", "desk-separate-sure");
    act(&ctx, &carried, words, Act::Separate { joined, seen, reason }, "done-separated", urls::ALIKE).await
}

/// The form alone: the reason was missing, or it comes back as it was filled.
fn separating(ctx: &Ctx, joined: RecordName, mend: Option<Words>) -> PageResult {
    let v = ctx.locale();
    let mut frame = shared::frame(ctx, Section::Decide);
    frame.mend = mend.is_some();
    let mends: Vec<(&str, Words)> = mend.iter().map(|words| ("reason", words.clone())).collect();
    let body = html! {
        (error_summary(&v, &mends))
        (form_post(&frame, &format!("{}/separate/{joined}", urls::ALIKE), html! {
            @for name in ["revision", "one", "other"] {
                @if let Some(value) = ctx.form.get(name) { input type="hidden" name=(name) value=(value); }
            }
            p { (v.t("desk-separate-means")) }
            (shared::reason_field(&v, ctx.form.get("reason").unwrap_or_default(), mend))
            div.acts { button { (v.t("desk-go-on")) } }
        }))
    };
    let status = if mends.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(html_with(status, frame.page(&v.t("desk-separate"), body)))
}

async fn act(
    ctx: &Ctx,
    carried: &[(&str, String)],
    (verb, sure): (&str, &str),
    decided: Act,
    done: &str,
    then: &str,
) -> PageResult {
    let v = ctx.locale();
    if shared::is_sure(ctx) {
        return match shared::act(ctx, &decided, (then, done)).await? {
            Ok(done) => Ok(done),
            Err(refused) => meanwhile::refused(ctx, refused, Section::Decide, &pair_of(ctx)).await,
        };
    }
    let frame = shared::frame(ctx, Section::Decide);
    let reason = carried.iter().find(|(name, _)| *name == "reason");
    let lines: Vec<Line> = reason
        .map(|(_, reason)| Line { what: v.t("desk-reason-short"), value: html! { (reason) }, act: None })
        .into_iter()
        .collect();
    let what = html! { p { (v.t(sure)) } @if !lines.is_empty() { (summary(&lines)) } };
    let mut carried: Vec<(String, String)> =
        carried.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    carried.push(meanwhile::carried(&meanwhile::seen(ctx)?));
    let (path, _) = ctx.here.split_once('?').unwrap_or((&ctx.here, ""));
    let body = check(&frame, path, &carried, what, &v.t(verb), (None, &v.t("desk-change-answer")));
    Ok(answer(frame.page(&v.t("desk-check-title"), body)))
}

/// The page of the two; the list where the form does not say who they are.
fn pair_of(ctx: &Ctx) -> String {
    let of_form = || ctx.form.record("one").zip(ctx.form.record("other"));
    match ctx.pair().ok().or_else(of_form) {
        Some((one, other)) => urls::alike(&one, &other),
        None => urls::ALIKE.to_owned(),
    }
}
