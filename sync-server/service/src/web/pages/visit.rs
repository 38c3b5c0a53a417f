//! One visit, as its supervisor judges it: who, where, the three dates, why to look at it; danger before everything; then
//! what was said, line by line, each open to a remark; at the end one of two things is done. Without a script: every
//! remark is a field of one form, and an empty one is none.

use maud::{Markup, html};

use super::super::frame::{Frame, Section};
use super::super::growth_view;
use super::super::lines;
use super::super::locale::{Locale, Words};
use super::super::parts::{Icon, Line, Tone, band, error_summary, form_post, icon, summary, tag};
use super::super::records;
use super::super::told::ToldAnswers;
use super::super::urls;
use super::super::values;
use super::{checklist, meanwhile, shared};
use crate::storage::supervision::{Act, AsOf, Refusal, Remark, ReviewState, VisitView, attention};
use crate::web::{Ctx, Failure, PageResult, html as answer, html_with};
use axum::http::StatusCode;
use chaski::record::RecordName;
use chaski::store::query::{AnswersView, FieldView, HistoryRow, RecordView};
use chaski::store::revision::Revision;

/// The most letters of a remark.
const REMARK_LETTERS: usize = 2000;

/// The remarks of a form: what was written in `remark:<record>:<field>[:<path>]`; what is empty is none.
pub fn remarks<'f>(form: impl Iterator<Item = (&'f str, &'f str)>) -> Vec<Remark> {
    form.filter_map(|(name, text)| {
        let text = text.trim();
        let mut parts = name.strip_prefix("remark:")?.splitn(3, ':');
        let record = parts.next()?.parse().ok()?;
        let field = parts.next().and_then(|field| field.parse().ok());
        let path = parts.next().map(str::to_owned);
        (!text.is_empty()).then(|| Remark { record, field, path, text: text.to_owned() })
    })
    .collect()
}

fn remark_name(field: &FieldView) -> String {
    match &field.path {
        Some(path) => format!("remark:{}:{}:{path}", field.record, field.number),
        None => format!("remark:{}:{}", field.record, field.number),
    }
}

/// What a form that came back held.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The remarks.
    pub remarks: Vec<Remark>,
    /// *Devolver* was asked for without one.
    pub none: bool,
    /// What others did since the page was shown.
    pub meanwhile: Option<Markup>,
}

/// The page; `typed` where its form comes back.
pub fn page(frame: &Frame<'_>, as_of: AsOf, told: &ToldAnswers, view: &VisitView, typed: &Typed) -> Markup {
    let v = &frame.v;
    let mut frame =
        frame.clone().section(Section::Visits).as_of(as_of).back(urls::VISITS, v.t("web-section-visits"));
    frame.mend = typed.none;
    let page = &view.page;
    let answers: Vec<Markup> =
        page.answers.iter().map(|answers| answers_of(v, told, answers, typed)).collect();
    frame.page(
        &title(v, view),
        html! {
            @if typed.none { (error_summary(v, &[("decide", v.t("web-return-no-remark"))])) }
            @if let Some(meanwhile) = &typed.meanwhile { p { b { (v.t("web-stale")) } " " (v.t("desk-nothing-decided")) } (meanwhile) }
            (bands(v, told, view))
            (form_post(&frame, &urls::accept(&page.visit), html! {
                @if let Some(line) = &view.line { (meanwhile::revision(&line.revision)) }
                (about(v, view, typed))
                (reasons(v, view))
                (danger(v, view, typed))
                @for answers in answers { (answers) }
                (recorded(v, "web-visit-readings", &page.readings, typed))
                (grows(v, view))
                (recorded(v, "web-visit-services", &page.services, typed))
                (recorded(v, "web-visit-agreements", &page.agreements, typed))
                @if !page.reviews.is_empty() {
                    h2 { (v.t("web-visit-reviews")) }
                    (records::reviews(v, &page.reviews, |review| reviewed(v, told, view, review)))
                }
                h2 { (v.t("web-history")) }
                (records::history(v, told, &view.history))
                (decide(v, view, typed))
            }))
        },
    )
}

fn title(v: &Locale, view: &VisitView) -> Words {
    let family = family(v, view);
    v.with("web-visit-of", &[("family", (&family.text).into())])
}

