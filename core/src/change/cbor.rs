//! Deterministic CBOR (RFC 8949, section 4.2.1): one byte string for one meaning. Bits and heads are `minicbor`'s;
//! here are the tree, the order of keys and the refusal of everything that is not canonical. Knows no entity.

use std::collections::BTreeMap;

use minicbor::data::{Tag, Type};
use minicbor::{Decoder, Encoder};

use super::limits;
use crate::record::value::Decimal;
use crate::record::{DeviceId, RecordName, Value};

/// Decimal fraction `[exponent, mantissa]`, RFC 8949 section 3.4.4.
const TAG_DECIMAL: u64 = 4;
/// Identifier, as registered with IANA: `[device, number, index]` of a record.
const TAG_NAME: u64 = 39;

/// A CBOR data item without floats and without indefinite lengths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Whole number.
    Int(i64),
    /// Byte string.
    Bytes(Vec<u8>),
    /// Text string.
    Text(String),
    /// Array.
    Array(Vec<Item>),
    /// Map; keys in canonical order when it was read.
    Map(Vec<(Item, Item)>),
    /// Tagged item.
    Tag(u64, Box<Item>),
    /// Yes or no.
    Bool(bool),
    /// Null.
    Null,
}

/// Bytes that are not what they should be. Says where it failed, never what stood there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not readable as {what}")]
pub struct Unreadable {
    /// What was expected.
    pub what: &'static str,
}

/// Shorthand for the error of this room.
pub fn unreadable(what: &'static str) -> Unreadable {
    Unreadable { what }
}

impl Item {
    /// Canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Encoder::new(Vec::new());
        write(&mut out, self);
        out.into_writer()
    }

    /// Reads canonical bytes; anything else (trailing bytes, long forms, unsorted or repeated keys, floats,
    /// indefinite lengths) is refused.
    pub fn decode(bytes: &[u8]) -> Result<Item, Unreadable> {
        let mut input = Decoder::new(bytes);
        let item = read(&mut input, 0)?;
        if input.position() == bytes.len() { Ok(item) } else { Err(unreadable("canonical CBOR")) }
    }

    /// Unsigned number.
    pub fn uint(&self) -> Result<u64, Unreadable> {
        match self {
            Item::Int(n) => u64::try_from(*n).map_err(|_| unreadable("a number from 0")),
            _ => Err(unreadable("a number")),
        }
    }

    /// Signed number.
    pub fn int(&self) -> Result<i64, Unreadable> {
        if let Item::Int(n) = self { Ok(*n) } else { Err(unreadable("a number")) }
    }

    /// Bytes.
    pub fn bytes(&self) -> Result<&[u8], Unreadable> {
        if let Item::Bytes(b) = self { Ok(b) } else { Err(unreadable("bytes")) }
    }

    /// Bytes of a fixed length.
    pub fn fixed<const N: usize>(&self) -> Result<[u8; N], Unreadable> {
        self.bytes()?.try_into().map_err(|_| unreadable("bytes of a fixed length"))
    }

    /// Text.
    pub fn text(&self) -> Result<&str, Unreadable> {
        if let Item::Text(t) = self { Ok(t) } else { Err(unreadable("text")) }
    }

    /// Array.
    pub fn array(&self) -> Result<&[Item], Unreadable> {
        if let Item::Array(a) = self { Ok(a) } else { Err(unreadable("an array")) }
    }

    /// Value of a map under a whole number; `None` if it is not there.
    pub fn get(&self, key: i64) -> Option<&Item> {
        let Item::Map(pairs) = self else { return None };
        pairs.iter().find(|(k, _)| *k == Item::Int(key)).map(|(_, v)| v)
    }

    /// Value of a map under a whole number, which must be there.
    pub fn need(&self, key: i64) -> Result<&Item, Unreadable> {
        self.get(key).ok_or(unreadable("a map with all its keys"))
    }

    /// A map from numbered parts; `None` parts are left out.
    pub fn map(parts: impl IntoIterator<Item = (i64, Option<Item>)>) -> Item {
        Item::Map(parts.into_iter().filter_map(|(k, v)| Some((Item::Int(k), v?))).collect())
    }
}

