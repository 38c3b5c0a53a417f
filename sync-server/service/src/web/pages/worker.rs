//! A worker: her twelve months, her phones, and handing her families over to another area. Knows how a month is drawn;
//! counts nothing itself.

use axum::http::StatusCode;
use axum::response::Response;
use chaski::record::{ChangeName, RecordName};
use chrono::NaiveDate;
use maud::{Markup, html};

use super::{shared, workers};
use crate::storage::supervision::{Act, Coverage, FamilyLine, PhoneLine, Refusal, Slice, WorkerPage};
use crate::web::frame::{Frame, Section};
use crate::web::locale::{Locale, Words};
use crate::web::parts::{
    Choice, Field, Head, Icon, Line, Table, button_link, check, empty, error_summary, form_post, notice, of,
    summary,
};
use crate::web::{Ctx, Failure, Fields, PageResult, html as answer, html_with, urls};

/// The page.
pub async fn get(ctx: Ctx) -> PageResult {
    let worker = ctx.record()?;
    let month = workers::month(&ctx);
    let found = ctx.supervision().worker_page(&ctx.viewer, worker, &month.to_string()).await?;
    let found = found.ok_or(Failure::NotFound)?;
    let frame = shared::frame(&ctx, Section::Workers).as_of(ctx.supervision().as_of(&ctx.viewer).await?);
    let frame = frame.back(urls::WORKERS, ctx.locale().t("web-section-workers"));
    Ok(answer(view(&frame, worker, &found, ctx.viewer.may_enrol)))
}

/// The page as markup.
pub fn view(frame: &Frame<'_>, worker: RecordName, found: &WorkerPage, may_enrol: bool) -> Markup {
    let v = &frame.v;
    let newest = found.months.first();
    let name = newest.map(|(_, of)| of.name.clone()).unwrap_or_default();
    let areas = newest.map(|(_, of)| of.areas.join(", ")).unwrap_or_default();
    let visits = urls::with(urls::VISITS, &[("worker", Some(&worker.to_string()))]);
    let mut lines = vec![Line { what: v.t("desk-areas"), value: html! { (areas) }, act: None }];
    lines.push(Line { what: v.t("desk-families"), value: html! { (v.count(found.families)) }, act: None });
    let body = html! {
        (summary(&lines))
        div.acts {
            (button_link(&visits, &v.t("desk-see-visits")))
            a href=(urls::hand_over(&worker)) { (v.t("desk-hand-over")) }
            @if may_enrol { a href=(urls::with(urls::ENROL, &[("worker", Some(&worker.to_string()))])) { (v.t("desk-enrol-another")) } }
        }
        h2 { (v.t("desk-months")) }
        (chart(v, &found.months))
        details {
            summary { (v.t("desk-see-data")) }
            (months_table(v, &found.months).markup())
        }
        h2 { (v.t("desk-phones")) }
        @if found.phones.is_empty() { (empty(&v.t("desk-phones-none"), None)) }
        @else { (super::people::phones_table(frame, &found.phones, false).markup()) }
    };
    frame.page(&Words::plain(name), body)
}

