//! How a child grows, one call a screen: what is to be said of a measurement before it is saved, all z-scores of a child, one
//! chart. Each reads the child's page once; what is made of it costs far less than the reading. Holds no rule: the core's room
//! `growth` does, and a country's rules are data.

use std::collections::HashMap;

use chaski::growth::age::{AgeDays, on_day};
use chaski::growth::assess::Rules;
use chaski::growth::chart::{self, Chart, Inks, Lines, Request, Style, Window};
use chaski::growth::{Indicator, assess};
use chaski::pack::{self, Pack};
use chaski::record::check::{Problem, check_value};
use chaski::record::json::read_json;
use chaski::record::{Entity, RecordName, Value, entity, table};
use chaski::store::pack::Holding;
use chaski::store::save::Values;
use chaski::store::{Log, StoreError, query};
use chaski::words::{Arg, Lang, message};
use chrono::{Local, Offset};
use serde_json::Value as Json;

use crate::error::{Failure, Inner, Result};
use crate::phone::Phone;
use crate::platform::today;
use crate::values::{field_of, given_as_typed};
use crate::view::{Assessment, ChartStyle, ChildGrowth, PackLack, PackView};
use crate::write::NewPerson;

#[uniffi::export]
impl Phone {
    /// What is to be said of a measurement before it is saved, against the child's earlier ones. `reading` is JSON, the same that a
    /// visit's document has under `reading`: kg, cm and mm as texts, as they were typed. Without `on` it was measured today.
    /// Whatever is found, it may be saved; what no field takes is refused as `record_visit` refuses it, but a figure that is far too
    /// great or small is answered with what was probably meant.
    pub fn assess(&self, person: RecordName, reading: &str) -> Result<Assessment> {
        self.call("assess", || {
            let store = self.store();
            let log = store.log();
            let rules = &log.pack()?.growth;
            let entry = query::entry_of(&typed_reading(&log, person, reading)?, today());
            let page = query::child(&log, &person)?;
            let found = query::assess_entry(&page, &entry, utc_offset_min(), rules);
            Ok(Assessment::of(&query::child_of(&page), &entry, &found, self.lang()))
        })
    }

    /// The same of a child who is not saved yet, and so has no earlier measurements.
    pub fn assess_new(&self, person: &NewPerson, reading: &str) -> Result<Assessment> {
        self.call("assess_new", || {
            let store = self.store();
            let log = store.log();
            let rules = &log.pack()?.growth;
            let child = query::child_in(&person.values(&log)?);
            let nobody = RecordName { device: store.device(), number: 0, index: 0 };
            let entry = query::entry_of(&typed_reading(&log, nobody, reading)?, today());
            let found = assess::assess(&child, &entry, &[], rules);
            Ok(Assessment::of(&child, &entry, &found, self.lang()))
        })
    }

    /// Age, z-scores and findings of every reading of a child, oldest first. A reading without a date has that of its visit, else
    /// the day on which it was recorded.
    pub fn zscores(&self, person: RecordName) -> Result<ChildGrowth> {
        self.read("zscores", |log| {
            Ok(ChildGrowth::of(grown(log, person, &log.pack()?.growth)?.1, self.lang()))
        })
    }

    /// A chart of a child, laid out for the sheet that `look` describes; without a window, in the shortest that holds every
    /// reading. Curves are a boy's or a girl's: of a child of unknown sex there is none (`sex_unknown`).
    pub fn chart(
        &self,
        person: RecordName,
        indicator: Indicator,
        window: Option<Window>,
        look: &ChartStyle,
    ) -> Result<Chart> {
        self.read("chart", |log| self.charted(log, person, indicator, window, look))
    }

