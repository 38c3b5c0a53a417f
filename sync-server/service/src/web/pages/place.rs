//! Families of an area that was divided: which of its parts each lives in. They are ticked, given an area and a reason,
//! asked about, and moved one after the other, as a family is moved from its own page.

use axum::http::StatusCode;
use chaski::record::RecordName;
use maud::{Markup, html};

use super::shared;
use super::worker::{family_name, leaves, moved, seen_of};
use crate::storage::supervision::{Slice, Unplaced};
use crate::web::frame::{Frame, Section};
use crate::web::locale::Words;
use crate::web::parts::{Choice, Field, Icon, check, empty, error_summary, form_post, notice, of};
use crate::web::{Ctx, Failure, Fields, PageResult, html as answer, html_with, urls};

type Areas = [(RecordName, String)];

/// The families to tick.
pub async fn get(ctx: Ctx) -> PageResult {
    choosing(&ctx, &[]).await
}

async fn choosing(ctx: &Ctx, mends: &[(&str, Words)]) -> PageResult {
    let families = ctx.supervision().unplaced_list(&ctx.viewer, ctx.query.filled("after")).await?;
    let leaves = leaves(ctx).await?;
    let mut frame = shared::frame(ctx, Section::Today).back(urls::TODAY, ctx.locale().t("web-section-today"));
    frame.mend = !mends.is_empty();
    let status = if mends.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(html_with(status, view(&frame, &families, &leaves, &ctx.form, mends)))
}

/// The page.
pub fn view(
    frame: &Frame<'_>,
    families: &Slice<Unplaced>,
    leaves: &Areas,
    form: &Fields,
    mends: &[(&str, Words)],
) -> Markup {
    let v = &frame.v;
    let mend = |field: &str| mends.iter().find(|(at, _)| *at == field).map(|(_, words)| words.clone());
    let body = html! {
        (error_summary(v, mends))
        @if families.items.is_empty() { (empty(&v.t("desk-place-none"), None)) }
        @else {
            (notice(Icon::Info, html! { p { (v.t("desk-place-explained")) } }))
            (form_post(frame, urls::PLACE, html! {
                fieldset.field #families tabindex="-1" {
                    legend { (v.t("desk-hand-over-which")) }
                    @if let Some(mend) = mend("families") { p.wrong { (mend) } }
                    @for one in &families.items {
                        label.choice {
                            input type="checkbox" name="family" value=(one.family.household)
                                checked[form.all("family").any(|ticked| ticked == one.family.household.to_string())];
                            span { (family_name(v, &one.family)) " · " (one.area) }
                        }
                        @for head in &one.family.seen {
                            input type="hidden" name={ "seen-" (one.family.household) } value=(head);
                        }
                    }
                }
                nav.pages aria-label=(v.t("web-pages").text) {
                    p { (of(v, families.items.len(), families.total)) }
                    @if let Some(next) = &families.next {
                        a href=(urls::with(urls::PLACE, &[("after", Some(next))])) { (v.t("web-pages-next")) }
                    }
                }
                (Field::new("area", v.t("desk-place-where")).mend(mend("area")).select(
                    &v.t("desk-choose"),
                    &leaves.iter().map(|(area, name)| Choice {
                        value: area.to_string(), words: Words::plain(name.clone())
                    }).collect::<Vec<_>>(),
                    form.get("area"),
                ))
                (shared::reason_field(v, form.get("reason").unwrap_or_default(), mend("reason")))
                div.acts { button { (v.t("desk-go-on")) } a href=(urls::TODAY) { (v.t("desk-leave-as-is")) } }
            }))
        }
    };
    frame.page(&v.t("desk-place"), body)
}

/// Gives them their part: asks first, then moves all in one.
pub async fn give(ctx: Ctx) -> PageResult {
    let v = ctx.locale();
    if shared::refills(&ctx) {
        return choosing(&ctx, &[]).await;
    }
    let leaves = leaves(&ctx).await?;
    let mut mends = Vec::new();
    let target =
        ctx.form.record("area").and_then(|area| leaves.iter().find(|(one, _)| *one == area)).cloned();
    let families = ticked(&ctx).await?;
    if families.is_empty() {
        mends.push(("families", v.t("desk-mend-families")));
    }
    if target.is_none() {
        mends.push(("area", v.t("desk-mend-area")));
    }
    let reason = shared::reason(&ctx).map_err(|words| mends.push(("reason", words)));
    let (Some((area, name)), Ok(reason), true) = (target, reason, mends.is_empty()) else {
        return choosing(&ctx, &mends).await;
    };
    if !shared::is_sure(&ctx) {
        return Ok(answer(asking(&ctx, &families, area, &name, &reason)));
    }
    let lines = families.into_iter().map(|one| one.family);
    Ok(moved(&ctx, lines, area, &reason, urls::PLACE).await??)
}

/// Those among the families without a part that were ticked.
async fn ticked(ctx: &Ctx) -> Result<Vec<Unplaced>, Failure> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let slice = ctx.supervision().unplaced_list(&ctx.viewer, after.as_deref()).await?;
        let is_ticked =
            |one: &Unplaced| ctx.form.all("family").any(|ticked| ticked == one.family.household.to_string());
        found.extend(slice.items.into_iter().filter(is_ticked));
        after = slice.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

fn asking(ctx: &Ctx, families: &[Unplaced], area: RecordName, name: &str, reason: &str) -> Markup {
    let v = ctx.locale();
    let mut carried = vec![("area".to_owned(), area.to_string()), ("reason".to_owned(), reason.to_owned())];
    for one in families {
        let household = one.family.household;
        carried.push(("family".into(), household.to_string()));
        let seen = seen_of(ctx, &household).unwrap_or_else(|| one.family.seen.clone());
        carried.extend(seen.iter().map(|head| (format!("seen-{household}"), head.to_string())));
    }
    let what = html! {
        p { (v.with("desk-hand-over-sure", &[
            ("n", families.len().into()), ("shown", (&v.number(families.len() as u64)).into()), ("area", name.into()),
        ])) }
        p { b { (v.t("desk-reason-short")) ": " } (reason) }
        ul { @for one in families { li { (family_name(&v, &one.family)) } } }
    };
    let frame = shared::frame(ctx, Section::Today);
    let back = (None, &v.t("desk-change-answer"));
    frame.page(&v.t("desk-place"), check(&frame, urls::PLACE, &carried, what, &v.t("desk-place-do"), back))
}