/// Twelve months as bars from 0: the text is text, so that it can be read aloud and grows with the letters.
fn chart(v: &Locale, months: &[(String, Coverage)]) -> Markup {
    const ROW: u64 = 28;
    const LABEL: u64 = 84;
    const BAR: u64 = 196;
    let most = months.iter().map(|(_, of)| of.done).max().unwrap_or(0);
    let (Some((newest, this)), Some((best, most_of))) =
        (months.first(), months.iter().max_by_key(|(_, of)| of.done))
    else {
        return html! {};
    };
    let (newest, best) = (month_text(v, newest), month_text(v, best));
    let says = v.with(
        "desk-chart-says",
        &[
            ("n", this.done.into()),
            ("shown", (&v.number(this.done)).into()),
            ("month", (&newest).into()),
            ("best", (&best).into()),
            ("most", (&v.number(most_of.done)).into()),
        ],
    );
    let height = ROW * months.len() as u64 + 24;
    html! {
        p { (says) }
        svg.chart viewBox={ "0 0 " (LABEL + BAR + 40) " " (height) } role="img" aria-labelledby="chart-title chart-says" {
            title #chart-title { (v.t("desk-chart-title").text) }
            desc #chart-says { (says.text) }
            @for (at, (month, of)) in months.iter().enumerate() {
                @let top = ROW * at as u64;
                @let long = (of.done * BAR).checked_div(most).unwrap_or(0);
                text x="0" y=(top + 19) font-size="15" { (month_text(v, month)) }
                rect x=(LABEL) y=(top + 5) width=(long) height=(ROW - 10) fill="#0b4f8a" {}
                text x=(LABEL + long + 6) y=(top + 19) font-size="15" { (v.number(of.done)) }
            }
            line x1=(LABEL) x2=(LABEL) y1="0" y2=(height - 22) stroke="#14211d" stroke-width="2" {}
            text x=(LABEL) y=(height - 4) font-size="15" text-anchor="middle" { "0" }
        }
    }
}

fn month_text(v: &Locale, first_day: &str) -> String {
    first_day.parse::<NaiveDate>().map_or_else(|_| first_day.to_owned(), |month| shared::month(v, month))
}

fn months_table(v: &Locale, months: &[(String, Coverage)]) -> Table {
    let mut heads = vec![Head::words(v.t("desk-month"))];
    for id in [
        "desk-expected",
        "desk-followed",
        "desk-in-time",
        "desk-done",
        "desk-not-done",
        "desk-with-place",
        "desk-open-remarks",
    ] {
        heads.push(Head::figures(v.t(id)));
    }
    let rows = months.iter().map(|(first_day, of)| {
        let month = first_day.parse::<NaiveDate>().unwrap_or_default();
        let mut row = vec![html! { (month_text(v, first_day)) }];
        row.extend(workers::figures(v, of, month));
        row
    });
    Table {
        id: "months",
        caption: html! { (v.t("desk-chart-title")) },
        heads,
        rows: rows.collect(),
        names: 0,
    }
}

/// Which families go where: of one of her areas, 40 a page.
pub async fn choose(ctx: Ctx) -> PageResult {
    choosing(&ctx, &[]).await
}

async fn choosing(ctx: &Ctx, mends: &[(&str, Words)]) -> PageResult {
    let worker = ctx.record()?;
    let phones: Vec<PhoneLine> = ctx
        .supervision()
        .phones(&ctx.viewer)
        .await?
        .into_iter()
        .filter(|phone| phone.worker == worker)
        .collect();
    let name = phones.first().map(|phone| phone.name.clone()).unwrap_or_default();
    let leaves = leaves(ctx).await?;
    let hers = areas_of(&phones, &leaves);
    let asked = ctx.query.record("area").or(ctx.form.record("from"));
    let from =
        asked.filter(|area| hers.iter().any(|(one, _)| one == area)).or(hers.first().map(|(area, _)| *area));
    let families = match from {
        Some(area) => {
            Some(ctx.supervision().family_list(&ctx.viewer, area, ctx.query.filled("after")).await?)
        }
        None => None,
    };
    let mut frame = shared::frame(ctx, Section::Workers).back(urls::worker(&worker), Words::plain(name));
    frame.mend = !mends.is_empty();
    let page = choosing_view(&frame, worker, &hers, &leaves, from.zip(families.as_ref()), &ctx.form, mends);
    let status = if mends.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(html_with(status, page))
}

type Areas = [(RecordName, String)];

/// The leaves of the viewer's areas: where families are.
pub(super) async fn leaves(ctx: &Ctx) -> Result<Vec<(RecordName, String)>, Failure> {
    let below = ctx.supervision().areas_below(&ctx.viewer).await?;
    Ok(below.into_iter().filter(|(.., leaf)| *leaf).map(|(area, name, _)| (area, name)).collect())
}

