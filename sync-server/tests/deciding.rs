//! What supervisors decide and take along, asked for as a browser asks: nothing happens before the page that asks was
//! answered, and nothing of a family leaves without being written down.

use chaski::change::Register;
use chaski::record::RecordName;
use chaski::record::table::{code, person, reading};
use chaski::sync::http;
use chaski::sync::short_code::ShortCode;
use chaski_service::storage::Storage;
use chaski_service::storage::supervision::{Supervision, Viewer};

use crate::common::District;
use crate::common::web::{Browser, Family, Page};

fn told(district: &District, family: &Family, viewer: &Viewer) -> (Vec<String>, usize) {
    let view = district.storage.register_view(viewer, &family.dispute);
    let (item, history, _) = district.runtime.block_on(view).unwrap().unwrap();
    (item.shown.all.iter().map(ToString::to_string).collect(), history.len())
}

fn new_area(district: &District, name: &str) -> RecordName {
    let added = district.storage.add_area(name, code::area_kind::sector, None);
    district.runtime.block_on(added).unwrap()
}

fn desk() -> (District, RecordName) {
    let district = District::start();
    let area = new_area(&district, "Norte");
    (district, area)
}

fn text(page: &Page) -> String {
    page.text()
}

#[test]
fn a_dispute_is_decided_with_a_reason_after_the_page_that_asks_and_never_over_what_nobody_saw() {
    let (district, area) = desk();
    let viewer = district.account("norte", &[area], (true, true));
    let family = Family::of(&district, area, "Norte", &viewer);
    let mut browser = Browser::signed_in(&district, "norte");
    let address = format!("/disputes/{}?field={}", family.child, person::given_names);

    let list = text(&browser.get("/disputes"));
    assert!(!list.contains("UnoNorte") && !list.contains("DosNorte"), "a list holds personal values");
    let page = text(&browser.get(&address));
    assert!(page.contains("UnoNorte") && page.contains("DosNorte"));
    assert!(!page.contains(" checked"), "something is preselected");

    let (heads, said) = told(&district, &family, &viewer);
    let seen: Vec<(&str, &str)> = heads.iter().map(|head| ("seen", head.as_str())).collect();
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
        seen.iter().copied().chain(more.iter().copied()).collect()
    };
    // Without a choice and a reason the form comes back, filled.
    let back = browser.post(&address, &with(&[("value", "Tres")]));
    assert_eq!(back.status, 422);
    assert!(text(&back).contains("role=\"alert\"") && text(&back).contains("Tres"));
    // With both it asks, and nothing happened.
    let other = [("choice", "other"), ("value", "Tres"), ("reason", "Lo vi en el DNI")];
    let asks = browser.post(&address, &with(&other));
    assert_eq!((asks.status, told(&district, &family, &viewer).1), (200, said));
    assert!(text(&asks).contains("name=\"sure\"") && text(&asks).contains("Tres"));
    // What was shown is not what is there: told, and nothing is settled.
    let mut sure = other.to_vec();
    sure.push(("sure", "yes"));
    let mut of_one = vec![seen[0]];
    of_one.extend(sure.iter().copied());
    let stale = browser.post(&address, &of_one);
    assert_eq!((stale.status, told(&district, &family, &viewer).1), (409, said));
    let done = browser.post(&address, &with(&sure));
    assert_eq!((done.status, done.location()), (303, "/disputes?done=done-settled"));
    let (heads, said_now) = told(&district, &family, &viewer);
    assert_eq!((heads.len(), said_now), (1, said + 1));
    assert!(text(&browser.get(&address)).contains("/correct/"), "a decided dispute can be opened again");
}

