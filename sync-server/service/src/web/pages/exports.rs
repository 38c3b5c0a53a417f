//! Lists that may be taken out of the server: which, with or without names, who took what last; and the files
//! themselves. Without names is the rule: a name goes along only by an explicit tick. Every file is written down.

use chaski::record::{RecordName, table::code::visit_outcome};
use maud::{Markup, html};

use super::checklist_exports::Offered;
use super::export_file::{as_file, day, may_export};
use super::list_kind::{Kind, kind_of};
use super::{checklist_exports, seen, shared};
use crate::storage::supervision::{
    ChildLine, ReviewState, Seen, Slice, Supervision, Viewer, VisitFilter, VisitLine,
};
use crate::storage::{Measurement, StorageError};
use crate::web::frame::{Frame, Section};
use crate::web::locale::{Locale, Words};
use crate::web::parts::{Choice, Field, Head, Icon, Table, empty, icon, notice};
use crate::web::spreadsheet::{self, Cell};
use crate::web::{Ctx, Failure, PageResult, html as answer, urls};

/// The page.
pub async fn get(ctx: Ctx) -> PageResult {
    may_export(&ctx)?;
    let log = ctx.supervision().seen(&ctx.viewer, None, None).await?;
    let taken: Vec<Seen> = log.items.into_iter().filter(|seen| seen.what.starts_with("export_")).collect();
    let below = ctx.supervision().areas_below(&ctx.viewer).await?;
    let areas: Vec<(RecordName, String)> = below.into_iter().map(|(area, name, _)| (area, name)).collect();
    let frame = shared::frame(&ctx, Section::Reports).as_of(ctx.supervision().as_of(&ctx.viewer).await?);
    let checklists = checklist_exports::offered(&ctx).await?;
    Ok(answer(view(&frame, &areas, &taken, &checklists)))
}

/// The page as markup.
pub fn view(
    frame: &Frame<'_>,
    areas: &[(RecordName, String)],
    taken: &[Seen],
    checklists: &[Offered],
) -> Markup {
    let v = &frame.v;
    let body = html! {
        (notice(Icon::Lock, html! { p { (v.t("desk-export-explained")) } }))
        @for kind in Kind::ALL {
            h2 { (v.t(kind.words().0)) }
            p { (v.t(kind.words().1)) }
            p.small {
                @match taken.iter().find(|seen| kind_of(&seen.what) == Some(kind)) {
                    Some(seen) => { (v.with("desk-export-last", &[("name", (&seen.name).into()), ("when", (&v.moment_text(seen.at_s)).into())])) }
                    None => { (v.t("desk-export-never")) }
                }
            }
            form method="get" action={ (urls::EXPORTS) "/" (kind.name()) } {
                @if kind == Kind::Visits {
                    div.filters {
                        (Field::new("from", v.t("desk-from")).line("date", "", "off"))
                        (Field::new("to", v.t("desk-to")).line("date", "", "off"))
                    }
                }
                @if kind != Kind::Measurements {
                    (Field::new(kind.area_field(), v.t("desk-area")).select(&v.t("desk-all-areas"),
                        &areas_of(areas), None))
                }
                @if kind.has_names() {
                    label.choice { input type="checkbox" name="names" value="yes"; span { (v.t("desk-export-names")) } }
                }
                label.choice { input type="checkbox" name="bom" value="yes"; span { (v.t("desk-export-bom")) } }
                div.acts {
                    button name="as" value="csv" { (icon(Icon::Download)) (v.t("desk-export-csv")) }
                    button.second name="as" value="xlsx" { (icon(Icon::Download)) (v.t("desk-export-xlsx")) }
                }
            }
        }
        (checklist_exports::form(v, &areas_of(areas), checklists))
        h2 { (v.t("desk-export-taken")) }
        @if taken.is_empty() { (empty(&v.t("desk-export-nobody"), None)) }
        @else { (taken_table(v, taken).markup()) }
        p { a.alone href=(urls::SEEN) { (v.t("desk-seen-link")) } }
    };
    frame.page(&v.t("web-section-reports"), body)
}

