//! The part of the report by worker or area: a line each, those first with whom most is to be spoken about. Judges nobody with
//! few figures, and compares no worker with another: each with the limits.

use std::fmt::Write;

use super::plot::small_digits;
use super::section::{JUDGED_FROM, Section, Verdict};
use super::sections::{LEAST_SD, MOST_MISSING_PCT, MOST_OTHER_POSITION_PCT, field, heaped, most_sd};
use super::text::{Words, escaped, within};
use crate::by_column::{ByColumn, Group};
use crate::digits::{Band, Digits};
use crate::figures::MOST_FLAGGED_PCT;
use crate::quality::Field;
use chaski::growth::Indicator;

/// Fewer flagged rows than this are no pattern.
const LEAST_FLAGGED: u64 = 3;

/// What is to be spoken about with one worker or area.
struct Points {
    weight: bool,
    length: bool,
    missing: Vec<Field>,
    position: bool,
    flagged: bool,
    spread: bool,
    ages: bool,
}

impl Points {
    fn of(group: &Group) -> Points {
        let over = |part: u64, whole: u64, most: f64| part as f64 * 100.0 > most * whole as f64;
        let uneven = |digits: &Digits| {
            digits.total() >= JUDGED_FROM && digits.score().map(Band::of) == Some(Band::Problematic)
        };
        let missing = Field::ALL.into_iter().zip(group.missing);
        let sd = group.wfl_sd().filter(|_| group.scored >= JUDGED_FROM);
        Points {
            weight: uneven(&group.weight),
            length: uneven(&group.length),
            missing: missing
                .filter(|(_, n)| over(*n, group.rows, MOST_MISSING_PCT))
                .map(|(f, _)| f)
                .collect(),
            position: over(group.positions.other, group.positions.known, MOST_OTHER_POSITION_PCT),
            flagged: group.flagged >= LEAST_FLAGGED && over(group.flagged, group.scored, MOST_FLAGGED_PCT),
            ages: group.birthdays.iter().sum::<u64>() >= JUDGED_FROM && heaped(&group.birthdays),
            spread: sd.is_some_and(|sd| sd < LEAST_SD || sd > most_sd(Indicator::WeightForLength)),
        }
    }

    fn words(&self, words: Words) -> Vec<String> {
        let mut all = Vec::new();
        if self.weight {
            all.push(words.t("survey-point-weight"));
        }
        if self.length {
            all.push(words.t("survey-point-length"));
        }
        if self.position {
            all.push(words.t("survey-point-position"));
        }
        if self.ages {
            all.push(words.t("survey-point-ages"));
        }
        if self.flagged {
            all.push(words.t("survey-point-flagged"));
        }
        if self.spread {
            all.push(words.t("survey-point-spread"));
        }
        if !self.missing.is_empty() {
            let fields: Vec<String> = self.missing.iter().map(|one| within(&field(*one, words))).collect();
            all.push(words.with("survey-point-missing", &[("fields", &words.and(&fields))]));
        }
        all
    }
}