    /// The same chart as one `svg` element, to be kept as a file or printed.
    pub fn chart_svg(
        &self,
        person: RecordName,
        indicator: Indicator,
        window: Option<Window>,
        look: &ChartStyle,
        inks: Inks,
    ) -> Result<String> {
        self.read("chart_svg", |log| {
            let chart = self.charted(log, person, indicator, window, look)?;
            Ok(chart::svg(&chart, &Style { inks, ..Style::file() }))
        })
    }

    /// From now on, at every opening of this phone, the pack of this country holds, by its code: lists, identifiers, rules about
    /// growth and haemoglobin. None: nobody's.
    pub fn use_rules(&self, country: Option<String>) -> Result<()> {
        self.call("use_rules", || {
            let pack = match country {
                None => None,
                Some(country) => Some(pack::shipped(&country.to_lowercase()).ok_or_else(|| {
                    let known: Vec<&str> = pack::countries().collect();
                    Failure::new("no_rules", format!("the countries are {}", known.join(", ")))
                })?),
            };
            Ok(self.store().use_pack(pack)?)
        })
    }

    /// Whose pack holds on this phone, as `status` has it too.
    pub fn pack(&self) -> Result<PackView> {
        self.read("pack", |log| pack_view(log, self.lang()))
    }

    /// From now on, at every opening of this phone, this pack holds: the texts of its files by their names. Of a pack in which
    /// something is wrong nothing is taken, and the first of it is told; `chaski pack check` names all.
    pub fn use_pack(&self, files: HashMap<String, String>) -> Result<()> {
        self.call("use_pack", || {
            let pack = Pack::read(files.into_iter().collect()).map_err(|faults| {
                Failure::new("pack", faults.first().map(ToString::to_string).unwrap_or_default())
            })?;
            Ok(self.store().use_pack(Some(&pack))?)
        })
    }
}

