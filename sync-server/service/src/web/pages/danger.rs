//! Open danger signs, the oldest first, each with whom to call and where she is, and with the form that says what came of
//! it. Nothing about them is guessed: whether she arrived has no answer until somebody gives it; and who did not arrive
//! is looked for by somebody, until a day, and stays here until a visit sees her.

use maud::{Markup, html};

use super::super::entry::{self, Mend};
use super::super::frame::{Frame, Section};
use super::super::lines;
use super::super::locale::{Locale, Words};
use super::super::parts::{Choice, Field, Icon, Tone, empty, error_summary, form_post, pages, tag};
use super::super::{urls, values};
use super::{meanwhile, shared};
use crate::storage::supervision::{Act, Refusal};
use crate::storage::supervision::{AsOf, OpenDanger, Slice};
use crate::web::{Ctx, Failure, Fields, PageResult, html_with};
use axum::http::StatusCode;
use chaski::record::table::code::arrived;
use chaski::record::table::referral;
use chaski::record::{RecordName, Value};

/// Which form is open, what was typed into it, and what is to be mended.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The referral that it is about.
    pub referral: String,
    /// What was typed.
    pub form: Fields,
    /// What is to be mended, by the name of the field.
    pub mends: Vec<(&'static str, Words)>,
    /// The workers who may look for her: record and name.
    pub workers: Vec<(RecordName, String)>,
}

impl Typed {
    fn mend(&self, field: &str) -> Option<Words> {
        self.mends.iter().find(|(at, _)| *at == field).map(|(_, words)| words.clone())
    }

    /// The id of a field of this form.
    fn id(&self, field: &str) -> String {
        match field {
            SOUGHT_BY | ARRIVED => format!("{field}-{}", self.referral),
            field => field.to_owned(),
        }
    }
}

/// Whether she arrived.
const ARRIVED: &str = "arrived";
/// Who looks for her.
const SOUGHT_BY: &str = "sought_by";

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
        frame.clone().section(Section::Today).as_of(as_of).back(urls::TODAY, v.t("web-section-today")).list();
    frame.mend = typed.is_some_and(|typed| !typed.mends.is_empty());
    frame.page(
        &v.t("web-danger"),
        html! {
            @if let Some(typed) = typed {
                @let ids: Vec<(String, Words)> =
                    typed.mends.iter().map(|(field, words)| (typed.id(field), words.clone())).collect();
                @let mends: Vec<(&str, Words)> = ids.iter().map(|(id, words)| (id.as_str(), words.clone())).collect();
                (error_summary(v, &mends))
            }
            @if slice.items.is_empty() {
                (empty(&v.t("web-danger-empty"), Some((urls::TODAY, &v.t("web-danger-empty-next")))))
            } @else {
                p { (v.t("web-danger-intro")) }
                @for danger in &slice.items {
                    (one(&frame, danger, after, typed.filter(|typed| typed.referral == danger.referral.to_string())))
                }
                (pages(v, slice, urls::DANGER, after.is_none()))
            }
        },
    )
}

fn one(frame: &Frame<'_>, danger: &OpenDanger, after: Option<&str>, typed: Option<&Typed>) -> Markup {
    let v = &frame.v;
    html! {
        section.one id=(danger.referral.paper_code()) {
            h2 {
                a href=(urls::child(&danger.person)) {
                    (lines::coded(&danger.person, &lines::name(v, danger.name.as_deref())))
                }
            }
            p { (tag(Tone::Danger, Icon::Danger, &lines::open_for(v, danger))) }
            p { (lines::signs(v, &danger.signs)) }
            (lines::whereabouts(v, danger))
            (seen_by(v, danger))
            @match typed {
                Some(typed) => { (closing(frame, danger, after, typed)) }
                None => { p { a href=(open_address(danger, after)) { (close_words(v, danger)) } } }
            }
        }
    }
}

fn close_words(v: &Locale, danger: &OpenDanger) -> Words {
    v.named("web-danger-close", &lines::name(v, danger.name.as_deref()).text)
}

