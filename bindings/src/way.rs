//! The way to where a worker is in the app: places only, which name nobody. An app keeps what belongs to each beside it, and writes the way into her
//! folder, so that she finds herself there after a flat battery. It only computes, and knows no place but the first.

use std::sync::Mutex;

use crate::phone::locked;

/// The place that an app begins with.
const FIRST: &str = "today";
/// More are not found again by going back.
const LONGEST: usize = 30;

/// The places on the way, the first a tab, the last what is shown.
#[derive(uniffi::Object)]
pub struct Way {
    places: Mutex<Vec<String>>,
}

#[uniffi::export]
impl Way {
    /// The way that [`Way::text`] wrote; from *Hoy* where there is none.
    #[uniffi::constructor]
    pub fn new(text: &str) -> Self {
        let written: Vec<&str> = text.lines().map(str::trim).filter(|place| !place.is_empty()).collect();
        let last = written.iter().skip(written.len().saturating_sub(LONGEST));
        let mut places: Vec<String> = last.map(|place| (*place).to_owned()).collect();
        if places.is_empty() {
            places.push(FIRST.to_owned());
        }
        Way { places: Mutex::new(places) }
    }

    /// From the tab to what is shown; never empty.
    pub fn places(&self) -> Vec<String> {
        locked(&self.places).clone()
    }

    /// As a file keeps it: a place a line.
    pub fn text(&self) -> String {
        locked(&self.places).join("\n")
    }

    /// Another place is shown; back leads here.
    pub fn push(&self, place: String) {
        let mut places = locked(&self.places);
        if places.len() >= LONGEST {
            places.remove(1);
        }
        places.push(place);
    }

    /// What is shown is done with: this place comes instead, or the way goes back to it where it leads through it.
    pub fn replace(&self, place: String) {
        let mut places = locked(&self.places);
        places.pop();
        match places.iter().rposition(|known| *known == place) {
            Some(at) => places.truncate(at + 1),
            None => places.push(place),
        }
    }

    /// A new way, from a tab.
    pub fn begin(&self, tab: String) {
        *locked(&self.places) = vec![tab];
    }

    /// To the place before; from another tab to *Hoy*. False where there is none before.
    pub fn back(&self) -> bool {
        let mut places = locked(&self.places);
        if places.len() > 1 {
            places.pop();
            return true;
        }
        let elsewhere = places[0] != FIRST;
        places[0] = FIRST.to_owned();
        elsewhere
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(places: &[&str]) -> Way {
        let way = Way::new("");
        way.begin(places[0].to_owned());
        places[1..].iter().for_each(|place| way.push((*place).to_owned()));
        way
    }

    #[test]
    fn back_leads_to_the_tab_and_from_another_tab_to_today() {
        let way = way(&["notices", "person/1"]);
        assert!(way.back());
        assert_eq!(way.places(), ["notices"]);
        assert!(way.back());
        assert_eq!(way.places(), ["today"]);
        assert!(!way.back());
        assert_eq!(way.places(), ["today"]);
    }

    #[test]
    fn what_is_done_with_gives_way_to_what_comes_of_it_and_nobody_goes_in_circles() {
        let way = way(&["today", "household/1", "correct/1", "check/1"]);
        way.replace("household/1".to_owned());
        assert_eq!(way.places(), ["today", "household/1"]);
        way.replace("person/2".to_owned());
        assert_eq!(way.places(), ["today", "person/2"]);
        let alone = Way::new("");
        alone.replace("notices".to_owned());
        assert_eq!(alone.places(), ["notices"]);
    }

    #[test]
    fn a_way_is_found_again_in_its_file_and_never_grows_without_end() {
        let way = way(&["today", "household/1"]);
        assert_eq!(Way::new(&way.text()).places(), way.places());
        assert_eq!(Way::new("\n \n").places(), ["today"]);
        (0..100).for_each(|at| way.push(format!("person/{at}")));
        let places = way.places();
        assert_eq!((places.len(), places[0].as_str(), places[29].as_str()), (30, "today", "person/99"));
        assert_eq!(Way::new(&"person/1\n".repeat(100)).places().len(), 30);
    }
}