fn areas_of(areas: &[(RecordName, String)]) -> Vec<Choice> {
    let choice = |(area, name): &(RecordName, String)| Choice {
        value: area.to_string(),
        words: Words::plain(name.clone()),
    };
    areas.iter().map(choice).collect()
}

fn taken_table(v: &Locale, taken: &[Seen]) -> Table {
    let rows = taken
        .iter()
        .map(|one| vec![v.moment(one.at_s), html! { (one.name) }, html! { (seen::what(v, &one.what)) }]);
    Table {
        id: "taken",
        caption: html! { (v.t("desk-export-taken-caption")) },
        heads: vec![
            Head::words(v.t("desk-when")),
            Head::words(v.t("desk-who")),
            Head::words(v.t("desk-seen-what")),
        ],
        rows: rows.collect(),
        names: 0,
    }
}

/// What of it.
#[derive(Debug, Clone)]
struct Wanted {
    kind: Kind,
    names: bool,
    visits: VisitFilter,
    /// For ages: the day where the district is.
    today: chrono::NaiveDate,
}

/// A file.
pub async fn get_file(ctx: Ctx) -> PageResult {
    may_export(&ctx)?;
    let kind = ctx.path.get("file").and_then(|file| Kind::ALL.into_iter().find(|kind| kind.name() == file));
    let kind = kind.ok_or(Failure::NotFound)?;
    let as_csv = match ctx.query.get("as") {
        Some("csv") => true,
        Some("xlsx") => false,
        _ => return Err(Failure::Invalid("as")),
    };
    let visits = VisitFilter {
        area: ctx.query.record(kind.area_field()),
        from: day(&ctx, "from")?,
        to: day(&ctx, "to")?,
        ..Default::default()
    };
    let names = kind.has_names() && ctx.query.get("names") == Some("yes");
    let wanted = Wanted { kind, names, visits, today: ctx.locale().today() };
    let form = if as_csv { "csv" } else { "xlsx" };
    // Written down before the first byte leaves.
    let what = format!("export_{form}_{}{}", kind.name(), if names { "_names" } else { "" });
    ctx.supervision().log_access(&ctx.viewer, None, &what, ctx.now_s).await?;
    let file = format!("{}-{}.{form}", kind.name(), ctx.today());
    let heads = kind.columns(names);
    if as_csv {
        let head = spreadsheet::csv_head(&heads, ctx.query.get("bom") == Some("yes"))?;
        return Ok(as_file(
            &file,
            "text/csv; charset=utf-8",
            spreadsheet::body(csv_parts(ctx, wanted, head)),
        ));
    }
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let (more, next) = batch(ctx.supervision(), &ctx.viewer, &wanted, after.as_deref()).await?;
        rows.extend(more);
        after = next;
        if rows.len() > spreadsheet::SHEET_ROWS {
            let v = ctx.locale();
            let body = empty(
                &v.counted("desk-export-too-long", spreadsheet::SHEET_ROWS as u64),
                Some((urls::EXPORTS, &v.t("desk-export-csv"))),
            );
            return Ok(answer(shared::frame(&ctx, Section::Reports).page(&v.t("web-section-reports"), body)));
        }
        if after.is_none() {
            break;
        }
    }
    let name = kind.name();
    let bytes = tokio::task::spawn_blocking(move || spreadsheet::xlsx(name, &heads, &rows))
        .await
        .map_err(|error| StorageError::Disk(std::io::Error::other(error.to_string())))??;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(as_file(&file, kind, bytes))
}

/// The parts of a CSV file.
fn csv_parts(
    ctx: Ctx,
    wanted: Wanted,
    head: Vec<u8>,
) -> impl futures_util::Stream<Item = Result<Vec<u8>, StorageError>> + Send + 'static {
    let (storage, viewer) = (ctx.storage, ctx.viewer);
    spreadsheet::parts(head, move |after| {
        let (storage, viewer, wanted) = (storage.clone(), viewer.clone(), wanted.clone());
        async move {
            let (rows, next) = batch(&*storage, &viewer, &wanted, after.as_deref()).await?;
            Ok((spreadsheet::csv_rows(&rows)?, next))
        }
    })
}