fn family(v: &Locale, view: &VisitView) -> Words {
    let line = view.line.as_ref().and_then(|line| line.family.as_deref());
    let link = view.page.household.as_ref().and_then(|link| link.title.as_deref());
    lines::family(v, line.or(link))
}

fn bands(v: &Locale, told: &ToldAnswers, view: &VisitView) -> Markup {
    let open: Vec<&RecordView> =
        view.page.referrals.iter().filter(|referral| lines::is_open(referral)).collect();
    html! {
        @if view.page.removed { (band(Tone::Apart, Icon::Info, html! { p { (v.t("web-removed")) } })) }
        @for referral in open {
            (band(Tone::Danger, Icon::Danger, html! {
                p { b { (v.t("web-attention-danger")) } ": " (values::field_shown(v, referral, "signs").unwrap_or_else(|| v.t("value-none"))) }
                p { a href=(urls::danger_in_list(&referral.record)) { (v.t("web-danger-follow")) } }
            }))
        }
        (records::disputes(v, told, &view.page.disputes))
        @match view.line.as_ref().map(|line| line.review) {
            Some(ReviewState::Returned) => {
                (band(Tone::Returned, Icon::Returned, html! { p { (v.t("web-visit-returned")) } }))
            }
            Some(ReviewState::Answered) => {
                (band(Tone::Due, Icon::Answered, html! { p { (v.t("web-visit-answered")) } }))
            }
            Some(ReviewState::Changed) => {
                (band(Tone::Due, Icon::History, html! {
                    p { b { (v.t("web-review-changed")) } " " (v.t("web-visit-changed")) }
                    (meanwhile::list(v, &view.changed))
                }))
            }
            _ => {}
        }
    }
}

fn about(v: &Locale, view: &VisitView, typed: &Typed) -> Markup {
    let page = &view.page;
    let plain = |what: &str, value: Markup| Line { what: v.t(what), value, act: None };
    let mut all = vec![plain(
        "entity-household",
        match &page.household {
            Some(link) if !link.recorded_elsewhere => {
                html! { a href=(urls::family(&link.record)) { (family(v, view)) } }
            }
            _ => html! { (v.t("value-elsewhere")) },
        },
    )];
    all.push(plain(
        "field-visit-persons_seen",
        html! {
            @if page.persons_seen.is_empty() { (v.t("web-seen-nobody")) }
            @for (at, link) in page.persons_seen.iter().enumerate() {
                @if at > 0 { ", " }
                @if link.recorded_elsewhere { (values::link_title(v, link)) }
                @else { a href=(urls::child(&link.record)) { (values::link_title(v, link)) } }
            }
        },
    ));
    all.push(plain("web-visits-worker", html! { (values::who(v, &page.view.who)) }));
    let areas: Vec<&str> = page.areas.iter().filter_map(|area| area.name.as_deref()).collect();
    all.push(plain("entity-area", html! { (areas.join(", ")) }));
    all.extend(own_line(v, view, "outcome", typed));
    all.push(plain("web-date-visited", visited(v, &page.view)));
    all.push(plain("web-date-written", v.moment(page.view.at.0)));
    all.push(plain(
        "web-date-received",
        match received(view) {
            Some(at_s) => v.moment(at_s),
            None => html! { (v.t("value-none")) },
        },
    ));
    for field in ["place", "purpose", "modality", "received_by", "accompanied_by", "note", "next_date"] {
        all.extend(own_line(v, view, field, typed));
    }
    summary(&all)
}

fn own_line(v: &Locale, view: &VisitView, field: &str, typed: &Typed) -> Option<Line> {
    let found = view.page.view.field(field).filter(|found| !found.value.is_null())?;
    Some(records::line(v, "visit", found, |field, what| Some(remark(v, field, what, typed))))
}

/// The day as she said it, with the hours of the phone's clock.
fn visited(v: &Locale, visit: &RecordView) -> Markup {
    let time = |field: &str| visit.field(field).and_then(|field| field.value.as_i64());
    html! {
        @match (values::field_shown(v, visit, "on"), time("begun")) {
            (Some(day), _) => { (day) }
            (None, Some(begun_s)) => { (v.day(begun_s)) }
            (None, None) => { (v.t("web-day-unknown")) }
        }
        @if let (Some(begun_s), Some(ended_s)) = (time("begun"), time("ended")) {
            ", " (v.with("web-from-to", &[("from", (&v.time(begun_s)).into()), ("to", (&v.time(ended_s)).into())]))
        }
    }
}