impl From<u64> for Item {
    /// Numbers of this protocol stay below 2^63.
    fn from(n: u64) -> Item {
        Item::Int(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl From<DeviceId> for Item {
    fn from(device: DeviceId) -> Item {
        Item::Bytes(device.0.to_vec())
    }
}

impl From<&Value> for Item {
    fn from(value: &Value) -> Item {
        match value {
            Value::Null => Item::Null,
            Value::Bool(b) => Item::Bool(*b),
            Value::Int(n) => Item::Int(*n),
            Value::Decimal(d) => Item::Tag(
                TAG_DECIMAL,
                Box::new(Item::Array(vec![Item::Int(i64::from(d.exponent)), Item::Int(d.mantissa)])),
            ),
            Value::Text(t) => Item::Text(t.clone()),
            Value::Bytes(b) => Item::Bytes(b.clone()),
            Value::Record(name) => Item::Tag(TAG_NAME, Box::new(record_item(name))),
            Value::List(list) => Item::Array(list.iter().map(Item::from).collect()),
            Value::Map(parts) => {
                Item::Map(parts.iter().map(|(k, v)| (Item::from(*k), Item::from(v))).collect())
            }
        }
    }
}

impl TryFrom<&Item> for Value {
    type Error = Unreadable;
    fn try_from(item: &Item) -> Result<Value, Unreadable> {
        Ok(match item {
            Item::Null => Value::Null,
            Item::Bool(b) => Value::Bool(*b),
            Item::Int(n) => Value::Int(*n),
            Item::Text(t) => Value::Text(t.clone()),
            Item::Bytes(b) => Value::Bytes(b.clone()),
            Item::Array(list) => Value::List(list.iter().map(Value::try_from).collect::<Result<_, _>>()?),
            Item::Map(pairs) => {
                let mut parts = BTreeMap::new();
                for (key, value) in pairs {
                    parts.insert(key.uint()?, Value::try_from(value)?);
                }
                Value::Map(parts)
            }
            Item::Tag(TAG_DECIMAL, inner) => match inner.array()? {
                [exponent, mantissa] => Value::Decimal(Decimal {
                    exponent: i8::try_from(exponent.int()?)
                        .ok()
                        .filter(|e| (-18..=18).contains(e))
                        .ok_or(unreadable("a decimal"))?,
                    mantissa: mantissa.int()?,
                }),
                _ => return Err(unreadable("a decimal")),
            },
            Item::Tag(TAG_NAME, inner) => Value::Record(item_record(inner)?),
            Item::Tag(..) => return Err(unreadable("a value of this version")),
        })
    }
}

/// `[device, number, index]`.
pub fn record_item(name: &RecordName) -> Item {
    Item::Array(vec![name.device.into(), name.number.into(), Item::Int(i64::from(name.index))])
}

/// Reads [`record_item`].
pub fn item_record(item: &Item) -> Result<RecordName, Unreadable> {
    match item.array()? {
        [device, number, index] => Ok(RecordName {
            device: DeviceId(device.fixed()?),
            number: number.uint()?,
            index: u16::try_from(index.uint()?).map_err(|_| unreadable("a record name"))?.into(),
        }),
        _ => Err(unreadable("a record name")),
    }
}

/// Canonical bytes of a value: what "equal" means for heads.
pub fn value_bytes(value: &Value) -> Vec<u8> {
    Item::from(value).encode()
}

/// Reads [`value_bytes`].
pub fn bytes_value(bytes: &[u8]) -> Result<Value, Unreadable> {
    Value::try_from(&Item::decode(bytes)?)
}

fn write(out: &mut Encoder<Vec<u8>>, item: &Item) {
    // A writer into memory cannot fail, so the results carry nothing.
    match item {
        Item::Int(n) => drop(out.i64(*n)),
        Item::Bytes(b) => drop(out.bytes(b)),
        Item::Text(t) => drop(out.str(t)),
        Item::Array(items) => {
            drop(out.array(items.len() as u64));
            items.iter().for_each(|i| write(out, i));
        }
        Item::Map(pairs) if is_in_order(pairs) => {
            drop(out.map(pairs.len() as u64));
            for (key, value) in pairs {
                write(out, key);
                write(out, value);
            }
        }
        Item::Map(pairs) => {
            let mut encoded: Vec<(Vec<u8>, &Item)> = pairs.iter().map(|(k, v)| (k.encode(), v)).collect();
            encoded.sort_by(|a, b| a.0.cmp(&b.0));
            encoded.dedup_by(|a, b| a.0 == b.0);
            drop(out.map(encoded.len() as u64));
            for (key, value) in encoded {
                out.writer_mut().extend_from_slice(&key);
                write(out, value);
            }
        }
        Item::Tag(tag, inner) => {
            drop(out.tag(Tag::new(*tag)));
            write(out, inner);
        }
        Item::Bool(b) => drop(out.bool(*b)),
        Item::Null => drop(out.null()),
    }
}

/// Whether the keys are numbers in canonical order, as most maps have them.
fn is_in_order(pairs: &[(Item, Item)]) -> bool {
    let mut last = -1;
    pairs.iter().all(|(key, _)| match key {
        Item::Int(n) if *n > last => {
            last = *n;
            true
        }
        _ => false,
    })
}

/// Bytes of the head of an item that says this number, at its shortest.
fn head_length(number: u64) -> usize {
    match number {
        0..24 => 1,
        24..0x100 => 2,
        0x100..0x1_0000 => 3,
        0x1_0000..0x1_0000_0000 => 5,
        _ => 9,
    }
}

/// Reads one item, in the only form that it has.
fn read(input: &mut Decoder<'_>, depth: usize) -> Result<Item, Unreadable> {
    let bad = |_| unreadable("canonical CBOR");
    let begun = input.position();
    let shortest = |input: &Decoder<'_>, number: u64, content: usize| {
        let is = input.position() - begun == head_length(number) + content;
        if is { Ok(()) } else { Err(unreadable("canonical CBOR")) }
    };
    if depth > limits::DEPTH {
        return Err(unreadable("a value of bounded depth"));
    }
    Ok(match input.datatype().map_err(bad)? {
        Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
            let number = input.i64().map_err(bad)?;
            shortest(input, if number < 0 { !number as u64 } else { number as u64 }, 0)?;
            Item::Int(number)
        }
        Type::Bytes => {
            let bytes = input.bytes().map_err(bad)?;
            shortest(input, bytes.len() as u64, bytes.len())?;
            Item::Bytes(bytes.to_vec())
        }
        Type::String => {
            let text = input.str().map_err(bad)?;
            shortest(input, text.len() as u64, text.len())?;
            Item::Text(text.to_owned())
        }
        Type::Array => {
            let count = input.array().map_err(bad)?.ok_or(unreadable("a definite length"))?;
            shortest(input, count, 0)?;
            // Counts are claims: room is made as items come.
            let mut items = Vec::new();
            for _ in 0..count {
                items.push(read(input, depth + 1)?);
            }
            Item::Array(items)
        }
        Type::Map => {
            let count = input.map().map_err(bad)?.ok_or(unreadable("a definite length"))?;
            shortest(input, count, 0)?;
            let (mut pairs, mut last) = (Vec::new(), &[][..]);
            for _ in 0..count {
                let from = input.position();
                let key = read(input, depth + 1)?;
                // Keys stand in the order of their bytes, each once.
                let bytes = &input.input()[from..input.position()];
                if bytes <= last {
                    return Err(unreadable("canonical CBOR"));
                }
                last = bytes;
                pairs.push((key, read(input, depth + 1)?));
            }
            Item::Map(pairs)
        }
        Type::Tag => {
            let tag = input.tag().map_err(bad)?.as_u64();
            shortest(input, tag, 0)?;
            Item::Tag(tag, Box::new(read(input, depth + 1)?))
        }
        Type::Bool => Item::Bool(input.bool().map_err(bad)?),
        Type::Null => {
            input.null().map_err(bad)?;
            Item::Null
        }
        _ => return Err(unreadable("CBOR without floats and indefinite lengths")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_reads_back_from_its_canonical_bytes() {
        let name = RecordName { device: DeviceId([9; 16]), number: 300, index: 2 };
        let values = [
            Value::Null,
            Value::Bool(true),
            Value::Int(-70_000),
            Value::Decimal(Decimal::new(1230, -2)),
            Value::text("Ñahui"),
            Value::Bytes(vec![0, 255]),
            Value::Record(name),
            Value::date(&[2024, 2, 29]),
            Value::parts([(2, Value::Int(1)), (1, Value::Decimal(Decimal::new(84, -1)))]),
        ];
        for value in values {
            assert_eq!(bytes_value(&value_bytes(&value)), Ok(value));
        }
    }

    #[test]
    fn what_is_not_canonical_is_refused() {
        // A long form of 1, an indefinite array, a float, unsorted keys, a repeated key, trailing bytes, a cut text.
        for bytes in [
            &[0x18, 0x01][..],
            &[0x9f, 0x01, 0xff],
            &[0xf9, 0x3c, 0x00],
            &[0xa2, 0x02, 0x00, 0x01, 0x00],
            &[0xa2, 0x01, 0x00, 0x01, 0x00],
            &[0x01, 0x01],
            &[0x63, b'a'],
            &[],
        ] {
            assert!(Item::decode(bytes).is_err(), "{bytes:x?}");
        }
    }

    #[test]
    fn every_length_of_a_head_is_read_at_its_shortest_alone() {
        for number in [0, 23, 24, 255, 256, 65_535, 65_536, 1 << 32, i64::MAX] {
            for item in [
                Item::Int(number),
                Item::Int(!number),
                Item::Tag(number as u64, Box::new(Item::Null)),
                Item::Bytes(vec![7; (number % 70_000) as usize]),
                Item::Text("a".repeat((number % 70_000) as usize)),
                Item::Array(vec![Item::Null; (number % 70_000) as usize]),
                Item::Map((0..number % 70_000).map(|n| (Item::Int(n), Item::Null)).collect()),
            ] {
                let bytes = item.encode();
                assert_eq!(Item::decode(&bytes).as_ref(), Ok(&item));
                // One head longer than needed.
                let (kind, says) = (bytes[0] & 0xe0, bytes[0] & 0x1f);
                let longer: &[u8] = match says {
                    27 => continue,
                    24 => &[25, 0],
                    25 => &[26, 0, 0],
                    26 => &[27, 0, 0, 0, 0],
                    _ => &[24, says],
                };
                let mut long = longer.to_vec();
                long[0] |= kind;
                long.extend(&bytes[1..]);
                assert!(Item::decode(&long).is_err(), "{:x?}", &long[..8.min(long.len())]);
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { cases: 20_000, failure_persistence: None, ..Default::default() })]

        #[test]
        fn what_is_read_is_what_its_item_writes(bytes in proptest::collection::vec(
            proptest::sample::select(vec![0u8, 1, 2, 0x17, 0x18, 0x19, 0x20, 0x38, 0x40, 0x41, 0x58, 0x60, 0x61, 0x80, 0x81, 0x82, 0x98,
                0xa0, 0xa1, 0xa2, 0xa3, 0xb8, 0xc4, 0xd8, 0xf4, 0xf5, 0xf6, 0xf7, 0xff]), 1..9,
        )) {
            if let Ok(item) = Item::decode(&bytes) {
                proptest::prop_assert_eq!(item.encode(), bytes);
            }
        }
    }

    #[test]
    fn a_claimed_length_or_a_deep_nest_costs_no_memory_and_no_stack() {
        assert!(Item::decode(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_err());
        assert!(Item::decode(&[0x81; 100_000]).is_err());
    }
}
