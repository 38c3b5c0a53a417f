//! Open danger signs, the oldest first, each with the form that closes it. Nothing about them is guessed: whether she
//! arrived has no answer until somebody gives it.

use maud::{Markup, html};

use super::super::frame::{Frame, Section};
use super::super::lines;
use super::super::parts::{Choice, Field, Icon, Tone, empty, error_summary, form_post, pages, tag};
use super::super::voice::{Voice, Words};
use super::super::{to, values};
use super::meanwhile;
use crate::storage::desk::{Act, Refusal};
use crate::storage::desk::{AsOf, OpenDanger, Slice};
use crate::web::{Ctx, Failure, Said, html as answer, html_with, see_other};
use axum::http::StatusCode;
use chaski::record::table::code::arrived;
use chaski::record::table::referral;
use chaski::store::revision::Revision;

/// Which form is open, what was typed into it, and what is missing.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The referral that it closes.
    pub referral: String,
    /// What was chosen.
    pub arrived: Option<String>,
    /// What was written.
    pub answer: String,
    /// It came back, because nothing was chosen.
    pub missing: bool,
    /// What was shown of the referral before it came back.
    pub seen: Option<Revision>,
}

/// The list from `after` on, with the form of one of its lines open: fifty at once would be too heavy for a poor line.
pub fn page(
    frame: &Frame<'_>,
    as_of: AsOf,
    slice: &Slice<OpenDanger>,
    after: Option<&str>,
    typed: Option<&Typed>,
) -> Markup {
    let v = &frame.v;
    let mut frame =
        frame.clone().section(Section::Today).as_of(as_of).back(to::TODAY, v.t("web-section-today")).list();
    frame.mend = typed.is_some_and(|typed| typed.missing);
    let missing = v.t("web-danger-arrived-missing");
    frame.page(
        &v.t("web-danger"),
        html! {
            @if let Some(typed) = typed.filter(|typed| typed.missing) {
                (error_summary(v, &[(&format!("arrived-{}", typed.referral), missing.clone())]))
            }
            @if slice.items.is_empty() {
                (empty(&v.t("web-danger-empty"), Some((to::TODAY, &v.t("web-danger-empty-next")))))
            } @else {
                p { (v.t("web-danger-intro")) }
                @for danger in &slice.items {
                    (one(&frame, danger, after, typed.filter(|typed| typed.referral == danger.referral.to_string())))
                }
                (pages(v, slice, to::DANGER, after.is_none()))
            }
        },
    )
}

fn one(frame: &Frame<'_>, danger: &OpenDanger, after: Option<&str>, typed: Option<&Typed>) -> Markup {
    let v = &frame.v;
    html! {
        section.one id=(danger.referral) {
            h2 {
                a href=(to::child(&danger.person)) {
                    (lines::coded(&danger.person, &lines::name(v, danger.name.as_deref())))
                }
            }
            p { (tag(Tone::Danger, Icon::Danger, &lines::open_for(v, danger))) }
            p { (lines::signs(v, &danger.signs)) }
            (seen_by(v, danger))
            @match typed {
                Some(typed) => { (closing(frame, danger, after, typed)) }
                None => { p { a href=(open_address(danger, after)) { (close_words(v, danger)) } } }
            }
        }
    }
}

fn close_words(v: &Voice, danger: &OpenDanger) -> Words {
    v.named("web-danger-close", &lines::name(v, danger.name.as_deref()).text)
}

/// The list with this line's form open.
fn open_address(danger: &OpenDanger, after: Option<&str>) -> String {
    let referral = danger.referral.to_string();
    format!("{}#{referral}", to::with(to::DANGER, &[("after", after), ("close", Some(&referral))]))
}

fn closing(frame: &Frame<'_>, danger: &OpenDanger, after: Option<&str>, typed: &Typed) -> Markup {
    let v = &frame.v;
    let arrived_id = format!("arrived-{}", danger.referral);
    let choices: Vec<Choice> = [arrived::yes, arrived::no, arrived::not_known]
        .iter()
        .map(|number| Choice {
            value: number.to_string(),
            words: values::choice_numbered(v, "arrived", *number),
        })
        .collect();
    form_post(
        frame,
        &to::danger(&danger.referral),
        html! {
            h3 { (close_words(v, danger)) }
            @if let Some(after) = after { input type="hidden" name="after" value=(after); }
            // A form that comes back goes on from what was shown first.
            (meanwhile::revision(typed.seen.as_ref().unwrap_or(&danger.seen)))
            (Field::new("arrived", values::field_label(v, "referral", "arrived"))
                .id(&arrived_id)
                .mend(typed.missing.then(|| v.t("web-danger-arrived-missing")))
                .radios(&choices, typed.arrived.as_deref()))
            (Field::new("answer", values::field_label(v, "referral", "answer"))
                .hint(v.t("web-optional"))
                .lines(&typed.answer, 2000))
            div.acts {
                button { (v.t("web-danger-close-do")) }
                a href=(to::with(to::DANGER, &[("after", after)])) { (v.t("web-not-now")) }
            }
        },
    )
}

fn seen_by(v: &Voice, danger: &OpenDanger) -> Markup {
    let by = danger.worker.as_deref().map_or_else(|| v.t("web-role-visitor"), Words::plain);
    html! {
        p.small {
            (v.with("web-danger-seen-by", &[("name", (&by.text).into())]))
            @if let Some(sent_s) = danger.sent_s { " · " (v.moment(sent_s)) }
            @if let Some(visit) = &danger.visit { " · " a href=(to::visit(visit)) { (v.t("web-see-visit")) } }
        }
    }
}

/// The list.
pub async fn get(ctx: Ctx) -> Said {
    let as_of = ctx.desk().as_of(&ctx.viewer).await?;
    let after = ctx.query.filled("after");
    let slice = ctx.desk().danger_list(&ctx.viewer, after).await?;
    let open = ctx.query.filled("close").map(|one| Typed { referral: one.to_owned(), ..Typed::default() });
    Ok(answer(page(&ctx.frame(), as_of, &slice, after, open.as_ref())))
}

/// One is closed.
pub async fn close(ctx: Ctx) -> Said {
    let referral = ctx.record()?;
    let written = ctx.form.filled("answer");
    let seen = meanwhile::seen(&ctx)?;
    let Some(arrived) = ctx.form.filled("arrived") else {
        let as_of = ctx.desk().as_of(&ctx.viewer).await?;
        let after = ctx.form.filled("after");
        let slice = ctx.desk().danger_list(&ctx.viewer, after).await?;
        let answer = written.unwrap_or_default().to_owned();
        let typed =
            Typed { referral: referral.to_string(), arrived: None, answer, missing: true, seen: Some(seen) };
        let markup = page(&ctx.frame(), as_of, &slice, after, Some(&typed));
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, markup));
    };
    let arrived = arrived.parse().map_err(|_| Failure::Invalid("arrived"))?;
    let act = Act::CloseReferral { referral, seen, arrived, answer: written.map(str::to_owned) };
    match ctx.desk().act(&ctx.viewer, &act, ctx.now_s).await? {
        Ok(_) => Ok(see_other("/danger?done=done-danger-closed")),
        // Whoever sees it otherwise than who closed it corrects what was said.
        Err(refusal @ Refusal::Already(_)) => {
            let arrived = to::correct(&referral, referral::arrived, None);
            meanwhile::refused(&ctx, refusal, Section::Today, &arrived).await
        }
        Err(refusal) => meanwhile::refused(&ctx, refusal, Section::Today, to::DANGER).await,
    }
}