/// The list with this line's form open.
fn open_address(danger: &OpenDanger, after: Option<&str>) -> String {
    let referral = danger.referral.to_string();
    let address = urls::with(urls::DANGER, &[("after", after), ("close", Some(&referral))]);
    format!("{address}#{}", danger.referral.paper_code())
}

fn closing(frame: &Frame<'_>, danger: &OpenDanger, after: Option<&str>, typed: &Typed) -> Markup {
    let v = &frame.v;
    let (arrived_id, by_id) = (typed.id(ARRIVED), typed.id(SOUGHT_BY));
    let choices: Vec<Choice> = [arrived::yes, arrived::no, arrived::not_known]
        .iter()
        .map(|number| Choice {
            value: number.to_string(),
            words: values::choice_numbered(v, "arrived", *number),
        })
        .collect();
    let workers: Vec<Choice> = typed
        .workers
        .iter()
        .map(|(worker, name)| Choice { value: worker.to_string(), words: Words::plain(name.clone()) })
        .collect();
    let until = typed.mend(entry::NAME).map(|words| Mend { at: entry::NAME.to_owned(), words });
    form_post(
        frame,
        &urls::danger(&danger.referral),
        html! {
            h3 { (close_words(v, danger)) }
            @if let Some(after) = after { input type="hidden" name="after" value=(after); }
            // A form that comes back goes on from what was shown first.
            @match typed.form.get("revision") {
                Some(seen) => { input type="hidden" name="revision" value=(seen); }
                None => { (meanwhile::revision(&danger.seen)) }
            }
            (Field::new(ARRIVED, values::field_label(v, "referral", ARRIVED))
                .id(&arrived_id)
                .mend(typed.mend(ARRIVED))
                .radios(&choices, typed.form.get(ARRIVED)))
            p { b { (v.t("web-danger-seek")) } }
            (Field::new(SOUGHT_BY, values::field_label(v, "referral", SOUGHT_BY))
                .id(&by_id)
                .mend(typed.mend(SOUGHT_BY))
                .select(&v.t("desk-choose"), &workers, typed.form.get(SOUGHT_BY)))
            @if let Some(field) = until_field() {
                (entry::inputs(v, field, values::field_label(v, "referral", "seek_until"), &serde_json::Value::Null,
                    &typed.form, until.as_ref()))
            }
            (Field::new("answer", values::field_label(v, "referral", "answer"))
                .hint(v.t("web-optional"))
                .mend(typed.mend("answer"))
                .lines(typed.form.get("answer").unwrap_or_default(), 2000))
            div.acts {
                button { (v.t("web-danger-close-do")) }
                a href=(urls::with(urls::DANGER, &[("after", after)])) { (v.t("web-not-now")) }
            }
        },
    )
}

fn until_field() -> Option<&'static chaski::record::schema::Field> {
    chaski::record::entity(referral::ID)?.field(referral::seek_until)
}

fn seen_by(v: &Locale, danger: &OpenDanger) -> Markup {
    let by = danger.worker.as_deref().map_or_else(|| v.t("who-visitor"), Words::plain);
    html! {
        p.small {
            (v.with("web-danger-seen-by", &[("name", (&by.text).into())]))
            @if let Some(sent_s) = danger.sent_s { " · " (v.moment(sent_s)) }
            @if let Some(visit) = &danger.visit { " · " a href=(urls::visit(visit)) { (v.t("web-see-visit")) } }
        }
    }
}

/// The list.
pub async fn get(ctx: Ctx) -> PageResult {
    let open = ctx.query.filled("close").map(str::to_owned);
    listed(&ctx, ctx.query.filled("after"), open, StatusCode::OK, Vec::new()).await
}

