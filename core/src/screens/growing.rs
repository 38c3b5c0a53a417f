//! How a child grows: each measurement, newest first, with what it comes to; z stands under it for whoever asks. Lays out what the room growth says.

use super::showing::Showing;
use super::{ChartOf, Group, Place, Result, Row, ScreenView, State, child};
use crate::growth::Indicator;
use crate::growth::age::Range;
use crate::growth::assess::{Assessment, Attempt, Severity};
use crate::record::RecordName;
use crate::store::query::{self, ReadingGrowth};
use crate::words::Text;
use crate::words::shown;

/// What has a chart here, in the order in which it is looked at.
const CHARTS: [Indicator; 3] = [Indicator::WeightForAge, Indicator::LengthForAge, Indicator::WeightForLength];

pub(super) fn screen(showing: &Showing<'_>, person: &RecordName) -> Result<ScreenView> {
    let say = &showing.say;
    let page = query::child(&showing.log, person)?;
    let growth = query::growth(&page, say.utc_offset_min, &say.pack.growth);
    let mut view = ScreenView::new(Place::Growth(*person), say.t("person-growth"));
    view.context = Some(super::shared::name(say, page.name.as_deref()));
    if growth.readings.is_empty() {
        view.empty = Some(say.t("person-no_readings"));
    }
    if growth.child.sex.is_some() {
        for indicator in CHARTS {
            if query::points(&growth, indicator).is_empty() {
                continue;
            }
            let heading = say.t(&format!("growing-{}", indicator.code()));
            let chart = ChartOf { person: *person, indicator, says: heading.clone() };
            view.groups.push(Group { chart: Some(chart), ..Group::of(heading) });
        }
    }
    let rows = growth.readings.iter().rev().map(|reading| {
        let measured = page.readings.iter().find(|one| one.record == reading.record);
        let measured = measured.map(|one| child::measured(say, one)).unwrap_or_default();
        row(showing, reading, measured)
    });
    view.group(Group { rows: rows.collect(), ..Group::of(say.t("growing-all")) });
    Ok(view)
}

fn row(showing: &Showing<'_>, reading: &ReadingGrowth, measured: Vec<Text>) -> Row {
    let say = &showing.say;
    let assessment = &reading.assessment;
    let mut row = Row::new(say.join(&measured, " · "));
    let on = reading.entry.on.map(|on| say.day_text(&on.to_string()));
    let second = (reading.entry.attempt == Attempt::Second).then(|| say.t("growing-second"));
    let when: Vec<Text> = on.map(|on| say.plain(on)).into_iter().chain(second).collect();
    row = row.line(say.join(&when, " · "));
    let state = match assessment.severity() {
        None | Some(Severity::Note) => State::Done,
        Some(Severity::Complete) => State::Due,
        Some(_) => State::Late,
    };
    row = row.mark(state, assessment.summary().sentence(say.lang));
    for finding in &assessment.findings {
        row = row.line(finding.sentence(say.lang));
    }
    let scores = scores(showing, assessment);
    if scores.is_empty() { row } else { row.line(say.join(&scores, " · ")) }
}

/// z of what was measured, each with its sign.
fn scores(showing: &Showing<'_>, assessment: &Assessment) -> Vec<Text> {
    let say = &showing.say;
    let mut scores = Vec::new();
    for indicator in Indicator::ALL {
        let Ok(Range { least, greatest }) = assessment.score(indicator) else { continue };
        let (from, to) = (shown::z(say.lang, least.z), shown::z(say.lang, greatest.z));
        let z = if from == to {
            from
        } else {
            say.with("phone-between", &[("from", (&from).into()), ("to", (&to).into())]).text
        };
        let name = say.t(&format!("growing-{}", indicator.code()));
        scores.push(say.with("growing-z", &[("name", (&name).into()), ("z", (&z).into())]));
    }
    scores
}