/// The part of one column; `at` is its place among the columns, `shown` how many names there is room for.
pub fn section(at: usize, grouping: &ByColumn, shown: usize, words: Words) -> Section {
    let (mut judged, mut few): (Vec<_>, Vec<_>) =
        grouping.groups().iter().partition(|(_, group)| group.is_judged());
    let points = |group: &Group| Points::of(group).words(words);
    let evenness = |group: &Group| {
        let score = |digits: &Digits| digits.score().unwrap_or(0.0);
        score(&group.weight).max(score(&group.length))
    };
    judged.sort_by(|(a, one), (b, other)| {
        let most = points(other).len().cmp(&points(one).len());
        most.then(evenness(other).total_cmp(&evenness(one))).then(a.cmp(b))
    });
    few.sort_by(|(a, one), (b, other)| other.rows.cmp(&one.rows).then(a.cmp(b)));

    let talk = judged.iter().filter(|(_, group)| !points(group).is_empty()).count() as u64;
    let (of, all) = (words.count(judged.len() as u64), words.count(grouping.groups().len() as u64));
    let column = &*column(&grouping.column, words);
    let verdict = match (judged.is_empty(), talk) {
        (true, _) => Verdict::Few,
        (_, 0) => Verdict::Well,
        _ => Verdict::Talk,
    };
    let shows = match verdict {
        Verdict::Few => words.with("survey-by-few", &[("all", &all)]),
        Verdict::Well => words.with("survey-by-well", &[("judged", &of), ("all", &all)]),
        Verdict::Talk => {
            words.with("survey-by-talk", &[("talk", &words.count(talk)), ("judged", &of), ("all", &all)])
        }
    };
    let mut body = String::new();
    if !judged.is_empty() {
        body.push_str(&big_table(column, judged.get(..shown).unwrap_or(&judged), words));
        if judged.len() > shown {
            let more = words.count((judged.len() - shown) as u64);
            let _ = write!(
                body,
                r#"<p class="n">{}</p>"#,
                escaped(&words.with("survey-by-more", &[("more", &more)]))
            );
        }
        let _ = write!(body, r#"<p class="n">{}</p>"#, escaped(&words.t("survey-by-note")));
    }
    if !few.is_empty() {
        let mut named: Vec<String> = few
            .iter()
            .take(shown)
            .map(|(name, group)| format!("{} ({})", shown_name(name, words), words.count(group.rows)))
            .collect();
        if few.len() > shown {
            named.push("…".to_owned());
        }
        let _ = write!(
            body,
            r#"<p class="n">{}</p>"#,
            escaped(&words.with("survey-by-not-judged", &[("names", &named.join(", "))]))
        );
    }
    if grouping.joined.rows > 0 {
        let rows = words.count(grouping.joined.rows);
        let _ = write!(
            body,
            r#"<p class="n">{}</p>"#,
            escaped(&words.with("survey-by-joined", &[("all", &all), ("rows", &rows)]))
        );
    }
    let act = (verdict == Verdict::Talk).then(|| words.t("survey-by-act"));
    let id = ["by", "by2", "by3", "by4"].get(at).copied().unwrap_or("by5");
    Section {
        id,
        title: words.with("survey-by", &[("column", column)]),
        verdict,
        shows,
        act,
        body,
        wide: true,
    }
}

/// What a column is called: by a word where it is a common name for workers or areas, else as the file calls it.
fn column(name: &str, words: Words) -> String {
    match name.to_lowercase().as_str() {
        "worker" => words.t("survey-column-worker"),
        "team" => words.t("survey-column-team"),
        "area" => words.t("survey-column-area"),
        "region" | "gregion" => words.t("survey-column-region"),
        _ => name.to_owned(),
    }
}

fn shown_name(name: &str, words: Words) -> String {
    if name.is_empty() { words.t("survey-by-nameless") } else { name.to_owned() }
}

fn big_table(column: &str, judged: &[&(String, Group)], words: Words) -> String {
    let caption = escaped(&words.with("survey-by-caption", &[("column", column)]));
    let mut html = format!(
        r#"<div class="wide" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption><thead><tr>"#
    );
    let heads = [
        (column.to_owned(), ""),
        (words.t("survey-head-talk"), "w"),
        (words.t("survey-head-n"), ""),
        (words.t("survey-head-weight-digits"), ""),
        (words.t("survey-head-length-digits"), ""),
        (words.t("survey-head-position"), ""),
        (words.t("survey-head-birthdays"), ""),
        (words.t("survey-head-limits"), ""),
        (words.t("survey-head-wfl-sd"), ""),
        (words.t("survey-head-most-missing"), ""),
    ];
    for (head, class) in &heads {
        let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
        let _ = write!(html, r#"<th scope="col"{class}>{}</th>"#, escaped(head));
    }
    html.push_str("</tr></thead><tbody>");
    for (name, group) in judged {
        row(&mut html, name, group, words);
    }
    html.push_str("</tbody></table></div>");
    html
}

fn row(html: &mut String, name: &str, group: &Group, words: Words) {
    let points = Points::of(group);
    let named = points.words(words);
    let talk = if named.is_empty() { words.t("survey-by-nothing") } else { named.join("; ") };
    let _ = write!(
        html,
        r#"<tr><th scope="row">{}</th><td class="w">{}</td><td>{}</td>"#,
        escaped(&shown_name(name, words)),
        escaped(&talk),
        words.count(group.rows)
    );
    for (digits, high) in [(&group.weight, points.weight), (&group.length, points.length)] {
        let _ = write!(
            html,
            r#"<td{}><span class="d">{}{}</span></td>"#,
            marked(high),
            small_digits(&digits.0),
            words.figure(digits.score(), 0)
        );
    }
    share(html, group.positions.other, group.positions.known, points.position, words);
    let (birthdays, aged) = (group.birthdays[0], group.birthdays.iter().sum());
    share(html, birthdays, aged, points.ages, words);
    share(html, group.flagged, group.scored, points.flagged, words);
    let _ = write!(html, "<td{}>{}</td>", marked(points.spread), words.figure(group.wfl_sd(), 2));
    let missing = group.missing.iter().copied().max().unwrap_or(0);
    share(html, missing, group.rows, !points.missing.is_empty(), words);
    html.push_str("</tr>");
}

/// A share with a small bar: the whole width is a half.
fn share(html: &mut String, part: u64, whole: u64, high: bool, words: Words) {
    let _ = write!(html, "<td{}>{}", marked(high), words.percent(part, whole));
    if part > 0 {
        let wide = (part as f64 / whole as f64 * 8.0).min(4.0);
        let _ = write!(html, r#"<span class="bar" style="width:{wide:.2}rem"></span>"#);
    }
    html.push_str("</td>");
}

fn marked(high: bool) -> &'static str {
    if high { r#" class="hi""# } else { "" }
}