/// The areas of her phones at work that are the viewer's leaves.
fn areas_of(phones: &[PhoneLine], leaves: &Areas) -> Vec<(RecordName, String)> {
    let hers = |area: &RecordName| phones.iter().any(|phone| phone.areas.iter().any(|(one, _)| one == area));
    leaves.iter().filter(|(area, _)| hers(area)).cloned().collect()
}

/// The families of one area to tick, and where they go.
pub fn choosing_view(
    frame: &Frame<'_>,
    worker: RecordName,
    hers: &Areas,
    leaves: &Areas,
    families: Option<(RecordName, &Slice<FamilyLine>)>,
    form: &Fields,
    mends: &[(&str, Words)],
) -> Markup {
    let v = &frame.v;
    let here = urls::hand_over(&worker);
    let mend = |field: &str| mends.iter().find(|(at, _)| *at == field).map(|(_, words)| words.clone());
    let body = html! {
        (error_summary(v, mends))
        (notice(Icon::Info, html! { p { (v.t("desk-hand-over-explained")) } }))
        @if hers.len() > 1 {
            p { (v.t("desk-hand-over-other-area")) }
            ul.plain {
                @for (area, name) in hers {
                    li {
                        @if families.is_some_and(|(from, _)| from == *area) { strong { (name) } }
                        @else { a href=(urls::with(&here, &[("area", Some(&area.to_string()))])) { (name) } }
                    }
                }
            }
        }
        @match families {
            None => { (empty(&v.t("desk-hand-over-no-area"), None)) }
            Some((_, families)) if families.items.is_empty() => { (empty(&v.t("desk-hand-over-no-family"), None)) }
            Some((from, families)) => {
                (form_post(frame, &here, html! {
                    input type="hidden" name="from" value=(from);
                    fieldset.field #families tabindex="-1" {
                        legend { (v.t("desk-hand-over-which")) }
                        @if let Some(mend) = mend("families") { p.wrong { (mend) } }
                        label.choice {
                            input type="checkbox" name="all" value="yes" checked[form.get("all").is_some()];
                            span { (v.bounded("desk-hand-over-all", families.total)) }
                        }
                        @for family in &families.items {
                            label.choice {
                                input type="checkbox" name="family" value=(family.household)
                                    checked[form.all("family").any(|one| one == family.household.to_string())];
                                span { (family_name(v, family)) }
                            }
                        }
                    }
                    nav.pages aria-label=(v.t("web-pages").text) {
                        p { (of(v, families.items.len(), families.total)) }
                        @if let Some(next) = &families.next {
                            a href=(urls::with(&here, &[("area", Some(&from.to_string())), ("after", Some(next))])) {
                                (v.t("web-pages-next"))
                            }
                        }
                    }
                    (Field::new("area", v.t("desk-hand-over-to")).mend(mend("area")).select(
                        &v.t("desk-choose"),
                        &leaves.iter().filter(|(area, _)| *area != from).map(|(area, name)| Choice {
                            value: area.to_string(), words: Words::plain(name.clone())
                        }).collect::<Vec<_>>(),
                        form.get("area"),
                    ))
                    (shared::reason_field(v, form.get("reason").unwrap_or_default(), mend("reason")))
                    div.acts { button { (v.t("desk-go-on")) } a href=(urls::worker(&worker)) { (v.t("desk-leave-as-is")) } }
                }))
            }
        }
    };
    frame.page(&v.t("desk-hand-over"), body)
}

pub(super) fn family_name(v: &Locale, family: &FamilyLine) -> Words {
    match &family.name {
        Some(name) => Words::plain(format!("{name} · {}", family.code)),
        None => v.with("desk-family-code", &[("code", (&family.code).into())]),
    }
}

