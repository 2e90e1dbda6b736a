//! Saved R objects (`.RData`, `.rda`, `.rds`): the XDR serialisation, plain or compressed by gzip, bzip2 or xz.
//!
//! Vectors, lists and data frames with their attributes are read; code, environments and external pointers are skipped as
//! [`Value::Other`] or refused. Nothing is evaluated.

use std::io::{self, Read};

/// Lists within lists beyond this are no data.
const DEEPEST: usize = 200;
/// Sequences given by their ends may claim any length; beyond this they are no column of a table.
const LONGEST: usize = 10_000_000;

/// An R object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Integers(Vec<Option<i32>>),
    /// NA is NaN.
    Reals(Vec<f64>),
    Texts(Vec<Option<String>>),
    List(Vec<Object>),
    Other,
}

/// An R object with its attributes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object {
    pub(crate) value: Value,
    pub(crate) attributes: Vec<(String, Object)>,
}

impl Object {
    fn plain(value: Value) -> Self {
        Self { value, attributes: Vec::new() }
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&Object> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, object)| object)
    }

    /// The texts of a vector of texts or of a factor.
    pub(crate) fn texts(&self) -> Option<Vec<Option<String>>> {
        match &self.value {
            Value::Texts(list) => Some(list.clone()),
            Value::Integers(codes) => {
                let levels = self.attribute("levels")?.texts()?;
                let level = |code: &Option<i32>| {
                    usize::try_from((*code)?)
                        .ok()?
                        .checked_sub(1)
                        .and_then(|place| levels.get(place).cloned().flatten())
                };
                Some(codes.iter().map(level).collect())
            }
            _ => None,
        }
    }

    /// The numbers of a vector; NaN where missing. A factor has none.
    pub(crate) fn numbers(&self) -> Option<Vec<f64>> {
        match &self.value {
            Value::Reals(list) => Some(list.clone()),
            Value::Integers(list) if self.attribute("levels").is_none() => {
                Some(list.iter().map(|number| number.map_or(f64::NAN, f64::from)).collect())
            }
            _ => None,
        }
    }

    /// The rows and columns of a matrix.
    pub(crate) fn shape(&self) -> Option<(usize, usize)> {
        match self.attribute("dim")?.numbers()?[..] {
            [rows, columns] => Some((whole(rows)?, whole(columns)?)),
            _ => None,
        }
    }

    /// The parts of a list that has names.
    pub(crate) fn parts(&self) -> Vec<(String, &Object)> {
        let Value::List(list) = &self.value else { return Vec::new() };
        let names = self.attribute("names").and_then(Object::texts).unwrap_or_default();
        names.into_iter().map(Option::unwrap_or_default).zip(list).collect()
    }
}

/// The objects of a file with their names; an `.rds` file holds one without a name. `limit` bounds what it unpacks to.
pub(crate) fn read(bytes: &[u8], limit: u64) -> io::Result<Vec<(String, Object)>> {
    let unpacked = unpack(bytes, limit)?;
    let (body, named) = match unpacked.get(..5) {
        Some(b"RDX2\n" | b"RDX3\n") => (&unpacked[5..], true),
        Some(b"RDA2\n" | b"RDA3\n" | b"RDB2\n" | b"RDB3\n") => {
            return Err(bad("an R file in ASCII or native binary form; save it again with save()"));
        }
        _ => (&unpacked[..], false),
    };
    if !body.starts_with(b"X\n") {
        return Err(bad("no R object in XDR form"));
    }
    let mut reader = Reader { bytes: &body[2..], symbols: Vec::new(), depth: 0 };
    let version = reader.int()?;
    reader.skip(8)?;
    match version {
        2 => {}
        3 => {
            let length = reader.length()?;
            reader.skip(length)?;
        }
        _ => return Err(bad("an unknown version of R's serialisation")),
    }
    let object = reader.object()?;
    if named { Ok(object.attributes) } else { Ok(vec![(String::new(), object)]) }
}

