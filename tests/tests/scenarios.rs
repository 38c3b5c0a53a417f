//! One promise a test, in the smallest district that can break it. The simulator's parts, its ledger and its named
//! assertions; no chance but a fixed seed.

#![allow(clippy::panic)]

use std::sync::OnceLock;

use chaski::record::VOID;
use chaski::record::table::{household, person, reading};
use chaski_tests::sim::Template;
use chaski_tests::sim::district::District;
use chaski_tests::sim::keys::Mood;
use chaski_tests::sim::ledger::Expect;
use chaski_tests::sim::line::Way;
use chaski_tests::sim::save::During;
use chaski_tests::sim::tally::{Held, broken, hold};
use chaski_tests::sim::template::SUPERVISOR;

/// Runs a scenario, then heals the district and checks everything that must hold at the end.
fn in_a_district(seed: u64, scenario: impl Fn(&mut District<'_>) -> Held) {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| Template::make().unwrap_or_else(|failure| panic!("{failure}")));
    let run = || {
        let mut district = District::start(template, seed)?;
        scenario(&mut district)?;
        district.heal()?;
        district.check()
    };
    run().unwrap_or_else(|failure| panic!("{failure}"));
}

fn sync_all(district: &mut District<'_>, phones: &[usize]) -> Held {
    for phone in phones {
        district.sync(*phone, Way::Whole)?;
    }
    Ok(())
}

/// A family that the two visitors of the first area and the supervisor hold.
fn family(district: &mut District<'_>) -> Held<(usize, usize)> {
    let made = district.save_family(0, None, During::Nothing)?;
    sync_all(district, &[0, 1, SUPERVISOR])?;
    Ok(made.unwrap_or_default())
}

#[test]
fn what_was_saved_survives_a_power_cut_at_any_moment() {
    in_a_district(1, |district| {
        for write in 1..20 {
            district.save_family(0, None, During::Off(write))?;
            district.save_family(0, None, During::Nothing)?;
            district.phones[0].disk.power_cut(write);
            district.boot(0)?;
        }
        Ok(())
    });
}

#[test]
fn what_is_acknowledged_survives_a_power_cut_of_the_server() {
    in_a_district(2, |district| {
        for seed in 0..6 {
            district.save_family(0, None, During::Nothing)?;
            district.sync(0, Way::Whole)?;
            district.server.power_cut(seed)?;
            district.acknowledged_is_durable()?;
        }
        Ok(())
    });
}

#[test]
fn a_cursor_never_stands_ahead_of_its_page() {
    in_a_district(3, |district| {
        for write in 1..24 {
            district.save_family(0, None, During::Nothing)?;
            district.sync(0, Way::Whole)?;
            district.sync(1, Way::PageOff(write))?;
            district.cursor_is_behind(1)?;
        }
        Ok(())
    });
}

#[test]
fn two_values_said_apart_are_both_kept_and_listed() {
    in_a_district(4, |district| {
        let (house, _) = family(district)?;
        let place = (house, household::known_as, None);
        for phone in [0, 1, SUPERVISOR] {
            let Some(seen) = district.look(phone, &place)? else { continue };
            district.set_text(phone, seen, During::Nothing)?;
        }
        sync_all(district, &[0, 1, SUPERVISOR, 0, 1])?;
        let Some(seen) = district.look(1, &place)? else { return Ok(()) };
        hold("every_dispute_listed", seen.shown.disputed && seen.shown.all.len() == 3, || {
            format!("{:?}", seen.shown)
        })
    });
}

#[test]
fn a_dispute_that_was_settled_stays_settled_and_a_late_value_opens_it_again() {
    in_a_district(5, |district| {
        let (house, _) = family(district)?;
        let place = (house, household::known_as, None);
        let old_screen = district.look(0, &place)?;
        for phone in [0, 1] {
            let Some(seen) = district.look(phone, &place)? else { continue };
            district.set_text(phone, seen, During::Nothing)?;
        }
        sync_all(district, &[0, 1, SUPERVISOR])?;
        hold("every_dispute_listed", district.settle(&place)?, || {
            "the supervisor has nothing to settle".into()
        })?;
        sync_all(district, &[SUPERVISOR, 0, 1])?;
        let Some(seen) = district.look(1, &place)? else { return Ok(()) };
        hold("settled_stays_settled", !seen.shown.disputed, || format!("{:?}", seen.shown))?;
        if let Some(seen) = old_screen {
            district.set_text(0, seen, During::Nothing)?;
        }
        sync_all(district, &[0, 1])?;
        let Some(seen) = district.look(1, &place)? else { return Ok(()) };
        hold("every_dispute_listed", seen.shown.disputed, || format!("{:?}", seen.shown))
    });
}

#[test]
fn a_save_replaces_what_its_author_was_shown_and_nothing_that_arrived_since() {
    in_a_district(6, |district| {
        let (house, _) = family(district)?;
        let place = (house, household::known_as, None);
        let Some(screen) = district.look(0, &place)? else { return Ok(()) };
        let Some(seen) = district.look(1, &place)? else { return Ok(()) };
        district.set_text(1, seen, During::Nothing)?;
        sync_all(district, &[1, 0])?;
        district.set_text(0, screen, During::Nothing)?;
        Ok(())
    });
}

#[test]
fn equal_values_said_apart_are_no_dispute_and_are_replaced_together() {
    in_a_district(7, |district| {
        let (house, _) = family(district)?;
        let place = (house, household::reference, None);
        for phone in [0, 1] {
            let Some(seen) = district.look(phone, &place)? else { continue };
            let mark = district.ledger.marker();
            district.set(
                phone,
                seen,
                chaski::record::Value::text("junto al puente"),
                &mark,
                During::Nothing,
            )?;
        }
        sync_all(district, &[0, 1, 0])?;
        let Some(seen) = district.look(0, &place)? else { return Ok(()) };
        hold("save_replaces_only_what_was_shown", seen.shown.replaces.len() == 2, || {
            format!("{:?}", seen.shown)
        })?;
        district.set_text(0, seen, During::Nothing)?;
        Ok(())
    });
}

#[test]
fn a_change_that_waits_is_kept_and_takes_its_place_when_the_other_arrives() {
    in_a_district(8, |district| {
        for _ in 0..6 {
            let Some((house, _)) = district.save_family(0, None, During::Nothing)? else { continue };
            district.save_child_in(0, house, Expect::Nothing, During::Nothing)?;
            district.sync(0, Way::Withheld)?;
            district.sync(0, Way::Whole)?;
        }
        Ok(())
    });
}

#[test]
fn a_change_withheld_from_a_batch_is_not_acknowledged() {
    in_a_district(9, |district| {
        for _ in 0..4 {
            district.save_family(0, None, During::Nothing)?;
            district.sync(0, Way::Withheld)?;
        }
        Ok(())
    });
}

#[test]
fn a_database_set_back_to_an_older_image_goes_on_under_a_tag_of_its_own_and_gets_back_what_it_lacks() {
    in_a_district(10, |district| {
        district.save_family(0, None, During::Nothing)?;
        district.sync(0, Way::Whole)?;
        district.keep_image(0)?;
        let lacked = district.save_family(0, None, During::Nothing)?;
        district.sync(0, Way::Whole)?;
        let before = (district.device(0)?, district.phones[0].store()?.opening().tag);
        district.restore_image(0)?;
        // Nothing is set aside for it.
        district.unsettled = false;
        district.save_family(0, None, During::Nothing)?;
        sync_all(district, &[0])?;
        let now = (district.device(0)?, district.phones[0].store()?.opening().tag);
        hold("name_used_once", now.0 == before.0 && now.1 != before.1, || {
            format!("{before:?}, then {now:?}")
        })?;
        let Some((house, _)) = lacked else { return Ok(()) };
        let there = district.name_on(0, house)?.is_some();
        hold("nothing_lost", there, || "what the image lacked is not on the phone".into())
    });
}

#[test]
fn two_copies_of_one_phone_both_keep_what_they_say_and_it_counts_once() {
    in_a_district(11, |district| {
        district.save_family(0, None, During::Nothing)?;
        district.copy(0, false, 0)?;
        let copy = district.phones.len() - 1;
        district.unsettled = false;
        for phone in [0, copy, 0, copy] {
            district.save_family(phone, None, During::Nothing)?;
            district.sync(phone, Way::AnswerLost)?;
            district.sync(phone, Way::Whole)?;
        }
        Ok(())
    });
}

#[test]
fn a_change_without_a_right_is_set_aside_its_author_learns_it_and_it_counts_once_accepted() {
    in_a_district(12, |district| {
        district.unsettled = true;
        let south = district.template.areas[1];
        let Some(house) = district.save_foreign(0, south)? else { return Ok(()) };
        sync_all(district, &[0, 0])?;
        let known = district.name_on(0, house)?.is_some();
        hold("verdict_reaches_author", !known, || "it still counts on its author's phone".into())?;
        district.save_foreign(1, south)?;
        sync_all(district, &[1, 1])?;
        let marker = district.ledger.records[house].marker.clone();
        district.accept(&marker)?;
        sync_all(district, &[0, 2])?;
        let fed = district.name_on(2, house)?.is_some();
        hold("accepted_counts", fed, || "the phone of its area does not hold it".into())
    });
}

#[test]
fn what_a_stopped_phone_still_sends_is_set_aside_and_its_author_learns_it() {
    in_a_district(19, |district| {
        let (house, _) = family(district)?;
        district.stop(0)?;
        let place = (house, household::known_as, None);
        let Some(seen) = district.look(0, &place)? else { return Ok(()) };
        let before = seen.shown.value.clone();
        district.set_text(0, seen, During::Nothing)?;
        sync_all(district, &[0, 0])?;
        let after = district.look(0, &place)?.and_then(|seen| seen.shown.value);
        hold("verdict_reaches_author", after == before, || {
            format!("{after:?} counts on the phone that was stopped")
        })
    });
}

#[test]
fn what_a_copy_of_a_stopped_phone_sends_is_held_and_set_aside() {
    in_a_district(20, |district| {
        let (house, _) = family(district)?;
        district.stop(0)?;
        district.copy(0, false, 0)?;
        let copy = district.phones.len() - 1;
        for phone in [0, copy] {
            let Some(seen) = district.look(phone, &(house, household::known_as, None))? else { continue };
            district.set_text(phone, seen, During::Nothing)?;
        }
        sync_all(district, &[0, copy, 0, copy])?;
        let mut left = 0;
        for phone in [0, copy] {
            let store = district.phones[phone].store()?;
            left += match chaski::store::inbox::delivery(&store.log()) {
                Ok(delivery) => delivery.on_this_phone_only,
                Err(error) => return broken("acknowledged", error),
            };
        }
        hold("acknowledged", left == 0, || {
            format!("{left} changes of a stopped phone's copies were turned away")
        })
    });
}

#[test]
fn the_brothers_and_sisters_of_a_child_that_moved_are_not_fed_along() {
    in_a_district(13, |district| {
        district.unsettled = true;
        let (house, child) = family(district)?;
        district.save_child_in(0, house, Expect::Nothing, During::Nothing)?;
        let far = district.save_family(2, None, During::Nothing)?;
        sync_all(district, &[0, 2, SUPERVISOR])?;
        let Some((far, _)) = far else { return Ok(()) };
        district.move_child(SUPERVISOR, child, far)?;
        sync_all(district, &[SUPERVISOR, 0, 2])?;
        let there = district.name_on(2, child)?.is_some();
        hold("replicas_equal", there, || "the child is not where it moved to".into())
    });
}

#[test]
fn an_upload_that_is_cut_leaves_every_batch_that_was_whole() {
    in_a_district(14, |district| {
        for _ in 0..12 {
            for _ in 0..4 {
                district.save_family(0, None, During::Nothing)?;
                // Each opening makes a batch of its own.
                district.boot(0)?;
            }
            district.sync(0, Way::CutUp)?;
        }
        Ok(())
    });
}

#[test]
fn a_removed_record_keeps_what_was_said_of_it_meanwhile() {
    in_a_district(15, |district| {
        let (_, _) = family(district)?;
        for _ in 0..12 {
            district.save_something(0, During::Nothing)?;
        }
        sync_all(district, &[0, 1])?;
        let Some(id) = district.on_phone(1, &[reading::ID])?.first().copied() else { return Ok(()) };
        district.void(0, id, true, During::Nothing)?;
        let Some(seen) = district.look(1, &(id, reading::instrument, None))? else { return Ok(()) };
        district.set_text(1, seen, During::Nothing)?;
        sync_all(district, &[0, 1, 0])?;
        let voided = district.look(1, &(id, VOID, None))?.is_some_and(|seen| seen.shown.value.is_some());
        hold("replicas_equal", voided, || "the removal did not arrive".into())
    });
}

#[test]
fn a_keystore_that_fails_stops_nothing_that_is_open_and_makes_no_other_phone() {
    in_a_district(16, |district| {
        for (at, mood) in [Mood::FailsToRead, Mood::FailsToWrite].iter().cycle().take(8).enumerate() {
            let device = district.device(0)?;
            district.save_family(0, None, During::Nothing)?;
            district.phones[0].keys.set_mood(*mood);
            if at < 4 {
                let done = district.sync(0, Way::Whole)?.is_some();
                hold("keystore_failure_stops_nothing", done, || "a sync stopped".into())?;
            } else {
                district.phones[0].close();
                let opened = district.phones[0].try_open().is_ok();
                // Keys that are not given open nothing; ones that need no keeping are not kept again.
                hold("keystore_failure_stops_nothing", opened != (*mood == Mood::FailsToRead), || {
                    format!("{mood:?}: opened {opened}")
                })?;
            }
            district.phones[0].keys.set_mood(Mood::Works);
            district.boot(0)?;
            let now = district.device(0)?;
            hold("power_cut_keeps_identity", now == device, || format!("{device:?} became {now:?}"))?;
        }
        Ok(())
    });
}

#[test]
fn a_family_that_moves_there_and_back_is_whole_in_both_areas() {
    in_a_district(17, |district| {
        district.unsettled = true;
        let (house, child) = family(district)?;
        let areas = district.template.areas.clone();
        for (mover, area) in [(0, 1), (2, 0), (SUPERVISOR, 1), (2, 0)] {
            district.move_house(mover, house, areas[area])?;
            sync_all(district, &[mover, 0, 1, 2, SUPERVISOR])?;
            let holder = if area == 1 { 2 } else { 0 };
            let Some(seen) = district.look(holder, &(child, person::given_names, None))? else {
                return hold("replicas_equal", false, || format!("phone {holder} does not hold the child"));
            };
            district.set_text(holder, seen, During::Nothing)?;
            sync_all(district, &[holder])?;
        }
        Ok(())
    });
}

#[test]
fn an_old_request_that_arrives_late_adds_nothing_and_nothing_is_said_twice() {
    in_a_district(18, |district| {
        for way in [Way::Late, Way::Twice, Way::Late, Way::Dropped, Way::AnswerLost, Way::CutDown]
            .iter()
            .cycle()
            .take(18)
        {
            district.save_family(0, None, During::Nothing)?;
            district.sync(0, *way)?;
        }
        Ok(())
    });
}