/// Hands them over: asks first, then moves all in one.
pub async fn hand_over(ctx: Ctx) -> PageResult {
    let worker = ctx.record()?;
    let v = ctx.locale();
    if shared::refills(&ctx) {
        return choosing(&ctx, &[]).await;
    }
    let leaves = leaves(&ctx).await?;
    let from = ctx.form.record("from").ok_or(Failure::Invalid("from"))?;
    let mut mends = Vec::new();
    let target =
        ctx.form.record("area").and_then(|area| leaves.iter().find(|(one, _)| *one == area)).cloned();
    let all = ctx.form.get("all").is_some();
    let families = chosen(&ctx, from, all).await?;
    if families.is_empty() {
        mends.push(("families", v.t("desk-mend-families")));
    }
    if target.is_none() {
        mends.push(("area", v.t("desk-mend-area")));
    }
    let reason = shared::reason(&ctx).map_err(|words| mends.push(("reason", words)));
    let (Some((area, area_name)), Ok(reason)) = (target, reason) else { return choosing(&ctx, &mends).await };
    if !mends.is_empty() {
        return choosing(&ctx, &mends).await;
    }
    if !shared::is_sure(&ctx) {
        return Ok(answer(asking(&ctx, worker, &families, &area_name, all)));
    }
    Ok(moved(&ctx, families, area, &reason, &urls::worker(&worker)).await??)
}

/// These families go to another area, in one; those of whom others said something meanwhile stay.
pub(super) async fn moved(
    ctx: &Ctx,
    families: impl IntoIterator<Item = FamilyLine>,
    area: RecordName,
    reason: &str,
    path: &str,
) -> Result<Result<Response, Refusal>, Failure> {
    let act = |family: FamilyLine| Act::Move {
        household: family.household,
        area,
        seen: seen_of(ctx, &family.household).unwrap_or(family.seen),
        reason: reason.to_owned(),
    };
    let acts: Vec<Act> = families.into_iter().map(act).collect();
    shared::act_each(ctx, &acts, (path, "done-handed-over"), Some("done-handed-over-but")).await
}

/// The families that were ticked, or all of the area, with what their areas are said by now.
async fn chosen(ctx: &Ctx, from: RecordName, all: bool) -> Result<Vec<FamilyLine>, Failure> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let slice = ctx.supervision().family_list(&ctx.viewer, from, after.as_deref()).await?;
        let ticked = |family: &FamilyLine| {
            all || ctx.form.all("family").any(|one| one == family.household.to_string())
        };
        found.extend(slice.items.into_iter().filter(ticked));
        after = slice.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

/// What the page that asked showed of a family's area.
pub(super) fn seen_of(ctx: &Ctx, household: &RecordName) -> Option<Vec<ChangeName>> {
    ctx.form.changes(&format!("seen-{household}")).filter(|seen| !seen.is_empty())
}

fn asking(ctx: &Ctx, worker: RecordName, families: &[FamilyLine], area: &str, all: bool) -> Markup {
    let v = ctx.locale();
    let mut carried: Vec<(String, String)> = ["from", "area", "reason"]
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), ctx.form.get(name)?.to_owned())))
        .collect();
    if all {
        carried.push(("all".into(), "yes".into()));
    } else {
        for family in families {
            carried.push(("family".into(), family.household.to_string()));
            carried.extend(
                family.seen.iter().map(|head| (format!("seen-{}", family.household), head.to_string())),
            );
        }
    }
    let frame = shared::frame(ctx, Section::Workers);
    let what = html! {
        p { (v.with("desk-hand-over-sure", &[
            ("n", families.len().into()), ("shown", (&v.number(families.len() as u64)).into()), ("area", area.into()),
        ])) }
        p { (v.t("desk-hand-over-explained")) }
        @if let Some(reason) = ctx.form.filled("reason") {
            p { b { (v.t("desk-reason-short")) ": " } (reason) }
        }
        ul { @for family in families.iter().take(50) { li { (family_name(&v, family)) } } }
    };
    let back = urls::hand_over(&worker);
    let body =
        check(&frame, &back, &carried, what, &v.t("desk-hand-over"), (None, &v.t("desk-change-answer")));
    frame.page(&v.t("desk-hand-over"), body)
}
