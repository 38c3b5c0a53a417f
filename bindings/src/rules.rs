//! What is the same in every app and is no word and no screen: how long a phone lies open, how long a delivery in the background takes, what can be chosen.

use chaski::words::{Lang, message};

use crate::view::ChartStyle;
use chaski::growth::chart::Layout;

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LanguageName {
    /// As a BCP 47 tag.
    pub tag: String,
    /// By its own name.
    pub name: String,
}

/// The rules of an app.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct AppRules {
    /// A phone that lies open for so long locks itself.
    pub idle_s: u32,
    /// A delivery that the system began takes so long at most; what is left is for the next time.
    pub sync_slice_s: u32,
    /// How often the system is asked for one.
    pub sync_every_s: u32,
    /// How soon again after one that did not bring everything.
    pub sync_back_off_s: u32,
    /// A place that is as near as this is taken at once.
    pub fix_good_m: f64,
    /// The best place after so long is taken.
    pub fix_longest_s: u32,
    /// Letters that are typed are kept after a rest of so long.
    pub typing_ms: u32,
    /// A touch that is a whole answer is seen for so long before the next question comes.
    pub moves_on_ms: u32,
    /// Figures of a PIN that is typed by touch.
    pub pin_digits: u32,
    /// Megabytes a day for checklists and packs that can be chosen.
    pub budgets_mb: Vec<u32>,
    /// Languages that can be chosen; the first stands where none was. English is for those who build.
    pub languages: Vec<LanguageName>,
}

/// The rules of an app.
#[uniffi::export]
pub fn app_rules() -> AppRules {
    let languages =
        [(Lang::Es, "app-language_es"), (Lang::Quz, "app-language_quz"), (Lang::En, "app-language_en")];
    let named = |(lang, id): (Lang, &str)| LanguageName {
        tag: lang.tag().to_owned(),
        name: message(lang, id, &[]).text,
    };
    AppRules {
        idle_s: 5 * 60,
        sync_slice_s: 20,
        sync_every_s: 4 * 60 * 60,
        sync_back_off_s: 10 * 60,
        fix_good_m: 15.0,
        fix_longest_s: 45,
        typing_ms: 500,
        moves_on_ms: 400,
        pin_digits: 4,
        budgets_mb: vec![1, 2, 5, 10, 20],
        languages: languages.into_iter().map(named).collect(),
    }
}

/// White at the sides of a page, dp.
const SIDES: f64 = 32.0;
/// The letters of a chart, and how far they grow with those of the page: it has no room for more.
const LETTER: f64 = 14.0;
const MOST_LETTERS: f64 = 1.3;
/// Of its width, and of the page's height at most.
const HEIGHT: f64 = 0.83;
const MOST_HEIGHT: f64 = 0.6;
const LEAST_HEIGHT: f64 = 160.0;
/// What a chart has at least.
const LEAST_WIDTH: f64 = 120.0;

/// A chart as wide as the page of a phone, whose size is in dp or points. `letters`: how much larger than plain those of the page are.
#[uniffi::export]
pub fn chart_style(page_width: f64, page_height: f64, letters: f64, last_year_only: bool) -> ChartStyle {
    let width = (page_width - SIDES).max(LEAST_WIDTH);
    let height = (width * HEIGHT).min(page_height * MOST_HEIGHT).max(LEAST_HEIGHT);
    let letter = LETTER * letters.clamp(1.0, MOST_LETTERS);
    let layout = Layout { width, height, letter, margin: 0.0, titles: false };
    ChartStyle { layout, name: false, last_year_only, seven_lines: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_fits_a_small_phone_a_flat_one_and_large_letters() {
        let of = |width, height, letters| chart_style(width, height, letters, true).layout;
        let small = of(320.0, 533.0, 1.0);
        assert_eq!((small.width, small.letter, small.titles), (288.0, 14.0, false));
        assert!((small.height - 239.04).abs() < 1e-9);
        assert_eq!(of(640.0, 320.0, 2.0).height, 192.0);
        assert_eq!(of(640.0, 200.0, 2.0).height, 160.0);
        assert_eq!((of(640.0, 320.0, 2.0).letter, of(640.0, 320.0, 0.8).letter), (18.2, 14.0));
        assert_eq!(of(0.0, 0.0, 1.0).width, 120.0);
    }

    #[test]
    fn each_language_that_can_be_chosen_has_its_own_name() {
        let names: Vec<(String, String)> =
            app_rules().languages.into_iter().map(|one| (one.tag, one.name)).collect();
        assert_eq!(names[0], ("es".to_owned(), "Castellano".to_owned()));
        assert!(names.iter().all(|(_, name)| !name.starts_with('[')), "{names:?}");
    }
}
