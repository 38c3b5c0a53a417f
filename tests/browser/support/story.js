// What happened in the district before the supervisor signs in: families, visits, two phones that say different things,
// a child registered twice, a phone that was stopped and went on working. Once for each telling, so that tests do not
// stand in each other's way. All names are invented.

const day = (back) => new Date(Date.now() - 5 * 3600_000 - back * 86_400_000).toISOString().slice(0, 10);
const seconds = (back, hour) => Math.floor(Date.parse(`${day(back)}T00:00:00Z`) / 1000) + (hour + 5) * 3600;

/** A visit document as docs/visit.md has it. */
function visitOf(household, child, { back = 2, weight = '9.80', danger = false } = {}) {
  return {
    household,
    on: day(back),
    purpose: 'follow_up',
    modality: 'home',
    outcome: { is: 'done' },
    begun: seconds(back, 9),
    ended: seconds(back, 9) + 2400,
    next_date: day(-20),
    persons: [{
      person: child,
      reading: {
        on: day(back),
        weight: { kg: weight, clothes: 'light' },
        length: { cm: '74.5', position: 'lying' },
        source: 'measured',
      },
      services: [{ kind: 'iron', on: day(back), product: 'gotas', source: 'seen' }],
      answers: {
        form: 'home-visit',
        version: '2026.1',
        answers: { 'alimentación/pecho': true, 'alimentación/comidas': 3, 'carné/control': { date: day(40).slice(0, 7) } },
      },
      agreements: [{ text: 'Sangrecita dos veces por semana', due: day(-7) }],
      ...(danger ? { referrals: [{ signs: ['fever', 'drowsy'], where_to: 'Puesto de salud', sent: seconds(back, 10) }] } : {}),
    }],
    agreements: [{ text: 'Hervir el agua' }],
  };
}

/** The names of a telling, so that each test meets its own people. */
const people = {
  narrow: { house: 'los de la tienda', given: 'Yanet', family: 'Mamani Quispe', late: 'Wilmer', lateHouse: 'junto al río' },
  wide: { house: 'los del molino', given: 'Nayda', family: 'Ccopa Huillca', late: 'Edison', lateHouse: 'cerca del puente' },
  keys: { house: 'los de la capilla', given: 'Maribel', family: 'Ttito Champi', late: 'Rudy', lateHouse: 'tras la escuela' },
};

/** Tells the story once; gives what the tests ask for. `phones` are two of the north and one that will be stopped. */
export function tell({ one, other, lost }, telling) {
  const names = people[telling];
  const { record: house, code } = one.household({ known_as: names.house, telephone: '900000111' });
  const born = `2025-0${3 + Object.keys(people).indexOf(telling)}-14`;
  const child = one.child(house, { given_names: names.given, family_names: names.family, sex: 'f', birth_date: born });
  one.visit(visitOf(house, child, { danger: telling === 'wide' }));
  // The same child, registered by another phone in another house.
  const { record: shop } = other.household({ known_as: `${names.house}, casa de la abuela` });
  const twin = other.child(shop, { given_names: names.given, family_names: names.family, sex: 'f', birth_date: born });
  one.sync();
  other.sync();
  // Both are out of reach and write down another number.
  one.correct(house, 'telephone', '900000333', 'me lo dijo la mamá');
  other.correct(house, 'telephone', '900000222', 'me lo dijo la abuela');
  one.sync();
  other.sync();
  lost.sync();
  return { ...names, houseRecord: house, code, child, twin, name: `${names.given} ${names.family}` };
}

/** What the phone that was stopped goes on to record; gives the code of the family. */
export function afterTheStop(lost, telling) {
  const names = people[telling];
  const { record: house, code } = lost.household({ known_as: names.lateHouse });
  lost.child(house, { given_names: names.late, family_names: 'Puma Condori', sex: 'm', birth_date: '2025-09-01' });
  return code;
}
