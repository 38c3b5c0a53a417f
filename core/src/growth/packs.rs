//! The countries' rules that are built into the program, until programmes bring their own. The one place that lists them.

use super::assess::rules::{Rules, RulesError};
use super::haemoglobin::RuleSets;

/// The files of a country, as they are in `core/packs`.
struct Pack {
    country: &'static str,
    growth: &'static str,
    haemoglobin: &'static str,
}

const SHIPPED: &[Pack] = &[Pack {
    country: "pe",
    growth: include_str!("../../packs/pe/growth.json"),
    haemoglobin: include_str!("../../packs/pe/haemoglobin.json"),
}];

/// The countries there are rules of.
pub fn countries() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|pack| pack.country)
}

/// A country's rules about growth; `None` for a country there are none of.
pub fn growth(country: &str) -> Option<Result<Rules, RulesError>> {
    find(country).map(|pack| Rules::from_json(pack.growth))
}

/// A country's rule sets about haemoglobin; `None` for a country there are none of.
pub fn haemoglobin(country: &str) -> Option<Result<RuleSets, RulesError>> {
    find(country).map(|pack| RuleSets::from_json(pack.haemoglobin))
}

fn find(country: &str) -> Option<&'static Pack> {
    SHIPPED.iter().find(|pack| pack.country == country)
}
