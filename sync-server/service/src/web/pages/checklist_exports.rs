//! Finished checklists that are taken along, a table a checklist and one a repeat of it, or as JSON: which are offered, and the file. Who may,
//! what goes without names and what is written down is as for every list.

use chaski::record::table::code::release_kind;
use chaski::store::releases::by_name;
use maud::{Markup, html};

use super::export_file::{as_file, day, may_export};
use crate::storage::supervision::ChecklistFilter;
use crate::web::checklist_table::{ChecklistTable, WantedTable};
use crate::web::locale::{Locale, Words};
use crate::web::parts::{Choice, Field, Icon, empty, icon};
use crate::web::spreadsheet;
use crate::web::{Ctx, Failure, PageResult, urls};

/// A table that may be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    form: String,
    title: String,
    repeat: Option<String>,
}

impl Offered {
    fn value(&self) -> String {
        match &self.repeat {
            Some(repeat) => format!("{}/{repeat}", self.form),
            None => self.form.clone(),
        }
    }
}

/// The checklists that were released, each with its repeats.
pub async fn offered(ctx: &Ctx) -> Result<Vec<Offered>, Failure> {
    let mut offered = Vec::new();
    for of in by_name(&ctx.storage.releases().await?) {
        let Some(last) = of.last().filter(|last| last.kind == release_kind::form) else { continue };
        let form = ctx.checklists.form(ctx.storage.objects(), &last.content).await?;
        let title = form.as_ref().map(|form| form.form().title.clone()).filter(|title| !title.is_empty());
        let title = title.unwrap_or_else(|| last.name.clone());
        let of = |repeat| Offered { form: last.name.clone(), title: title.clone(), repeat };
        offered.push(of(None));
        let mut repeats: Vec<String> = Vec::new();
        for repeat in form.iter().flat_map(|form| form.questions()).flat_map(|question| question.repeats) {
            if !repeats.contains(&repeat) {
                repeats.push(repeat);
            }
        }
        offered.extend(repeats.into_iter().map(|repeat| of(Some(repeat))));
    }
    Ok(offered)
}

/// The form that asks for one.
pub fn form(v: &Locale, areas: &[Choice], offered: &[Offered]) -> Markup {
    let choice = |one: &Offered| Choice {
        value: one.value(),
        words: match &one.repeat {
            Some(repeat) => v.with(
                "desk-export-checklist-repeat",
                &[("title", (&one.title).into()), ("repeat", repeat.into())],
            ),
            None => Words::plain(&one.title),
        },
    };
    html! {
        h2 { (v.t("desk-export-checklists")) }
        p { (v.t("desk-export-checklists-what")) }
        @if offered.is_empty() { (empty(&v.t("desk-export-checklists-none"), None)) }
        @else {
            form method="get" action=(urls::EXPORT_CHECKLIST) {
                (Field::new("checklist", v.t("desk-export-checklist"))
                    .select(&v.t("desk-export-checklist"), &offered.iter().map(choice).collect::<Vec<_>>(), None))
                div.filters {
                    (Field::new("from", v.t("desk-from")).id("checklist-from").line("date", "", "off"))
                    (Field::new("to", v.t("desk-to")).id("checklist-to").line("date", "", "off"))
                }
                (Field::new("area", v.t("desk-area")).id("checklist-area").select(&v.t("desk-all-areas"), areas, None))
                label.choice { input type="checkbox" name="labels" value="yes"; span { (v.t("desk-export-labels")) } }
                label.choice { input type="checkbox" name="names" value="yes"; span { (v.t("desk-export-names")) } }
                label.choice { input type="checkbox" name="bom" value="yes"; span { (v.t("desk-export-bom")) } }
                div.acts {
                    button name="as" value="csv" { (icon(Icon::Download)) (v.t("desk-export-csv")) }
                    button.second name="as" value="json" { (icon(Icon::Download)) (v.t("desk-export-json")) }
                }
            }
        }
    }
}

/// A file.
pub async fn get_file(ctx: Ctx) -> PageResult {
    may_export(&ctx)?;
    let as_csv = match ctx.query.get("as") {
        Some("csv") => true,
        Some("json") => false,
        _ => return Err(Failure::Invalid("as")),
    };
    let offered = offered(&ctx).await?;
    let asked = ctx.query.filled("checklist").unwrap_or_default();
    let of = offered.into_iter().find(|one| one.value() == asked).ok_or(Failure::Invalid("checklist"))?;
    let filter = ChecklistFilter {
        form: of.form.clone(),
        area: ctx.query.record("area"),
        from: day(&ctx, "from")?,
        to: day(&ctx, "to")?,
    };
    let names = ctx.query.get("names") == Some("yes");
    let labels = ctx.query.get("labels").filter(|labels| *labels == "yes").map(|_| ctx.lang.tag().to_owned());
    let kind = if as_csv { "csv" } else { "json" };
    // Written down before the first byte leaves.
    let what = format!("export_{kind}_checklist{}:{}", if names { "_names" } else { "" }, of.value());
    ctx.supervision().log_access(&ctx.viewer, None, &what, ctx.now_s).await?;
    // JSON has the instances of every repeat where they stand.
    let wanted = WantedTable { filter, repeat: of.repeat.filter(|_| as_csv), labels, names };
    let stem: String =
        asked.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    let file = format!("{stem}-{}.{kind}", ctx.today());
    let table = ChecklistTable::of(&*ctx.storage, &ctx.checklists, &ctx.viewer, wanted).await?;
    let head = match as_csv {
        true => spreadsheet::csv_head(&table.heads(), ctx.query.get("bom") == Some("yes"))?,
        false => b"[".to_vec(),
    };
    let (storage, viewer) = (ctx.storage, ctx.viewer);
    let parts = spreadsheet::parts(head, move |after| {
        let (storage, viewer, table) = (storage.clone(), viewer.clone(), table.clone());
        async move {
            let (lines, next) = storage.checklist_lines(&viewer, table.filter(), after.as_deref()).await?;
            let bytes = match as_csv {
                true => {
                    spreadsheet::csv_rows(&lines.iter().flat_map(|one| table.rows(one)).collect::<Vec<_>>())?
                }
                false => table.json_rows(&lines, after.is_none(), next.is_none()).into_bytes(),
            };
            Ok((bytes, next))
        }
    });
    let kind = if as_csv { "text/csv; charset=utf-8" } else { "application/json" };
    Ok(as_file(&file, kind, spreadsheet::body(parts)))
}