fn received(view: &VisitView) -> Option<i64> {
    let made = view.page.visit.change();
    let said = view.received.iter().find(|(change, _)| *change == made).map(|(_, at_s)| *at_s);
    said.or(view.line.as_ref().map(|line| line.received_s))
}

fn reasons(v: &Locale, view: &VisitView) -> Markup {
    let bits = view.line.as_ref().map_or(0, |line| line.attention);
    html! {
        @if bits != 0 {
            h2 { (v.t("web-visit-why-look")) }
            ul.plain.why {
                @for (bit, picture, words) in lines::REASONS {
                    @if bits & bit != 0 {
                        li {
                            @if bit == attention::DANGER { (tag(Tone::Danger, picture, &v.t(words))) } @else { (icon(picture)) }
                            (v.t(&format!("{words}.why")))
                        }
                    }
                }
            }
        }
    }
}

fn danger(v: &Locale, view: &VisitView, typed: &Typed) -> Markup {
    recorded(v, "web-visit-referrals", &view.page.referrals, typed)
}

/// The answers to one checklist: in its words, where the form is here, else by their paths, which is said.
fn answers_of(v: &Locale, told: &ToldAnswers, answers: &AnswersView, typed: &Typed) -> Markup {
    let told = told.get(&answers.view.record);
    html! {
        h2 {
            (v.t("web-visit-answers"))
            @if let Some(about) = &answers.about { ": " (values::link_title(v, about)) }
        }
        @match told {
            Some(told) => { (checklist::answers(v, told, answers, |field, what| remark(v, field, what, typed))) }
            None => { (checklist::by_path(v, answers, |field, what| remark(v, field, what, typed))) }
        }
    }
}

fn recorded(v: &Locale, heading: &str, all: &[RecordView], typed: &Typed) -> Markup {
    html! {
        @if !all.is_empty() {
            h2 { (v.t(heading)) }
            @for one in all {
                (records::record(v, one, called(v, one), |field, what| Some(remark(v, field, what, typed))))
            }
        }
    }
}

/// How each child grows who was measured.
fn grows(v: &Locale, view: &VisitView) -> Markup {
    let readings = &view.page.readings;
    let whose = |person: &RecordName| {
        readings
            .iter()
            .find(|reading| reading.subject == Some(*person))
            .and_then(|r| values::field_shown(v, r, "person"))
    };
    html! {
        @for (at, (person, grown)) in view.growth.iter().enumerate() {
            h3 { (v.t("web-growth")) @if let Some(name) = whose(person) { ": " (name) } }
            (growth_view::at_visit(v, grown, readings, &format!("g{at}")))
        }
    }
}

/// What a record is called beside others of its kind: whose it is, and which measure or service.
fn called(v: &Locale, record: &RecordView) -> Markup {
    let of = ["person", "about"].iter().find_map(|name| values::field_shown(v, record, name));
    let which = ["attempt", "kind"].iter().find_map(|name| values::field_shown(v, record, name));
    html! {
        @match (of, which) {
            (Some(of), Some(which)) => { (of) " · " (which) }
            (Some(one), None) | (None, Some(one)) => { (one) }
            (None, None) => { (values::entity_label(v, &record.entity)) }
        }
    }
}

/// *Comentar*, open if something was written there.
fn remark(v: &Locale, field: &FieldView, what: &Words, typed: &Typed) -> Markup {
    let written = typed
        .remarks
        .iter()
        .find(|remark| {
            remark.record == field.record && remark.field == Some(field.number) && remark.path == field.path
        })
        .map(|remark| remark.text.as_str());
    html! {
        details.remark open[written.is_some()] {
            summary { (v.t("web-remark")) span.vh { ": " (what) } }
            textarea name=(remark_name(field)) rows="2" maxlength=(REMARK_LETTERS) aria-label=(what.text) { (written.unwrap_or("")) }
        }
    }
}

