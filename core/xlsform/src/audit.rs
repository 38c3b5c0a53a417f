//! What a record keeps of how it was filled: `audit`, with its parameters. Knows the row.

use crate::form::{Item, NEW_REPEAT};
use crate::parameters;
use crate::survey::Survey;
use crate::table::Row;
use crate::typed::typed;
use crate::value::Value;

impl Survey<'_> {
    /// Takes an audit.
    pub fn audit(&mut self, row: &Row, mut item: Item) {
        if !matches!(item.name.as_str(), "" | "audit") {
            self.refuse(row, "name", "audit-name", "an audit is always called audit", "leave its name empty");
        }
        "audit".clone_into(&mut item.name);
        for (name, value) in self.audited(row, &item.parameters.clone()) {
            item.bind(&name, Value::Text(value));
        }
        item.actions.retain(|action| action.event != NEW_REPEAT);
        self.meta.extend(typed(item));
    }

    /// The attributes of its bind.
    fn audited(&mut self, row: &Row, parameters: &[(String, String)]) -> Vec<(String, String)> {
        let mut attributes = Vec::new();
        let mut told: Vec<(String, String)> = Vec::new();
        let given =
            |key: &str| parameters.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str());
        let accepted = parameters::accepted("audit", false).unwrap_or_default();
        for (key, _) in parameters.iter().filter(|(key, _)| !accepted.contains(&key.as_str())) {
            told.push((
                format!("\"{key}\" is no parameter of an audit"),
                format!("it has {}", accepted.join(", ")),
            ));
        }
        let words: [(&str, &[&str]); 3] = [
            ("track-changes", &["true", "false"]),
            ("track-changes-reasons", &["on-form-edit"]),
            ("identify-user", &["true", "false"]),
        ];
        for (key, allowed) in words {
            let Some(value) = given(key) else { continue };
            if !allowed.contains(&value) {
                told.push((format!("{key} is \"{value}\""), format!("write {}", allowed.join(" or "))));
            }
            attributes.push((format!("odk:{key}"), value.to_owned()));
        }
        let places = ["location-priority", "location-min-interval", "location-max-age"];
        if places.iter().any(|key| given(key).is_some()) {
            let missing: Vec<&str> = places.into_iter().filter(|key| given(key).is_none()).collect();
            if !missing.is_empty() {
                told.push((
                    format!("an audit that keeps places needs {}", missing.join(" and ")),
                    "give all three, or none".to_owned(),
                ));
            }
            for key in places {
                let Some(value) = given(key) else { continue };
                let priorities = ["no-power", "low-power", "balanced", "high-accuracy"];
                let fits = match key {
                    "location-priority" => priorities.contains(&value),
                    _ => value.parse::<i64>().is_ok_and(|seconds| seconds >= 0),
                };
                if !fits {
                    let remedy = if key == "location-priority" {
                        priorities.join(", ")
                    } else {
                        "seconds, 0 or more".to_owned()
                    };
                    told.push((format!("{key} is \"{value}\""), format!("write {remedy}")));
                }
                attributes.push((format!("odk:{key}"), value.to_owned()));
            }
            let seconds = |key: &str| given(key).and_then(|value| value.parse::<i64>().ok());
            if let (Some(age), Some(interval)) =
                (seconds("location-max-age"), seconds("location-min-interval"))
                && age < interval
            {
                told.push((
                    "location-max-age is less than location-min-interval".to_owned(),
                    "make it as long or longer".to_owned(),
                ));
            }
        }
        for (what, remedy) in told {
            self.refuse(row, "parameters", "parameter", what, remedy);
        }
        attributes
    }
}