async fn listed(
    ctx: &Ctx,
    after: Option<&str>,
    open: Option<String>,
    status: StatusCode,
    mends: Vec<(&'static str, Words)>,
) -> PageResult {
    let as_of = ctx.supervision().as_of(&ctx.viewer).await?;
    let slice = ctx.supervision().danger_list(&ctx.viewer, after).await?;
    let typed = match open {
        Some(referral) => {
            Some(Typed { referral, form: ctx.form.clone(), mends, workers: workers(ctx).await? })
        }
        None => None,
    };
    Ok(html_with(status, page(&ctx.frame(), as_of, &slice, after, typed.as_ref())))
}

/// Who works in the viewer's areas, by name.
async fn workers(ctx: &Ctx) -> Result<Vec<(RecordName, String)>, Failure> {
    let phones = ctx.supervision().phones(&ctx.viewer).await?;
    let mut all: Vec<(RecordName, String)> =
        phones.into_iter().filter(|phone| !phone.stopped).map(|phone| (phone.worker, phone.name)).collect();
    all.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    all.dedup();
    Ok(all)
}

/// What came of one: she arrived, and it is closed; or somebody looks for her.
pub async fn close(ctx: Ctx) -> PageResult {
    let referral = ctx.record()?;
    let form =
        |status, mends| listed(&ctx, ctx.form.filled("after"), Some(referral.to_string()), status, mends);
    if shared::refills(&ctx) {
        return form(StatusCode::OK, Vec::new()).await;
    }
    let seen = meanwhile::seen(&ctx)?;
    let v = ctx.locale();
    let said = ctx.form.filled("answer").map(str::to_owned);
    let Some(came) = ctx.form.filled(ARRIVED) else {
        let mends = vec![(ARRIVED, v.t("web-danger-arrived-missing"))];
        return form(StatusCode::UNPROCESSABLE_ENTITY, mends).await;
    };
    let came: i64 = came.parse().map_err(|_| Failure::Invalid("arrived"))?;
    let act = if [arrived::no, arrived::not_known].contains(&came) {
        match sought(&ctx).await? {
            Ok((by, until)) => Act::SeekReferral { referral, seen, arrived: came, by, until, answer: said },
            Err(mends) => return form(StatusCode::UNPROCESSABLE_ENTITY, mends).await,
        }
    } else {
        Act::CloseReferral { referral, seen, arrived: came, answer: said }
    };
    let done = match &act {
        Act::SeekReferral { .. } => "done-danger-sought",
        _ => "done-danger-closed",
    };
    match shared::act(&ctx, &act, (urls::DANGER, done)).await? {
        Ok(done) => Ok(done),
        // Whoever sees it otherwise than who closed it corrects what was said.
        Err(refusal @ Refusal::Already(_)) => {
            let arrived = urls::correct(&referral, referral::arrived, None);
            let answer = ctx.form.get("answer").unwrap_or_default().to_owned();
            let typed = (arrived.as_str(), vec![("reason".to_owned(), answer)]);
            meanwhile::refused_with(&ctx, refusal, Section::Today, &arrived, typed).await
        }
        Err(Refusal::TooLong(_, longest)) => {
            let mends = vec![("answer", v.counted("desk-mend-long", longest as u64))];
            form(StatusCode::UNPROCESSABLE_ENTITY, mends).await
        }
        Err(refusal) => meanwhile::refused(&ctx, refusal, Section::Today, urls::DANGER).await,
    }
}

/// Who looks for her and until when, or what is to be mended.
async fn sought(ctx: &Ctx) -> Result<Result<(RecordName, Value), Vec<(&'static str, Words)>>, Failure> {
    let v = ctx.locale();
    let mut mends = Vec::new();
    let by = ctx.form.record(SOUGHT_BY);
    let by = workers(ctx).await?.into_iter().map(|(worker, _)| worker).find(|worker| Some(*worker) == by);
    if by.is_none() {
        mends.push((SOUGHT_BY, v.t("web-danger-seek-who")));
    }
    let until = until_field().ok_or(Failure::NotFound)?;
    let until = entry::value(&v, until, None, &serde_json::Value::Null, &ctx.form);
    if until.as_ref().map_or(true, |until| *until == Value::Null) {
        mends.push((entry::NAME, v.t("web-danger-seek-until")));
    }
    Ok(match (by, until) {
        (Some(by), Ok(until)) if mends.is_empty() => Ok((by, until)),
        _ => Err(mends),
    })
}