#[test]
fn a_corrected_weight_is_kept_as_it_was_typed_and_asks_why() {
    let (district, area) = desk();
    let viewer = district.account("norte", &[area], (true, true));
    let family = Family::of(&district, area, "Norte", &viewer);
    let mut browser = Browser::signed_in(&district, "norte");
    let record = family.records[&reading::ID];
    let address = format!("/correct/{record}?field={}", reading::weight);
    let register = Register { record, field: reading::weight, path: None };
    let heads = || {
        let view = district.storage.register_view(&viewer, &register);
        district.runtime.block_on(view).unwrap().unwrap().0
    };
    let seen = || heads().shown.all.iter().map(ToString::to_string).collect::<Vec<String>>();
    let shown = seen();
    assert!(text(&browser.get(&address)).contains("kg"));
    let fields = [("seen", shown[0].as_str()), ("value-kg", "12,50"), ("value-clothes", "light")];
    assert_eq!(browser.post(&address, &fields).status, 422, "without a reason");
    let mut fields = fields.to_vec();
    fields.push(("reason", "Se leyó mal la balanza"));
    fields.push(("sure", "yes"));
    assert_eq!(browser.post(&address, &fields).status, 303);
    let now = heads().values[0].value.clone();
    assert_eq!(now["kg"], "12.50");
    // The history says which is in use, and why in a sentence of its own.
    let page = browser.get(&address);
    assert!(text(&page).contains("se usa ahora<br>Dijo por qué: Se leyó mal la balanza"), "{}", text(&page));
    // Again, from a page that is old by now.
    assert_eq!(browser.post(&address, &fields).status, 409);
    // Out of the field's range it comes back with the range.
    let shown = seen();
    let wrong = [("seen", shown[0].as_str()), ("value-kg", "900"), ("reason", "x")];
    let back = browser.post(&address, &wrong);
    assert_eq!(back.status, 422);
    assert!(text(&back).contains("500") && text(&back).contains("href=\"#value-kg\""));
}

#[test]
fn a_list_leaves_without_names_unless_they_are_asked_for_and_is_written_down() {
    let (district, area) = desk();
    let viewer = district.account("norte", &[area], (true, true));
    let family = Family::of(&district, area, "Norte", &viewer);
    let mut browser = Browser::signed_in(&district, "norte");
    for kind in ["measurements", "visits", "children"] {
        let file = browser.get(&format!("/exports/{kind}?as=csv"));
        assert_eq!(file.status, 200, "{kind}");
        assert!(file.header("content-disposition").unwrap().starts_with("attachment"));
        for secret in ["Apellido", "Illa", "Casa", "2025-01-15"] {
            assert!(!text(&file).contains(secret), "{kind} holds {secret}");
        }
        let sheet = browser.get(&format!("/exports/{kind}?as=xlsx"));
        assert!(sheet.status == 200 && sheet.body.starts_with(b"PK"), "{kind}");
    }
    let code = family.child.paper_code();
    let children = browser.get("/exports/children?as=csv&bom=yes&names=yes");
    assert!(children.body.starts_with("\u{feff}child,".as_bytes()));
    assert!(text(&children).contains("ApellidoNorte") && text(&children).contains(&code));
    let seen = district.storage.seen(&viewer, None, None);
    let what: Vec<String> =
        district.runtime.block_on(seen).unwrap().items.into_iter().map(|seen| seen.what).collect();
    for wanted in ["export_csv_visits", "export_xlsx_measurements", "export_csv_children_names"] {
        assert!(what.iter().any(|what| what == wanted), "{wanted} is not in {what:?}");
    }
    district.account("sin", &[area], (false, false));
    let mut other = Browser::signed_in(&district, "sin");
    for path in ["/exports", "/exports/visits?as=csv", "/exports/children?as=csv&names=yes"] {
        assert_eq!(other.get(path).status, 403, "{path}");
    }
}

#[test]
fn an_invitation_is_shown_once_and_reads_back_as_it_is_typed_from_paper() {
    let (district, area) = desk();
    district.account("norte", &[area], (false, true));
    let mut browser = Browser::signed_in(&district, "norte");
    assert!(text(&browser.get("/people/enrol")).contains("Norte"));
    let area = area.to_string();
    let back = browser.post("/people/enrol", &[("name", "Nelly Quispe")]);
    assert_eq!(back.status, 422);
    assert!(text(&back).contains("Nelly Quispe") && text(&back).contains("href=\"#role\""));
    let fields = [("name", "Nelly Quispe"), ("role", "visitor"), ("area", area.as_str())];
    let page = text(&browser.post("/people/enrol", &fields));
    let typed = page.split("<p class=\"code\">").nth(1).unwrap().split("</p>").next().unwrap();
    let short = ShortCode::from_text(typed).expect("the short code reads back");
    let invitation = http::invitation(&short, &district.link()).expect("and opens the invitation");
    assert!(invitation.url.starts_with("https://") && !page.contains(&invitation.to_text()[..40]));
    assert!(page.contains("class=\"qr\"") && page.len() < 30_000, "{}", page.len());
    let workers = district.runtime.block_on(district.storage.workers()).unwrap();
    assert!(workers.iter().any(|(_, name)| name == "Nelly Quispe"));
    // An area of others is none that can be given.
    let elsewhere = new_area(&district, "Sur").to_string();
    let fields = [("name", "Otra"), ("role", "visitor"), ("area", elsewhere.as_str())];
    assert_eq!(browser.post("/people/enrol", &fields).status, 422);
}