fn decide(v: &Locale, view: &VisitView, typed: &Typed) -> Markup {
    let review = view.line.as_ref().map(|line| line.review);
    html! {
        @if !view.page.removed {
            section.decide #decide tabindex="-1" {
                h2 { (v.t("web-visit-decide")) }
                @if review == Some(ReviewState::Accepted) { p { (icon(Icon::Done)) (v.t("web-visit-is-accepted")) } }
                @if typed.none { p.wrong { (icon(Icon::Late)) (v.t("web-return-no-remark")) } }
                p.small { (v.t("web-visit-decide-hint")) }
                div.acts {
                    @if review != Some(ReviewState::Accepted) { button { (v.t("web-accept-one")) } }
                    button.second formaction=(urls::give_back(&view.page.visit)) { (v.t("web-return-one")) }
                }
            }
        }
    }
}

/// The page that asks before a visit goes back, with everything that was remarked. `accepting`: *Aceptar* was asked for
/// although something was written.
pub fn check(
    frame: &Frame<'_>,
    told: &ToldAnswers,
    view: &VisitView,
    remarks: &[Remark],
    accepting: bool,
    seen: &Revision,
) -> Markup {
    let v = &frame.v;
    let address = urls::visit(&view.page.visit);
    let frame = frame.clone().section(Section::Visits).back(address.as_str(), title(v, view));
    let count = remarks.len() as u64;
    let mut carried: Vec<(String, String)> = remarks
        .iter()
        .map(|remark| {
            let field = remark.field.map(|field| format!(":{field}")).unwrap_or_default();
            let path = remark.path.as_deref().map(|path| format!(":{path}")).unwrap_or_default();
            (format!("remark:{}{field}{path}", remark.record), remark.text.clone())
        })
        .collect();
    carried.push(meanwhile::carried(seen));
    let (to, ask, button) = if accepting {
        (urls::accept(&view.page.visit), v.counted("web-accept-unsent", count), v.t("web-accept-one"))
    } else {
        (urls::give_back(&view.page.visit), v.t("web-return-sure"), v.counted("web-return-do", count))
    };
    let lines: Vec<Line> = remarks
        .iter()
        .map(|remark| Line {
            what: remarked(v, told, view, remark),
            value: html! { span.said { (remark.text) } },
            act: None,
        })
        .collect();
    frame.page(
        &ask,
        super::super::parts::check(
            &frame,
            &to,
            &carried,
            html! {
                (summary(&lines))
                p { (v.t(if accepting { "web-accept-unsent-means" } else { "web-return-means" })) }
            },
            &button,
            (None, &v.t("web-not-now")),
        ),
    )
}

fn every_field(view: &VisitView) -> impl Iterator<Item = (&str, &FieldView)> {
    let page = &view.page;
    let records = [&page.readings, &page.services, &page.agreements, &page.referrals].into_iter().flatten();
    let fields = records.chain([&page.view]).flat_map(|r| r.fields.iter().map(|f| (r.entity.as_str(), f)));
    fields.chain(page.answers.iter().flat_map(|all| all.answers.iter().map(|f| ("answers", f))))
}

/// What a remark is on, with the value that stands there.
fn remarked(v: &Locale, told: &ToldAnswers, view: &VisitView, remark: &Remark) -> Words {
    let found = every_field(view)
        .find(|(_, f)| f.record == remark.record && Some(f.number) == remark.field && f.path == remark.path);
    match found {
        Some((entity, field)) => {
            let of = (entity, field.field.as_str(), field.path.as_deref());
            let value = match field.path {
                Some(_) => told.value(v, &field.record, of, &field.value),
                None => values::shown(v, entity, field),
            };
            v.join(&[told.label(v, &field.record, of), value], ": ")
        }
        None => v.t("entity-visit"),
    }
}

