//! The lists that may be taken out of the server.

use crate::export::COLUMNS;
/// What may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Measurements, a row a reading.
    Measurements,
    /// Visits, a row a visit.
    Visits,
    /// Children, a row a child.
    Children,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 3] = [Kind::Measurements, Kind::Visits, Kind::Children];

    /// Its name in addresses, files and the access log.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Measurements => "measurements",
            Kind::Visits => "visits",
            Kind::Children => "children",
        }
    }

    /// What it is called, and what it holds.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Measurements => ("desk-export-measurements", "desk-export-measurements-what"),
            Kind::Visits => ("desk-export-visits", "desk-export-visits-what"),
            Kind::Children => ("desk-export-children", "desk-export-children-what"),
        }
    }

    /// The field for the area: two forms of a page have no field of one name.
    pub(super) fn area_field(self) -> &'static str {
        if self == Kind::Visits { "visits-area" } else { "children-area" }
    }

    /// Whether it can hold names: measurements never do.
    pub(super) fn has_names(self) -> bool {
        self != Kind::Measurements
    }

    /// The columns; names and dates of birth only with names.
    pub(super) fn columns(self, names: bool) -> Vec<String> {
        let all: &[(&str, bool)] = match self {
            Kind::Measurements => return COLUMNS.map(str::to_owned).to_vec(),
            Kind::Visits => &[
                ("visit", false),
                ("household", false),
                ("on", false),
                ("received_at", false),
                ("outcome", false),
                ("persons_seen", false),
                ("review", false),
                ("attention", false),
                ("worker", false),
                ("worker_name", true),
                ("family", true),
                ("names", true),
            ],
            Kind::Children => &[
                ("child", false),
                ("household", false),
                ("sex", false),
                ("age_months", false),
                ("last_visit", false),
                ("disputed", false),
                ("name", true),
                ("birth_date", true),
                ("family", true),
            ],
        };
        all.iter().filter(|(_, name)| names || !name).map(|(column, _)| (*column).to_owned()).collect()
    }
}

/// Which of them was taken; none of a checklist, whose own name stands behind a colon.
pub(super) fn kind_of(what: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| !what.contains(':') && what.contains(kind.name()))
}