#[test]
fn a_phone_is_stopped_only_after_it_was_said_what_happens_to_its_data() {
    let (district, area) = desk();
    let viewer = district.account("norte", &[area], (true, true));
    let family = Family::of(&district, area, "Norte", &viewer);
    let mut browser = Browser::signed_in(&district, "norte");
    let address = format!("/people/stop/{}", family.device.to_hex());
    let stopped = || {
        let phones = district.runtime.block_on(district.storage.phones(&viewer)).unwrap();
        phones.iter().find(|phone| phone.device == family.device).unwrap().stopped
    };
    let asks = browser.post(&address, &[]);
    assert!(asks.status == 200 && text(&asks).contains("name=\"sure\"") && !stopped());
    assert_eq!(browser.post(&address, &[("sure", "yes")]).status, 303);
    assert!(stopped());
}

#[test]
fn what_was_set_aside_comes_in_by_a_decision_with_a_reason() {
    let (district, area) = desk();
    let viewer = district.account("norte", &[area], (true, true));
    let family = Family::of(&district, area, "Norte", &viewer);
    let mut browser = Browser::signed_in(&district, "norte");
    let address = format!("/aside/{}", family.aside);
    let page = text(&browser.get(&address));
    assert!(page.contains("ApartadaNorte") && page.contains("detenido"));
    assert_eq!(browser.post(&address, &[("what", "accept")]).status, 422);
    let seen = browser.get(&address).hidden("revision").unwrap();
    let fields = [
        ("what", "accept"),
        ("reason", "Ella lo anotó antes de que se detuviera"),
        ("revision", seen.as_str()),
    ];
    assert_eq!(browser.post(&address, &fields).status, 200);
    let mut fields = fields.to_vec();
    fields.push(("sure", "yes"));
    assert_eq!(browser.post(&address, &fields).location(), "/aside?done=done-aside-accepted");
    let list = district.runtime.block_on(district.storage.aside_list(&viewer, None)).unwrap();
    assert!(list.items.is_empty());
}

#[test]
fn what_a_copy_said_under_known_names_is_shown_without_values_to_who_sees_its_phones_areas() {
    let (district, area) = desk();
    let viewer = district.account("norte", &[area], (true, true));
    let other = new_area(&district, "Sur");
    district.account("sur", &[other], (true, true));
    let family = Family::of(&district, area, "Norte", &viewer);
    let (mut north, mut south) =
        (Browser::signed_in(&district, "norte"), Browser::signed_in(&district, "sur"));
    let heading = "De una copia del celular";
    assert!(!text(&north.get("/aside")).contains(heading));
    // As the server keeps what a copied process says under a name that it knows: here of the child's own record.
    let name = family.child.change();
    let kept = district.storage.inspect(|conn| {
        conn.execute(
            "INSERT INTO apart (device, hash, number, key, body, ancestry, received_s)
             SELECT ?1, hash, ?2, key, body, NULL, 1 FROM change WHERE name = ?3",
            rusqlite::params![name.device.0.as_slice(), name.number as i64, name.key().as_slice()],
        )
    });
    assert_eq!(kept.unwrap().unwrap(), 1);
    let page = text(&north.get("/aside"));
    assert!(page.contains(heading) && page.contains("1 anotación guardada"), "{page}");
    for value in ["ApellidoNorte", "CasaNorte", "UnoNorte", "DosNorte"] {
        assert!(!page.contains(value), "a list holds {value}");
    }
    assert!(!text(&south.get("/aside")).contains(heading));
}

