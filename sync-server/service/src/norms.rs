//! What the norms of the countries say of growth and haemoglobin, read once. Which country's hold is the district's to say; one
//! of none has WHO's figures alone.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chaski::growth::assess::Rules;
use chaski::growth::haemoglobin::RuleSets;
use chaski::growth::packs;

static GROWTH: LazyLock<BTreeMap<&str, Rules>> = LazyLock::new(|| {
    packs::countries().filter_map(|country| Some((country, packs::growth(country)?.ok()?))).collect()
});
static NO_COUNTRY: LazyLock<Rules> = LazyLock::new(Rules::default);
static HAEMOGLOBIN: LazyLock<BTreeMap<&str, RuleSets>> = LazyLock::new(|| {
    packs::countries().filter_map(|country| Some((country, packs::haemoglobin(country)?.ok()?))).collect()
});

/// The rules about growth of a country, or of none.
pub fn growth(country: Option<&str>) -> &'static Rules {
    country.and_then(|country| GROWTH.get(country)).unwrap_or(&NO_COUNTRY)
}

/// The rule sets about haemoglobin of a country; without them nothing is made of one that was measured.
pub fn haemoglobin(country: Option<&str>) -> Option<&'static RuleSets> {
    HAEMOGLOBIN.get(country?)
}
