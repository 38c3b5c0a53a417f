//! Hoy: what needs the supervisor, the most urgent first; then this month by worker. Each line has one link, which says
//! what it does; what is at zero shrinks to one sentence.

use chrono::Datelike;
use maud::{Markup, html};

use super::super::frame::{Frame, Section};
use super::super::lines;
use super::super::locale::Locale;
use super::super::parts::{Head, Icon, Table, Tone, empty, icon, notice, tag};
use super::super::urls;
use crate::storage::supervision::{AsOf, Count, Coverage, Figure, PhoneLine, Today};
use crate::web::{Ctx, PageResult, html as answer, see_other};
use chaski::record::table::code::visit_outcome;
use chaski::sync::message::Lines;

/// The page.
pub fn page(frame: &Frame<'_>, as_of: AsOf, today: &Today, set_back_s: Option<i64>) -> Markup {
    let v = &frame.v;
    let frame = frame.clone().section(Section::Today).as_of(as_of).list();
    frame.page(
        &v.t("web-today"),
        html! {
            (set_back(v, set_back_s))
            (danger(v, today))
            (two_lines(v, &today.lines))
            (waiting(v, today))
            (silent(v, &today.silent))
            (nothing_in(v, today))
            (coverage(v, &today.coverage))
        },
    )
}

/// The server was put back: until somebody confirms, nothing is decided on these pages.
fn set_back(v: &Locale, set_back_s: Option<i64>) -> Markup {
    html! {
        @if let Some(at_s) = set_back_s {
            (notice(Icon::Info, html! {
                b { (v.with("web-set-back-since", &[("when", (&v.ago(at_s)).into())])) } br; (v.t("web-set-back-says"))
            }))
        }
    }
}

/// Phones that go on twice from one memory.
fn two_lines(v: &Locale, phones: &[PhoneLine]) -> Markup {
    html! {
        @if !phones.is_empty() {
            h2 { (v.t("web-today-lines")) }
            ul.todo {
                @for phone in phones {
                    @if let Some((lines, at_s)) = phone.lines {
                        li {
                            div {
                                (icon(Icon::Phone)) b { (phone.name) } " · " (v.ago(at_s)) br;
                                (v.t(match lines {
                                    Lines::InUseTwice => "web-lines-twice",
                                    Lines::PutBackOrCopied => "web-lines-put-back",
                                }))
                            }
                            a href=(urls::worker(&phone.worker)) { (v.named("web-do-worker", &phone.name)) }
                        }
                    }
                }
            }
        }
    }
}

fn danger(v: &Locale, today: &Today) -> Markup {
    let (open, count) = &today.danger;
    html! {
        @if count.n > 0 {
            h2 { (v.bounded("web-today-danger", *count)) }
            ul.todo {
                @for danger in open {
                    li {
                        div {
                            (tag(Tone::Danger, Icon::Danger, &lines::open_for(v, danger)))
                            b.pn data-code=(danger.person.paper_code()) { (lines::name(v, danger.name.as_deref())) }
                            br; (lines::signs(v, &danger.signs))
                            (lines::whereabouts(v, danger))
                        }
                        a href=(urls::danger_in_list(&danger.referral)) {
                            (v.named("web-today-follow", &lines::name(v, danger.name.as_deref()).text))
                        }
                    }
                }
            }
            @if count.more || count.n > open.len() as u64 {
                p { a href=(urls::DANGER) { (v.bounded("web-today-danger-all", *count)) } }
            }
        }
    }
}

fn waiting(v: &Locale, today: &Today) -> Markup {
    let (to_review, first) = today.to_review;
    let one = |count: Count, picture: Icon, says: Markup, address: &str, verb: &str| {
        html! {
            @if count.n > 0 {
                li { div { (icon(picture)) (says) } a href=(address) { (v.bounded(verb, count)) } }
            }
        }
    };
    let plain = |id: &str| html! { (v.t(id)) };
    let counts =
        [today.answered, today.changed, to_review, today.disputes, today.alike, today.aside, today.unplaced];
    let any = counts.iter().any(|count| count.n > 0);
    let answered = urls::with(urls::VISITS, &[("review", Some("answered"))]);
    let changed = urls::with(urls::VISITS, &[("review", Some("changed"))]);
    let unseen = urls::with(urls::VISITS, &[("review", Some("none"))]);
    let flagged = urls::with(urls::VISITS, &[("review", Some("none")), ("attention", Some("yes"))]);
    html! {
        @if any {
            h2 { (v.t("web-today-waiting")) }
            ul.todo {
                (one(today.answered, Icon::Answered, plain("web-today-answered"), &answered, "web-do-answered"))
                (one(today.changed, Icon::History, plain("web-today-changed"), &changed, "web-do-changed"))
                (one(first, Icon::Look, plain("web-today-flagged"), &flagged, "web-do-flagged"))
                (one(to_review, Icon::Pending, plain("web-today-review"), &unseen, "web-do-review"))
                (one(today.disputes, Icon::Dispute, plain("web-today-disputes"), urls::DISPUTES, "web-do-disputes"))
                (one(today.alike, Icon::Same, plain("web-today-alike"), urls::ALIKE, "web-do-alike"))
                (one(today.aside, Icon::Info, plain("web-today-aside"), urls::ASIDE, "web-do-aside"))
                (one(today.unplaced, Icon::Info, plain("web-today-unplaced"), urls::PLACE, "web-do-unplaced"))
            }
        }
    }
}

