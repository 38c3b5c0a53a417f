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

    /// The row of a key; `None` outside the table.
    #[inline]
    pub fn row(self, sex: Sex, key: u32) -> Option<&'static Lms> {
        let place = key.checked_sub(self.range().0)?;
        rows(self, sex).get(place as usize)
    }
}

/// All rows of a table, the first at [`Table::range`]'s first key.
#[inline]
pub fn rows(table: Table, sex: Sex) -> &'static [Lms] {
    static READ: OnceLock<Vec<Vec<Lms>>> = OnceLock::new();
    let read = READ.get_or_init(read_all);
    read.get(table as usize * 2 + sex as usize).map_or(&[], Vec::as_slice)
}

/// Every table, males before females: 29,000 rows, read once in less than a millisecond.
fn read_all() -> Vec<Vec<Lms>> {
    let mut bytes = FILE.iter().copied();
    let mut all = Vec::with_capacity(Table::ALL.len() * 2);
    for table in Table::ALL {
        let (first, last) = table.range();
        let count = (last - first + 1) as usize;
        for _sex in 0..2 {
            let l = column(&mut bytes, count, 10_000.0);
            let m = column(&mut bytes, count, 10_000.0);
            let s = column(&mut bytes, count, 100_000.0);
            all.push(l.into_iter().zip(m).zip(s).map(|((l, m), s)| Lms { l, m, s }).collect());
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
