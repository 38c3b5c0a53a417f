//! One field of a record, corrected: what is said of it now, the new value by the type of the field, and why. Nothing
//! is written over; the correction stands in front and the rest stays in the history.

use chaski::record::json::to_json;
use chaski::store::query::{DisputeItem, HistoryRow};
use maud::{Markup, html};
use serde_json::Value as Json;

use super::register::{Asked, differs, field_of, history_view, mend_of, of, register, whose};
use super::{meanwhile, shared};
use crate::storage::supervision::{Act, Refusal};
use crate::web::entry::{self, Mend};
use crate::web::frame::{Frame, Section};
use crate::web::locale::Words;
use crate::web::parts::{Icon, Line, Tone, band, check, form_post, notice, summary};
use crate::web::told::ToldAnswers;
use crate::web::{Ctx, Failure, PageResult, html as answer, html_with, urls};

/// The form.
pub async fn get(ctx: Ctx) -> PageResult {
    one(&ctx, &[], false).await
}

async fn one(ctx: &Ctx, mends: &[Mend], stale: bool) -> PageResult {
    let register = register(ctx)?;
    let found = ctx.supervision().register_view(&ctx.viewer, &register).await?;
    let (item, history, title) = found.ok_or(Failure::NotFound)?;
    let mut frame = shared::frame(ctx, Section::Children);
    if let Some(subject) = &item.subject {
        let name = title.as_deref().map_or_else(|| ctx.locale().t("value-no_name"), Words::plain);
        frame = frame.back(whose(&item, subject), name);
    }
    frame.mend = !mends.is_empty();
    let asked = Asked { form: &ctx.form, mends, stale };
    let told = ToldAnswers::of_disputes(ctx, std::slice::from_ref(&item)).await?;
    Ok(html_with(asked.status(), view(&frame, &told, &item, &history, title.as_deref(), &asked)))
}

/// The value in use, and whether anything was ever said.
fn now(item: &DisputeItem) -> Option<&Json> {
    item.values.iter().find(|value| value.shown).map(|value| &value.value).filter(|value| !value.is_null())
}

/// The form as a page.
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
    let here = urls::correct(&item.record, item.number, item.path.as_deref());
    let back = item.subject.map_or_else(|| urls::CHILDREN.to_owned(), |subject| whose(item, &subject));
    let value = |json: &Json| told.dispute_value(v, item, json);
    let mut lines = of(v, item, title);
    lines.push(Line {
        what: v.t("desk-now"),
        value: html! { b { (now(item).map_or_else(|| v.t("value-none"), value)) } },
        act: None,
    });
    let field = field_of(item).filter(|field| entry::is_writable(&field.ty));
    let body = html! {
        (asked.summary(v))
        @if asked.stale { (differs(v, told, item, history, asked.form)) }
        (summary(&lines))
        @if item.values.len() > 1 {
            (band(Tone::Dispute, Icon::Dispute, html! {
                p { (v.t("desk-correct-disputed")) " "
                    a href=(super::disputes::address(&item.record, item.number, item.path.as_deref())) {
                        (v.t("desk-decide")) } }
            }))
        }
        @match field {
            None => { (notice(Icon::Info, html! { p { (v.t("desk-correct-elsewhere")) } })) }
            Some(field) => {
                (form_post(frame, &here, html! {
                    (shared::seen(&item.shown.all))
                    (entry::inputs(v, field, v.t("desk-correct-new"), now(item).unwrap_or(&Json::Null),
                        asked.form, asked.mends.first()))
                    @if !field.required {
                        label.choice {
                            input type="checkbox" name=(entry::NONE) value="yes"
                                checked[asked.form.get(entry::NONE).is_some()];
                            span { (v.t("desk-correct-none")) }
                        }
                    }
                    (shared::reason_field(v, asked.form.get("reason").unwrap_or_default(), asked.words("reason")))
                    div.acts { button { (v.t("desk-go-on")) } a href=(back) { (v.t("desk-leave-as-is")) } }
                }))
            }
        }
        (history_view(v, told, item, history))
    };
    frame.page(&v.named("desk-correct", &label.text), body)
}

/// Corrects: asks first.
pub async fn save(ctx: Ctx) -> PageResult {
    let register = register(&ctx)?;
    let v = ctx.locale();
    if shared::refills(&ctx) {
        return one(&ctx, &[], false).await;
    }
    let found = ctx.supervision().register_view(&ctx.viewer, &register).await?;
    let (item, _, title) = found.ok_or(Failure::NotFound)?;
    let field = field_of(&item).filter(|field| entry::is_writable(&field.ty)).ok_or(Failure::NotFound)?;
    let seen = ctx.form.changes("seen").ok_or(Failure::Invalid("seen"))?;
    let mut mends = Vec::new();
    let stands = now(&item).unwrap_or(&Json::Null);
    let value =
        entry::value(&v, field, item.path.as_deref(), stands, &ctx.form).map_err(|mend| mends.push(mend));
    let reason = shared::reason(&ctx).map_err(|words| mends.push(Mend { at: "reason".into(), words }));
    let (Ok(value), Ok(reason)) = (value, reason) else { return one(&ctx, &mends, false).await };
    if !shared::is_sure(&ctx) {
        let told = ToldAnswers::of_disputes(&ctx, std::slice::from_ref(&item)).await?;
        let words = |json: &Json| told.dispute_value(&v, &item, json);
        let mut lines = of(&v, &item, title.as_deref());
        let was = now(&item).map_or_else(|| v.t("value-none"), words);
        lines.push(Line { what: v.t("desk-before"), value: html! { (was) }, act: None });
        let new = words(&to_json(&field.ty, &value));
        lines.push(Line { what: v.t("desk-correct-new"), value: html! { b { (new) } }, act: None });
        lines.push(Line { what: v.t("desk-reason-short"), value: html! { (reason) }, act: None });
        let mut carried = shared::carried_seen(&seen);
        carried.extend(entry::carried(&ctx.form));
        carried.push(("reason".into(), reason));
        let here = urls::correct(&item.record, item.number, item.path.as_deref());
        let what = html! { (summary(&lines)) p { (v.t("desk-correct-means")) } };
        let frame = shared::frame(&ctx, Section::Children);
        let label = told.dispute_label(&v, &item);
        let back = v.t("desk-change-answer");
        let body = check(&frame, &here, &carried, what, &v.named("desk-correct", &label.text), (None, &back));
        return Ok(answer(frame.page(&v.t("desk-check-title"), body)));
    }
    let act = Act::Correct { register, seen, value, reason };
    let subject = item.subject.ok_or(Failure::NotFound)?;
    match shared::act(&ctx, &act, (&whose(&item, &subject), "done-corrected")).await? {
        Ok(done) => Ok(done),
        Err(Refusal::Stale(_) | Refusal::Already(_)) => one(&ctx, &[], true).await,
        Err(refusal) => match mend_of(&v, refusal) {
            Ok(mend) => one(&ctx, &[mend], false).await,
            Err(other) => meanwhile::refused(&ctx, other, Section::Children, urls::CHILDREN).await,
        },
    }
}