#[test]
fn families_are_handed_over_to_another_area_of_the_viewer() {
    let district = District::start();
    let (norte, sur) = (new_area(&district, "Norte"), new_area(&district, "Sur"));
    let viewer = district.account("ambas", &[norte, sur], (true, true));
    let family = Family::of(&district, norte, "Norte", &viewer);
    let mut browser = Browser::signed_in(&district, "ambas");
    let address = format!("/workers/{}/hand-over", family.worker);
    assert!(text(&browser.get(&address)).contains("CasaNorte"));
    let (from, to, house) = (norte.to_string(), sur.to_string(), family.household.to_string());
    let fields = [
        ("from", from.as_str()),
        ("area", to.as_str()),
        ("family", house.as_str()),
        ("reason", "Cambio de zona"),
    ];
    assert!(text(&browser.post(&address, &fields)).contains("name=\"sure\""));
    let mut fields = fields.to_vec();
    fields.push(("sure", "yes"));
    assert_eq!(browser.post(&address, &fields).status, 303);
    let of = |area| district.runtime.block_on(district.storage.family_list(&viewer, area, None)).unwrap();
    assert!(of(norte).items.is_empty());
    assert_eq!(of(sur).items.iter().map(|family| family.household).collect::<Vec<_>>(), [family.household]);
}

#[test]
fn the_families_of_a_divided_area_are_given_their_part_after_the_page_that_asks() {
    let (district, whole) = desk();
    let viewer = district.account("norte", &[whole], (true, true));
    let family = Family::of(&district, whole, "Norte", &viewer);
    let mut browser = Browser::signed_in(&district, "norte");
    assert!(!text(&browser.get("/today")).contains("/place"));
    let part = |name: &str| {
        let added = district.storage.add_area(name, code::area_kind::sector, Some(whole));
        district.runtime.block_on(added).unwrap()
    };
    let (upper, _lower) = (part("Norte alto"), part("Norte bajo"));
    assert!(text(&browser.get("/today")).contains("/place"));
    let page = text(&browser.get("/place"));
    assert!(page.contains("CasaNorte") && page.contains("Norte alto") && !page.contains(" checked"));

    let (house, area) = (family.household.to_string(), upper.to_string());
    let fields = [("family", house.as_str()), ("area", area.as_str()), ("reason", "Vive arriba")];
    for missing in 0..fields.len() {
        let mut some = fields.to_vec();
        some.remove(missing);
        let back = browser.post("/place", &some);
        assert_eq!(back.status, 422, "without {}", fields[missing].0);
        assert!(text(&back).contains("role=\"alert\""));
    }
    let of = |area| district.runtime.block_on(district.storage.family_list(&viewer, area, None)).unwrap();
    assert!(text(&browser.post("/place", &fields)).contains("name=\"sure\""));
    assert!(of(upper).items.is_empty(), "it only asked");
    let mut sure = fields.to_vec();
    sure.push(("sure", "yes"));
    let done = browser.post("/place", &sure);
    assert_eq!((done.status, done.location()), (303, "/place?done=done-handed-over"));
    assert_eq!(of(upper).items.iter().map(|one| one.household).collect::<Vec<_>>(), [family.household]);
    assert!(!text(&browser.get("/place")).contains("CasaNorte"));
    assert!(!text(&browser.get("/today")).contains("/place"));
}

#[test]
fn a_supervisor_of_another_area_places_nobody() {
    let (district, whole) = desk();
    let other = new_area(&district, "Sur");
    let viewer = district.account("norte", &[whole], (true, true));
    district.account("sur", &[other], (true, true));
    let family = Family::of(&district, whole, "Norte", &viewer);
    let part = district.storage.add_area("Norte alto", code::area_kind::sector, Some(whole));
    let part = district.runtime.block_on(part).unwrap();
    let mut browser = Browser::signed_in(&district, "sur");
    assert!(!text(&browser.get("/place")).contains("CasaNorte"));
    let (house, area) = (family.household.to_string(), part.to_string());
    let fields = [("family", house.as_str()), ("area", area.as_str()), ("reason", "x"), ("sure", "yes")];
    assert_eq!(browser.post("/place", &fields).status, 422);
    let of = |area| district.runtime.block_on(district.storage.family_list(&viewer, area, None)).unwrap();
    assert!(of(part).items.is_empty());
}
