//! A form as it travels to phones: the XForm with the files that it names, in one content. The XForm is what lasts; what is compiled of it is each
//! phone's own. Knows the frame; reads no form.
//!
//! A byte for the format (1), then zstd over CBOR: an array of the XForm's text and a map of names to bytes, names in order, so that the same form
//! makes the same bytes.

use std::collections::BTreeMap;

use minicbor::{Decoder, Encoder};

use super::definition::lists::Attachments;

/// The format of this version.
const FORMAT: u8 = 1;
/// The most bytes that a package unfolds to.
pub const MOST_BYTES: usize = 64 << 20;
/// The most files beside a form.
pub const MOST_FILES: u64 = 1_000;

/// A form with its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The XForm.
    pub xform: String,
    /// The files that it names, by their names.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Why a package is not taken: a sentence without its full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// It is of a later version.
    #[error("this app does not know the format of the checklist: update the app")]
    Later,
    /// It is no package.
    #[error("the checklist's content is no package of a form")]
    Unreadable,
}

impl Package {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Vec::new();
        let mut encoder = Encoder::new(&mut body);
        // Writing into memory does not fail.
        let _ = self.write(&mut encoder);
        let mut bytes = vec![FORMAT];
        bytes.extend(zstd::bulk::compress(&body, 19).unwrap_or_default());
        bytes
    }

    fn write(
        &self,
        encoder: &mut Encoder<&mut Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        encoder.array(2)?.str(&self.xform)?.map(self.files.len() as u64)?;
        for (name, bytes) in &self.files {
            encoder.str(name)?.bytes(bytes)?;
        }
        Ok(())
    }

    /// From bytes.
    ///
    /// # Errors
    /// See [`PackageError`].
    pub fn decode(bytes: &[u8]) -> Result<Package, PackageError> {
        let (format, packed) = bytes.split_first().ok_or(PackageError::Unreadable)?;
        if *format != FORMAT {
            return Err(PackageError::Later);
        }
        let body = zstd::bulk::decompress(packed, MOST_BYTES).map_err(|_| PackageError::Unreadable)?;
        let mut decoder = Decoder::new(&body);
        let package = read(&mut decoder).map_err(|_| PackageError::Unreadable)?;
        package.filter(|_| decoder.position() == body.len()).ok_or(PackageError::Unreadable)
    }
}

fn read(decoder: &mut Decoder<'_>) -> Result<Option<Package>, minicbor::decode::Error> {
    if decoder.array()? != Some(2) {
        return Ok(None);
    }
    let xform = decoder.str()?.to_owned();
    let Some(count) = decoder.map()?.filter(|count| *count <= MOST_FILES) else { return Ok(None) };
    let mut files = BTreeMap::new();
    for _ in 0..count {
        files.insert(decoder.str()?.to_owned(), decoder.bytes()?.to_vec());
    }
    Ok(Some(Package { xform, files }))
}

impl Attachments for Package {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.files.get(name).cloned()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_out_of_its_package_as_it_went_in_and_the_same_form_makes_the_same_bytes() {
        let files = BTreeMap::from([("b.csv".into(), b"name\nx\n".to_vec()), ("a.png".into(), vec![0, 1])]);
        let package = Package { xform: "<h:html/>".into(), files };
        let bytes = package.encode();
        assert_eq!(Package::decode(&bytes), Ok(package.clone()));
        assert_eq!(package.encode(), bytes);
        assert_eq!(package.read("b.csv").as_deref(), Some(b"name\nx\n".as_slice()));
    }

    #[test]
    fn what_is_no_package_is_refused_and_a_bomb_does_not_unfold() {
        assert_eq!(Package::decode(&[]), Err(PackageError::Unreadable));
        assert_eq!(Package::decode(&[2, 0]), Err(PackageError::Later));
        let good = Package { xform: "x".into(), files: BTreeMap::new() }.encode();
        for cut in 1..good.len() {
            assert_eq!(Package::decode(&good[..cut]), Err(PackageError::Unreadable), "{cut}");
        }
        let mut bomb = vec![1];
        bomb.extend(zstd::bulk::compress(&vec![0; MOST_BYTES + 1], 1).unwrap());
        assert_eq!(Package::decode(&bomb), Err(PackageError::Unreadable));
    }
}