type Batch = (Vec<Vec<Cell>>, Option<String>);

/// A page of rows.
async fn batch(
    desk: &(impl Supervision + ?Sized),
    viewer: &Viewer,
    wanted: &Wanted,
    after: Option<&str>,
) -> Result<Batch, StorageError> {
    fn rows<T>(slice: Slice<T>, row: impl Fn(&T) -> Vec<Cell>) -> Batch {
        (slice.items.iter().map(row).collect(), slice.next)
    }
    Ok(match wanted.kind {
        Kind::Measurements => {
            let (found, next) = desk.measurement_rows(viewer, after).await?;
            (found.iter().map(measurement).collect(), next)
        }
        Kind::Visits => {
            let slice = desk.visit_list(viewer, &wanted.visits, after).await?;
            rows(slice, |line| visit(line, wanted.names))
        }
        Kind::Children => {
            let slice = desk.child_list(viewer, wanted.visits.area, after).await?;
            rows(slice, |line| child(line, wanted.names, wanted.today))
        }
    })
}

fn measurement(one: &Measurement) -> Vec<Cell> {
    let texts = [&one.id, &one.region].map(|text| Cell::Text(text.clone()));
    let figure = |text: &String| Cell::Figure(text.clone());
    let mut row = texts.to_vec();
    row.extend([&one.sex, &one.age_days, &one.weight, &one.lenhei].map(figure));
    row.extend([&one.measure, &one.oedema].map(|text| Cell::Text(text.clone())));
    row.extend([&one.headc, &one.armc, &one.triskin, &one.subskin].map(figure));
    row
}

fn visit(line: &VisitLine, names: bool) -> Vec<Cell> {
    let outcome = line.outcome.and_then(|number| visit_outcome::ALL.iter().find(|code| code.0 == number));
    let review = match line.review {
        ReviewState::None => "none",
        ReviewState::Accepted => "accepted",
        ReviewState::Returned => "returned",
        ReviewState::Answered => "answered",
        ReviewState::Changed => "changed",
    };
    let received = chrono::DateTime::from_timestamp(line.received_s, 0);
    let mut row = vec![
        Cell::Text(line.visit.to_string()),
        Cell::Text(line.household.paper_code()),
        Cell::text(line.on.clone()),
        Cell::text(received.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())),
        Cell::text(outcome.map(|code| code.1)),
        Cell::number(line.seen.1),
        Cell::Text(review.to_owned()),
        Cell::number(line.attention.into()),
        Cell::text(line.worker.map(|worker| worker.to_string())),
    ];
    if names {
        row.push(Cell::text(line.worker_name.clone()));
        row.push(Cell::text(line.family.clone()));
        row.push(Cell::Text(line.seen.0.join("; ")));
    }
    row
}

fn child(line: &ChildLine, names: bool, today: chrono::NaiveDate) -> Vec<Cell> {
    let mut row = vec![
        Cell::Text(line.person.paper_code()),
        Cell::text(line.household.map(|household| household.paper_code())),
        Cell::text(line.sex.clone()),
        line.birth_date
            .as_deref()
            .and_then(|born| age_months(born, today))
            .map_or(Cell::text(None::<String>), Cell::number),
        Cell::text(line.last_visit.clone()),
        Cell::Text(if line.disputed { "yes" } else { "no" }.to_owned()),
    ];
    if names {
        row.push(Cell::text(line.name.clone()));
        row.push(Cell::text(line.birth_date.clone()));
        row.push(Cell::text(line.family.clone()));
    }
    row
}

/// Completed months; nothing where the birth is not known to the day.
fn age_months(born: &str, today: chrono::NaiveDate) -> Option<u64> {
    use chrono::Datelike;
    let born = born.parse::<chrono::NaiveDate>().ok()?;
    let months =
        i64::from(today.year() - born.year()) * 12 + i64::from(today.month()) - i64::from(born.month());
    u64::try_from(months - i64::from(today.day() < born.day())).ok()
}