/// Whose pack holds, in words where none does.
pub(crate) fn pack_view(log: &Log<'_>, language: Lang) -> Inner<PackView> {
    let say = |id: &str, args: &[(&str, Arg<'_>)]| message(language, id, args).text;
    let lack = match log.holding()? {
        Holding::Of(pack) => {
            let (country, version) = (Some(pack.country.clone()), Some(pack.version));
            return Ok(PackView { country, version, lack: None });
        }
        Holding::Nobodys => PackLack {
            unreadable: false,
            sentence: say("phone-pack_none", &[]),
            remedy: say("phone-pack_none.remedy", &[]),
        },
        Holding::Unreadable(name) => PackLack {
            unreadable: true,
            sentence: say("phone-pack_unreadable", &[("pack", Arg::Str(&name))]),
            remedy: say("phone-pack_unreadable.remedy", &[]),
        },
    };
    Ok(PackView { country: None, version: None, lack: Some(lack) })
}

impl Phone {
    fn charted(
        &self,
        log: &Log<'_>,
        person: RecordName,
        indicator: Indicator,
        window: Option<Window>,
        look: &ChartStyle,
    ) -> Inner<Chart> {
        let (page, growth) = grown(log, person, &log.pack()?.growth)?;
        let sex = growth.child.sex.ok_or_else(|| Failure::new("sex_unknown", "a chart without `sex`"))?;
        let taken = query::points(&growth, indicator);
        let request = Request {
            last_year_only: look.last_year_only,
            lines: if look.seven_lines { Lines::Seven } else { Lines::Five },
            gestational_weeks: growth.child.gestational_weeks,
            name: page.name.filter(|_| look.name),
            ..Request::new(indicator, sex, window_of(window, &growth.child, &taken)).on(look.layout)
        };
        Ok(chart::chart(&request, &taken, self.lang()))
    }
}

fn grown(log: &Log<'_>, person: RecordName, rules: &Rules) -> Inner<(query::ChildPage, query::ChildGrowth)> {
    let page = query::child(log, &person)?;
    let growth = query::growth(&page, utc_offset_min(), rules);
    Ok((page, growth))
}

/// The window that is asked for, else the shortest that holds every reading; before the first of them, today.
fn window_of(asked: Option<Window>, child: &assess::Child, taken: &[chart::Taken]) -> Window {
    if let Some(window) = asked {
        return window;
    }
    let mut ages: Vec<AgeDays> = taken.iter().filter_map(|taken| taken.age).collect();
    if ages.is_empty() {
        ages.extend(child.birth.and_then(|birth| on_day(birth, today())));
    }
    Window::holding(ages.into_iter().flat_map(|age| [age.least, age.greatest]))
}

/// The values of a reading as they were typed, checked as a save checks them but for how great a figure is.
fn typed_reading(log: &Log<'_>, person: RecordName, json: &str) -> Inner<Values> {
    let json: Json = read_json(json).map_err(|wrong| Failure::not_json("reading", wrong))?;
    let Json::Object(fields) = json else {
        return Err(Failure::new("reading", "the reading is no JSON object: docs/visit.md shows an example"));
    };
    let id = table::reading::ID;
    let reading: &'static Entity = entity(id).ok_or(StoreError::NoEntity(id))?;
    let mut values = Values::from([(table::reading::person, Value::Record(person))]);
    for (name, json) in &fields {
        let field = field_of(reading, name)?;
        values.insert(field.id, given_as_typed(log, field, json)?);
    }
    for (id, value) in &values {
        let field = reading.field(*id).ok_or(StoreError::NoEntity(*id))?;
        match check_value(field, value) {
            // 700 kg is no weight that a record takes, and just what is to be asked about: did she mean 7.00?
            Err(Problem::NotAllowed { field, .. }) if FIGURES.contains(&field.as_str()) => {}
            checked => checked?,
        }
    }
    Ok(values)
}

/// What is measured, as a problem names it.
const FIGURES: [&str; 6] = ["weight.kg", "length.cm", "head_cm", "muac_cm", "triceps_mm", "subscapular_mm"];

/// How far east of Greenwich the phone's clock is now, minutes.
pub(crate) fn utc_offset_min() -> i32 {
    Local::now().offset().fix().local_minus_utc() / 60
}

#[cfg(test)]
mod tests {
    use chaski::words::Lang;

    use super::*;

    fn phone() -> (tempfile::TempDir, Phone) {
        let folder = tempfile::tempdir().unwrap();
        let phone = Phone::open_folder(&folder.path().join("phone")).unwrap();
        (folder, phone)
    }

    fn girl() -> NewPerson {
        NewPerson {
            kind: "child".into(),
            sex: Some("female".into()),
            birth_date: Some("2025-01-01".into()),
            ..NewPerson::default()
        }
    }

    #[test]
    fn an_entry_of_a_child_who_is_not_saved_yet_has_the_z_of_who() {
        let (_folder, phone) = phone();
        let typed = r#"{ "on": "2026-01-01", "weight": { "kg": "7.0" } }"#;
        let found = phone.assess_new(&girl(), typed).unwrap();
        let score = &found.scores[0];
        assert_eq!((score.indicator, score.least), (Indicator::WeightForAge, Some(-2.05)));
        assert_eq!((score.text.as_str(), found.scores.len()), ("−2.05", 1));
        assert_eq!(found.age.map(|age| age.least_days), Some(365));
        let unknown = phone.assess_new(&NewPerson { sex: None, ..girl() }, typed).unwrap();
        assert_eq!(unknown.scores[0].missing.as_deref(), Some("sex_unknown"));
        let early = NewPerson { gestational_weeks: Some("32".into()), ..girl() };
        let early = phone.assess_new(&early, typed).unwrap();
        assert_eq!(
            early.corrected_age.map(|age| (age.least_days, age.text.text)),
            Some((309, "10 months 6 days".into()))
        );
    }

    #[test]
    fn words_say_which_language_they_are_in() {
        let (_folder, phone) = phone();
        phone.set_language("quz").unwrap();
        let found = phone.assess_new(&girl(), r#"{ "weight": { "kg": "1" }, "oedema": "yes" }"#).unwrap();
        assert!(found.findings.iter().any(|finding| finding.code == "oedema"));
        assert!(found.findings.iter().all(|finding| finding.sentence.lang == Lang::Es));
        assert_eq!(found.scores[0].why.as_ref().map(|why| why.lang), Some(Lang::Es));
    }

    #[test]
    fn grams_and_a_forgotten_point_are_asked_about_before_any_field_refuses_them() {
        let (_folder, phone) = phone();
        for typed in ["700", "7000", "70"] {
            let typed = format!(r#"{{ "on": "2026-01-01", "weight": {{ "kg": "{typed}" }} }}"#);
            let found = phone.assess_new(&girl(), &typed).unwrap();
            let asked = found.findings.iter().find(|finding| finding.code == "wrong_unit").unwrap();
            assert!(asked.sentence.text.contains("7.00"), "{}", asked.sentence.text);
        }
    }

    #[test]
    fn what_no_field_takes_is_refused_with_what_to_do() {
        let (_folder, phone) = phone();
        let refused = |typed: &str| phone.assess_new(&girl(), typed).unwrap_err();
        assert_eq!((refused("{").code(), refused("[]").code()), ("reading", "reading"));
        assert_eq!(refused(r#"{ "weight": { "kg": "much" } }"#).code(), "entry");
        assert_eq!(refused(r#"{ "pounds": "7" }"#).code(), "entry");
        let nobody = RecordName { device: phone.store().device(), number: 1, index: 0 };
        assert_eq!(phone.zscores(nobody).unwrap_err().code(), "no_record");
        assert_eq!(phone.use_rules(Some("xx".into())).unwrap_err().code(), "no_rules");
        phone.use_rules(Some("PE".into())).unwrap();
    }

    #[test]
    fn a_phone_remembers_whose_pack_holds_until_another_is_given() {
        let (folder, phone) = phone();
        let stamped = |phone: &Phone| !phone.store().log().pack().unwrap().country.is_empty();
        assert!(!stamped(&phone) && phone.concepts("antigen").is_empty());
        phone.use_rules(Some("pe".into())).unwrap();
        drop(phone);
        let phone = Phone::open_existing(&folder.path().join("phone")).unwrap();
        assert!(stamped(&phone) && !phone.concepts("antigen").is_empty());
        assert!(!phone.identifier_systems().is_empty());
        let unusable = phone.use_pack(HashMap::from([("pack.json".into(), "{".into())])).unwrap_err();
        assert_eq!(unusable.code(), "pack");
        assert!(stamped(&phone), "a pack in which something is wrong changes nothing");
        phone.use_rules(None).unwrap();
        drop(phone);
        assert!(!stamped(&Phone::open_existing(&folder.path().join("phone")).unwrap()));
    }

    #[test]
    fn that_no_pack_holds_is_said_in_the_language_of_the_phone_with_what_to_do() {
        let (_folder, phone) = phone();
        phone.set_language("es").unwrap();
        let none = phone.pack().unwrap().lack.unwrap();
        assert!(!none.unreadable && none.sentence.contains("listas"), "{none:?}");
        // Of a later version of the app: this one has no such pack built in.
        phone.store().log().set_meta("country", "xx").unwrap();
        let lost = phone.pack().unwrap().lack.unwrap();
        assert!(lost.unreadable && lost.sentence.contains("xx"), "{lost:?}");
        for text in [&none.sentence, &none.remedy, &lost.sentence, &lost.remedy] {
            assert!(!text.is_empty() && !text.contains(['{', '[']), "{text}");
        }
        phone.use_rules(Some("pe".into())).unwrap();
        let pack = phone.status().unwrap().pack;
        assert_eq!((pack.country.as_deref(), pack.version, pack.lack), (Some("pe"), Some(1), None));
    }
}