fn reviewed(v: &Locale, told: &ToldAnswers, view: &VisitView, review: &RecordView) -> Option<Words> {
    let number = review.field("field")?.value.as_u64()?;
    let path = review.field("path").and_then(|path| path.value.as_str()).map(str::to_owned);
    let record = review.field("target")?.links.first()?.record;
    // A correction of what a comment is on answers it: what stood there, and what stands there now.
    let said = view.history.iter().find(|(register, ..)| {
        register.record == record && register.field == number && register.path == path
    });
    if let Some((register, entity, sayings)) = said
        && let [.., before, now] = sayings.as_slice()
        && chaski::record::entity_named(entity).and_then(|e| e.field(number)).is_some()
    {
        let value = |saying: &HistoryRow| told.saying(v, register, entity, saying);
        let values = v.join(&[value(before), value(now)], " → ");
        return Some(v.join(&[told.register_label(v, register, entity), values], ": "));
    }
    Some(remarked(v, told, view, &Remark { record, field: Some(number), path, text: String::new() }))
}

async fn view(ctx: &Ctx) -> Result<VisitView, Failure> {
    ctx.supervision().visit_view(&ctx.viewer, ctx.record()?).await?.ok_or(Failure::NotFound)
}

/// The answers that were given at it.
async fn told(ctx: &Ctx, view: &VisitView) -> Result<ToldAnswers, Failure> {
    let records = view.page.answers.iter().map(|answers| answers.view.record).collect();
    ToldAnswers::of(ctx, records).await
}

/// The page that asks before anything is decided.
async fn asking(ctx: &Ctx, remarks: &[Remark], accepting: bool, seen: &Revision) -> PageResult {
    let view = view(ctx).await?;
    let told = told(ctx, &view).await?;
    Ok(answer(check(&ctx.frame(), &told, &view, remarks, accepting, seen)))
}

async fn shown(ctx: &Ctx, typed: &Typed) -> Result<Markup, Failure> {
    let as_of = ctx.supervision().as_of(&ctx.viewer).await?;
    let view = view(ctx).await?;
    Ok(page(&ctx.frame(), as_of, &told(ctx, &view).await?, &view, typed))
}

/// The page of a visit.
pub async fn get(ctx: Ctx) -> PageResult {
    Ok(answer(shown(&ctx, &Typed::default()).await?))
}

/// It is accepted; if remarks were written, the page that asks comes first, since they would not be sent.
pub async fn accept(ctx: Ctx) -> PageResult {
    let remarks = remarks(ctx.form.iter());
    if shared::refills(&ctx) {
        return Ok(answer(shown(&ctx, &Typed { remarks, ..Typed::default() }).await?));
    }
    let seen = meanwhile::seen(&ctx)?;
    if !remarks.is_empty() && !shared::is_sure(&ctx) {
        return asking(&ctx, &remarks, true, &seen).await;
    }
    let visit = ctx.record()?;
    let page = urls::visit(&visit);
    match shared::act(&ctx, &Act::AcceptVisit { visit, seen }, (&page, "done-visit-accepted")).await? {
        Ok(done) => Ok(done),
        Err(refusal) => meanwhile::refused(&ctx, refusal, Section::Visits, &page).await,
    }
}

/// It goes back with its remarks, at least one, after the page that asks.
pub async fn give_back(ctx: Ctx) -> PageResult {
    let remarks = remarks(ctx.form.iter());
    if shared::refills(&ctx) {
        return Ok(answer(shown(&ctx, &Typed { remarks, ..Typed::default() }).await?));
    }
    if remarks.is_empty() {
        let markup = shown(&ctx, &Typed { remarks, none: true, meanwhile: None }).await?;
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, markup));
    }
    let seen = meanwhile::seen(&ctx)?;
    if !shared::is_sure(&ctx) {
        return asking(&ctx, &remarks, false, &seen).await;
    }
    let visit = ctx.record()?;
    let page = urls::visit(&visit);
    let act = Act::ReturnVisit { visit, seen, remarks: remarks.clone() };
    match shared::act(&ctx, &act, (&page, "done-visit-returned")).await? {
        Ok(done) => Ok(done),
        // What she wrote comes back with the visit as it is now.
        Err(Refusal::Stale(changes)) => {
            let meanwhile = Some(meanwhile::changes_band(&ctx, &changes).await?);
            let markup = shown(&ctx, &Typed { remarks, none: false, meanwhile }).await?;
            Ok(html_with(StatusCode::CONFLICT, markup))
        }
        Err(refusal) => meanwhile::refused(&ctx, refusal, Section::Visits, &page).await,
    }
}