fn silent(v: &Locale, phones: &[PhoneLine]) -> Markup {
    html! {
        @if !phones.is_empty() {
            h2 { (v.counted("web-today-silent", phones.len() as u64)) }
            p { (v.t("web-today-silent-means")) }
            ul.todo {
                @for phone in phones {
                    li {
                        div {
                            (icon(Icon::Phone)) b { (phone.name) } " · "
                            @match phone.last_sync_s {
                                Some(at_s) => { (v.with("web-phone-last", &[("when", (&v.ago(at_s)).into())])) }
                                None => { (v.t("web-phone-never")) }
                            }
                            @if phone.unsent > 0 { " · " (v.counted("web-phone-unsent", phone.unsent)) }
                        }
                        a href=(urls::worker(&phone.worker)) { (v.named("web-do-worker", &phone.name)) }
                    }
                }
            }
        }
    }
}

fn nothing_in(v: &Locale, today: &Today) -> Markup {
    let counts = [
        (today.danger.1, "web-zero-danger"),
        (today.answered, "web-zero-answered"),
        (today.to_review.0, "web-zero-review"),
        (today.disputes, "web-zero-disputes"),
        (today.alike, "web-zero-alike"),
        (today.aside, "web-zero-aside"),
        (Count { n: today.silent.len() as u64, more: false }, "web-zero-silent"),
    ];
    let none: Vec<_> = counts.iter().filter(|(count, _)| count.n == 0).map(|(_, id)| v.t(id)).collect();
    html! {
        @if !none.is_empty() {
            (notice(Icon::Done, html! {
                p { (v.with("web-nothing-in", &[("list", (&v.join(&none, ", ").text).into())])) }
            }))
        }
    }
}

fn coverage(v: &Locale, workers: &[Coverage]) -> Markup {
    let first = v.today().with_day(1).unwrap_or(v.today());
    let month = first.to_string();
    let share = |worker: &Coverage, figure: Figure, part: u64, whole: u64| match whole {
        0 => v.share(part, whole),
        _ => html! {
            a href=(super::visits::made_of(worker.worker, figure, first)) { (v.share(part, whole)) }
        },
    };
    let visits = |worker: &Coverage, outcome: i64| {
        let (worker, outcome) = (worker.worker.to_string(), outcome.to_string());
        urls::with(
            urls::VISITS,
            &[("worker", Some(&worker)), ("outcome", Some(&outcome)), ("from", Some(&month))],
        )
    };
    let table = Table {
        id: "coverage",
        caption: html! { (v.t("web-coverage-of")) },
        heads: vec![
            Head::words(v.t("web-coverage-worker")),
            Head::figures(v.t("web-coverage-followed")),
            Head::figures(v.t("web-coverage-in-time")),
            Head::figures(v.t("web-coverage-done")),
            Head::figures(v.t("web-coverage-not-done")),
            Head::figures(v.t("web-coverage-place")),
        ],
        rows: workers
            .iter()
            .map(|worker| {
                vec![
                    html! {
                        a href=(urls::worker(&worker.worker)) { (worker.name) }
                        @if !worker.areas.is_empty() { small { (worker.areas.join(", ")) } }
                    },
                    share(worker, Figure::Followed, worker.followed, worker.expected),
                    share(worker, Figure::InTime, worker.in_time, worker.expected),
                    html! { a href=(visits(worker, visit_outcome::done)) { (v.number(worker.done)) } },
                    html! {
                        @if worker.not_done == 0 { "0" } @else {
                            a href=(super::visits::made_of(worker.worker, Figure::NotDone, first)) { (v.number(worker.not_done)) }
                        }
                    },
                    share(worker, Figure::WithPlace, worker.with_place, worker.done),
                ]
            })
            .collect(),
        names: 0,
    };
    html! {
        h2 { (v.t("web-coverage")) }
        @if workers.is_empty() {
            (empty(&v.t("web-coverage-empty"), None))
        } @else {
            (table.markup())
            p.small { (v.t("web-coverage-n-and-d")) }
        }
    }
}

/// The door of the pages leads here.
pub async fn home(_: Ctx) -> PageResult {
    Ok(see_other(urls::TODAY))
}

/// What needs the viewer.
pub async fn get(ctx: Ctx) -> PageResult {
    let as_of = ctx.supervision().as_of(&ctx.viewer).await?;
    let today = ctx.supervision().today(&ctx.viewer, &ctx.today(), ctx.now_s).await?;
    Ok(answer(page(&ctx.frame(), as_of, &today, ctx.set_back_s)))
}
