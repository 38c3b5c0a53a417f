//! The page of entities and fields (`docs/fields.md`), written from the table so that it cannot be wrong.
//! Knows how to describe a field in words and in Markdown; decides nothing.

use std::fmt::Write;

use super::check::expected;
use super::schema::{Entity, Field, Owner, Type, role};
use super::table::{ENTITIES, SCHEMA_VERSION};

/// The page, in Markdown.
pub fn fields_page() -> String {
    let mut page = format!(
        "# The fields\n\n\
         Written from the table in `core/src/record/table.rs` (schema version {SCHEMA_VERSION}); a test compares it. To write \
         it anew after a change of the table: `CHASKI_WRITE=1 cargo test -p chaski --lib record::document`.\n\n\
         Every record also has the built-in field 0, `void`: removed, by whom, when and why.\n\n\
         *sensitive*: personal, never in logs or list pages, nor in exports without the right to it. *once*: what happened \
         once; correcting it takes a reason. *required*: must be given when the record is created.\n"
    );
    for entity in ENTITIES {
        describe_entity(&mut page, entity);
    }
    page
}

/// The unit that a field's or part's name ends in: `head_cm` is in `cm`. `None`: it has none.
pub fn unit(name: &str) -> Option<&'static str> {
    const UNITS: &[(&str, &str)] = &[
        ("g_dl", "g/dL"),
        ("kg", "kg"),
        ("cm", "cm"),
        ("mm", "mm"),
        ("m", "m"),
        ("g", "g"),
        ("weeks", "weeks"),
        ("months", "months"),
        ("lat", "degrees"),
        ("lon", "degrees"),
    ];
    let ends_in =
        |suffix: &str| name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'));
    UNITS.iter().find(|(suffix, _)| ends_in(suffix)).map(|(_, unit)| *unit)
}

// Writing to a String cannot fail, so what `writeln!` returns is let go here and nowhere else.
fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = page.write_fmt(text);
    page.push('\n');
}

fn describe_entity(page: &mut String, entity: &Entity) {
    let owner_field = entity.owner_field().and_then(|id| entity.field(id)).map_or("", |f| f.name);
    let owner = match entity.owner {
        Owner::District => "the district".to_string(),
        Owner::Area(_) => format!("the area in `{owner_field}`"),
        Owner::Household(_) => format!("the household in `{owner_field}`"),
        Owner::Subject(_) => format!("the person or household in `{owner_field}`, for ever"),
    };
    let creator = match entity.create_rank {
        role::VISITOR => "a visitor",
        role::SUPERVISOR => "a supervisor",
        _ => "the district",
    };
    line(page, format_args!("\n## {} `{}`\n\n{}", entity.id, entity.name, entity.doc));
    line(page, format_args!("Belongs to {owner}; created by {creator}.\n"));
    line(page, format_args!("| no. | field | holds | unit | flags | meaning |"));
    line(page, format_args!("|---|---|---|---|---|---|"));
    for field in entity.fields {
        let (id, name, doc) = (field.id, field.name, field.doc);
        let unit = unit(name).unwrap_or_default();
        line(
            page,
            format_args!("| {id} | `{name}` | {} | {unit} | {} | {doc} |", holds(&field.ty), flags(field)),
        );
        let Type::Composite(parts) = field.ty else { continue };
        for part in parts {
            let unit = self::unit(part.name).unwrap_or_default();
            let flag = if part.required { "required" } else { "" };
            let (part_id, part_name) = (part.id, part.name);
            line(
                page,
                format_args!(
                    "| {id}.{part_id} | `{name}.{part_name}` | {} | {unit} | {flag} | |",
                    holds(&part.ty)
                ),
            );
        }
    }
}

/// As [`expected`] says it; of choices also the numbers, which are what SQL and the wire hold.
fn holds(ty: &Type) -> String {
    match ty {
        Type::Code(list) | Type::Codes(list) => {
            let choices: Vec<String> = list.iter().map(|code| format!("{} {}", code.0, code.1)).collect();
            let several = if matches!(ty, Type::Codes(_)) { "any of" } else { "one of" };
            format!("{several}: {}", choices.join(", "))
        }
        ty => expected(ty),
    }
}

fn flags(field: &Field) -> String {
    let flags = [(field.required, "required"), (field.once, "once"), (field.sensitive, "sensitive")];
    flags.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_docs_is_the_one_written_from_the_table() -> std::io::Result<()> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/fields.md");
        if std::env::var_os("CHASKI_WRITE").is_some_and(|v| v == "1") {
            std::fs::write(&path, fields_page())?;
        }
        let page = std::fs::read_to_string(&path)?;
        assert!(
            page == fields_page(),
            "docs/fields.md is old: run this test with CHASKI_WRITE=1 and look at the diff"
        );
        Ok(())
    }

    #[test]
    fn a_unit_is_the_end_of_a_name() {
        assert_eq!(unit("haemoglobin_g_dl"), Some("g/dL"));
        assert_eq!(unit("head_cm"), Some("cm"));
        assert_eq!(unit("m"), Some("m"));
        assert_eq!((unit("form"), unit("reading"), unit("programmes")), (None, None, None));
    }
}