/// A number without a fraction.
fn whole(number: f64) -> Option<usize> {
    (number.fract() == 0.0).then(|| format!("{number:.0}").parse().ok())?
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

fn unpack(bytes: &[u8], limit: u64) -> io::Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    let mut take = |reader: &mut dyn Read| -> io::Result<()> {
        reader.take(limit + 1).read_to_end(&mut unpacked)?;
        if unpacked.len() as u64 > limit { Err(bad("it unpacks to more than it may")) } else { Ok(()) }
    };
    match bytes {
        [0x1f, 0x8b, ..] => take(&mut flate2::read::MultiGzDecoder::new(bytes))?,
        [b'B', b'Z', b'h', ..] => take(&mut bzip2::read::MultiBzDecoder::new(bytes))?,
        [0xfd, b'7', b'z', b'X', b'Z', ..] => take(&mut lzma_rust2::XzReader::new(bytes, true))?,
        _ => take(&mut &bytes[..])?,
    }
    Ok(unpacked)
}

struct Reader<'a> {
    bytes: &'a [u8],
    symbols: Vec<String>,
    depth: usize,
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> io::Result<&[u8]> {
        let (head, rest) = self.bytes.split_at_checked(count).ok_or(io::ErrorKind::UnexpectedEof)?;
        self.bytes = rest;
        Ok(head)
    }

    fn skip(&mut self, count: usize) -> io::Result<()> {
        self.take(count).map(|_| ())
    }

    fn int(&mut self) -> io::Result<i32> {
        let bytes = self.take(4)?;
        Ok(i32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn length(&mut self) -> io::Result<usize> {
        let length = self.int()?;
        if length == -1 {
            let (high, low) = (self.int()?, self.int()?);
            let long = (u64::from(high.cast_unsigned()) << 32) | u64::from(low.cast_unsigned());
            return usize::try_from(long).map_err(|_| bad("a vector too long"));
        }
        usize::try_from(length).map_err(|_| bad("a negative length"))
    }

    /// How many elements of `size` bytes follow; no more than there are bytes for.
    fn count(&mut self, size: usize) -> io::Result<usize> {
        let count = self.length()?;
        let fits = count.checked_mul(size).is_some_and(|bytes| bytes <= self.bytes.len());
        if fits { Ok(count) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn object(&mut self) -> io::Result<Object> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(bad("lists too deep within lists"));
        }
        let object = self.item();
        self.depth -= 1;
        object
    }

    fn item(&mut self) -> io::Result<Object> {
        let flags = self.int()?;
        let has_attributes = flags & 0x200 != 0;
        let value = match flags & 0xff {
            // The empty list, missing arguments, and the environments that every session has.
            0 | 241 | 242 | 251..=254 => Value::Null,
            1 => {
                let name = self.object()?;
                if let Value::Texts(list) = name.value {
                    self.symbols.push(list.into_iter().next().flatten().unwrap_or_default());
                }
                Value::Other
            }
            255 => {
                let packed = flags >> 8;
                if packed == 0 {
                    self.int()?;
                }
                Value::Other
            }
            2 | 239 => return self.pairs(flags),
            9 => {
                let length = self.int()?;
                let text = if length < 0 {
                    None
                } else {
                    let bytes = self.take(usize::try_from(length).unwrap_or(0))?;
                    let text = std::str::from_utf8(bytes).map(str::to_owned);
                    // Texts of old files are in the encoding of their machine, here mostly GB.
                    Some(text.unwrap_or_else(|_| encoding_rs::GB18030.decode(bytes).0.into_owned()))
                };
                Value::Texts(vec![text])
            }
            10 | 13 => {
                let count = self.count(4)?;
                let number = |_| self.int().map(|number| (number != i32::MIN).then_some(number));
                Value::Integers((0..count).map(number).collect::<io::Result<_>>()?)
            }
            14 => {
                let count = self.count(8)?;
                let bytes = self.take(count * 8)?;
                let number = |eight: &[u8]| f64::from_be_bytes(std::array::from_fn(|place| eight[place]));
                Value::Reals(bytes.chunks_exact(8).map(number).collect())
            }
            15 => {
                let count = self.count(16)?;
                self.skip(count * 16)?;
                Value::Other
            }
            24 => {
                let count = self.count(1)?;
                self.skip(count)?;
                Value::Other
            }
            16 => {
                let count = self.count(8)?;
                let mut texts = Vec::with_capacity(count);
                for _ in 0..count {
                    match self.object()?.value {
                        Value::Texts(list) => texts.push(list.into_iter().next().flatten()),
                        _ => return Err(bad("a text that is none")),
                    }
                }
                Value::Texts(texts)
            }
            19 | 20 => {
                let count = self.count(4)?;
                Value::List((0..count).map(|_| self.object()).collect::<io::Result<_>>()?)
            }
            238 => return self.compact(),
            other => return Err(bad(&format!("an R object of type {other}, which is no table"))),
        };
        let attributes = if has_attributes { self.object()?.attributes } else { Vec::new() };
        Ok(Object { value, attributes })
    }

    /// A list of pairs: its elements with their names, as attributes.
    fn pairs(&mut self, first: i32) -> io::Result<Object> {
        let mut found = Object::plain(Value::Null);
        let mut flags = first;
        loop {
            if flags & 0x200 != 0 {
                self.object()?;
            }
            let name = if flags & 0x400 != 0 { self.symbol()? } else { String::new() };
            let object = self.object()?;
            found.attributes.push((name, object));
            flags = self.int()?;
            match flags & 0xff {
                2 | 239 => {}
                254 | 0 => return Ok(found),
                _ => return Err(bad("a list of pairs that does not end")),
            }
        }
    }

    /// A symbol, new or seen before.
    fn symbol(&mut self) -> io::Result<String> {
        let flags = self.int()?;
        match flags & 0xff {
            1 => {
                let name = match self.object()?.value {
                    Value::Texts(list) => list.into_iter().next().flatten().unwrap_or_default(),
                    _ => return Err(bad("a symbol without a name")),
                };
                self.symbols.push(name.clone());
                Ok(name)
            }
            255 => {
                let packed = flags >> 8;
                let place = if packed == 0 { self.int()? } else { packed };
                let place = usize::try_from(place).ok().and_then(|place| place.checked_sub(1));
                place
                    .and_then(|place| self.symbols.get(place).cloned())
                    .ok_or_else(|| bad("a symbol that is not there"))
            }
            254 => Ok(String::new()),
            _ => Err(bad("a name that is no symbol")),
        }
    }

    /// A vector in a form of its own: a sequence by its ends, or one wrapped around another.
    fn compact(&mut self) -> io::Result<Object> {
        let class =
            match self.object()?.attributes.len() {
                // The class is a symbol, which is remembered last but one: class, package, type.
                0 => return Err(bad("a vector of unknown form")),
                _ => self.symbols.iter().rev().find(|name| {
                    name.starts_with("compact_") || name.starts_with("wrap_") || name.starts_with("deferred")
                }),
            };
        let class = class.cloned().unwrap_or_default();
        let state = self.object()?;
        let attributes = self.object()?.attributes;
        let value = match class.as_str() {
            "compact_intseq" | "compact_realseq" => {
                let ends = state.numbers().unwrap_or_default();
                let &[count, start, step] = ends.as_slice() else { return Err(bad("a sequence without ends")) };
                let Some(count) = whole(count).filter(|count| *count <= LONGEST) else {
                    return Err(bad("a sequence too long"));
                };
                let list = (0..count).map(|place| start + step * place as f64);
                if class == "compact_intseq" {
                    Value::Integers(list.map(|number| format!("{number:.0}").parse().ok()).collect())
                } else {
                    Value::Reals(list.collect())
                }
            }
            _ => match (state.value, state.attributes.into_iter().next()) {
                (Value::List(list), _) => list.into_iter().next().map_or(Value::Other, |object| object.value),
                (_, Some((_, object))) => object.value,
                _ => Value::Other,
            },
        };
        Ok(Object { value, attributes })
    }
}
