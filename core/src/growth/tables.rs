//! WHO's tables as they are in `core/growth/who.tbl`: rows of L, M and S by sex, and by day, by 0.1 cm or by month. Knows where
//! a row stands and nothing of what is done with it. `core/growth/generate.py` writes the file, `SOURCES.md` says whence.

use std::sync::OnceLock;

use super::Sex;
use super::lms::Lms;

/// The file, exact and compact.
static FILE: &[u8] = include_bytes!("../../growth/who.tbl");

/// A table of WHO's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    /// Length or height (cm) by day of age, 0 to 1826.
    LengthForAge,
    /// Weight (kg) by day of age, 0 to 1826.
    WeightForAge,
    /// Body mass index (kg/m²) by day of age, 0 to 1826.
    BmiForAge,
    /// Head circumference (cm) by day of age, 0 to 1826.
    HeadForAge,
    /// Mid-upper-arm circumference (cm) by day of age, 91 to 1826.
    MuacForAge,
    /// Triceps skinfold (mm) by day of age, 91 to 1826.
    TricepsForAge,
    /// Subscapular skinfold (mm) by day of age, 91 to 1826.
    SubscapularForAge,
    /// Weight (kg) by recumbent length, 45.0 to 110.0 cm, in tenths of a centimetre: 450 to 1100.
    WeightForLength,
    /// Weight (kg) by standing height, 65.0 to 120.0 cm, in tenths of a centimetre: 650 to 1200.
    WeightForHeight,
    /// WHO 2007: height (cm) by month of age, 60 to 228.
    Height2007,
    /// WHO 2007: weight (kg) by month of age, 60 to 120.
    Weight2007,
    /// WHO 2007: body mass index (kg/m²) by month of age, 60 to 228.
    Bmi2007,
}

impl Table {
    /// All, in the order of the file.
    pub const ALL: [Table; 12] = [
        Table::LengthForAge,
        Table::WeightForAge,
        Table::BmiForAge,
        Table::HeadForAge,
        Table::MuacForAge,
        Table::TricepsForAge,
        Table::SubscapularForAge,
        Table::WeightForLength,
        Table::WeightForHeight,
        Table::Height2007,
        Table::Weight2007,
        Table::Bmi2007,
    ];

    /// Keys of the first and the last row: days, tenths of a centimetre or months.
    pub const fn range(self) -> (u32, u32) {
        match self {
            Table::LengthForAge | Table::WeightForAge | Table::BmiForAge | Table::HeadForAge => (0, 1826),
            Table::MuacForAge | Table::TricepsForAge | Table::SubscapularForAge => (91, 1826),
            Table::WeightForLength => (450, 1100),
            Table::WeightForHeight => (650, 1200),
            Table::Height2007 | Table::Bmi2007 => (60, 228),
            Table::Weight2007 => (60, 120),
        }
    }

    const fn count(self) -> usize {
        let (first, last) = self.range();
        (last - first + 1) as usize
    }

    /// Where the rows of a sex begin among all rows.
    #[inline]
    fn begin(self, sex: Sex) -> usize {
        const BEGINS: [usize; Table::ALL.len()] = {
            let mut begins = [0; Table::ALL.len()];
            let mut at = 1;
            while at < begins.len() {
                begins[at] = begins[at - 1] + Table::ALL[at - 1].count() * 2;
                at += 1;
            }
            begins
        };
        BEGINS[self as usize] + sex as usize * self.count()
    }

    /// The row of a key; `None` outside the table.
    #[inline]
    pub fn row(self, sex: Sex, key: u32) -> Option<&'static Lms> {
        let (first, last) = self.range();
        if key < first || key > last {
            return None;
        }
        all().get(self.begin(sex) + (key - first) as usize)
    }
}

/// All rows of a table, the first at [`Table::range`]'s first key.
pub fn rows(table: Table, sex: Sex) -> &'static [Lms] {
    let begin = table.begin(sex);
    all().get(begin..begin + table.count()).unwrap_or(&[])
}

/// Every row of every table, males before females: 28,234 rows, read once in less than a millisecond.
#[inline]
fn all() -> &'static [Lms] {
    static READ: OnceLock<Vec<Lms>> = OnceLock::new();
    READ.get_or_init(read)
}

fn read() -> Vec<Lms> {
    let mut bytes = FILE.iter().copied();
    let mut all = Vec::new();
    for table in Table::ALL {
        for _sex in 0..2 {
            let l = column(&mut bytes, table.count(), 10_000.0);
            let m = column(&mut bytes, table.count(), 10_000.0);
            let s = column(&mut bytes, table.count(), 100_000.0);
            all.extend(l.into_iter().zip(m).zip(s).map(|((l, m), s)| Lms { l, m, s }));
        }
    }
    all
}

/// One column: second differences of whole numbers. A whole number over a power of ten is the double nearest to the decimal,
/// the same that reading its text gives.
fn column(bytes: &mut impl Iterator<Item = u8>, count: usize, scale: f64) -> Vec<f64> {
    let (mut value, mut slope) = (0i64, 0i64);
    let mut column = Vec::with_capacity(count);
    for _ in 0..count {
        slope += varint(bytes);
        value += slope;
        column.push(value as f64 / scale);
    }
    column
}

fn varint(bytes: &mut impl Iterator<Item = u8>) -> i64 {
    let (mut zigzag, mut shift) = (0u64, 0u32);
    for byte in bytes.by_ref() {
        zigzag |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 || shift > 56 {
            break;
        }
    }
    (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64)
}
