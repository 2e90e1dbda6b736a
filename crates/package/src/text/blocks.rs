//! Reads a text file block by block, decodes it to UTF-8 and cuts it into chunks of whole records.

use super::dialect::Dialect;
use super::encoding::Encoding;
use super::records;
use encoding_rs::Decoder;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// Where the data of a text file starts and how it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    /// `None` while all bytes seen so far are ASCII.
    pub(crate) encoding: Option<Encoding>,
    pub(crate) dialect: Dialect,
    /// Bytes of the byte-order mark.
    pub(crate) mark: usize,
    /// Bytes of decoded text before the first data row.
    pub(crate) body: usize,
    /// Lines before the first data row.
    pub(crate) lines: u64,
    /// Bytes of one record.
    pub(crate) record: usize,
    /// Bytes of one chunk.
    pub(crate) chunk: usize,
}

/// What was read of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Consumed {
    pub(crate) bytes: u64,
    pub(crate) hash: String,
    pub(crate) encoding: Option<Encoding>,
}

/// Why reading stopped early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The file could not be read.
    Read(io::Error),
    /// A record does not end.
    Endless,
    /// Nobody wants the rest.
    Unwanted,
}

/// Passes the chunks of `reader` to `push` until that returns `false`; `spare` provides memory.
pub(crate) fn cut(
    reader: &mut dyn Read,
    layout: &Layout,
    spare: &dyn Fn() -> Vec<u8>,
    push: &mut dyn FnMut(Vec<u8>, u64) -> bool,
) -> Result<Consumed, Stop> {
    let mut feed = Feed {
        encoding: layout.encoding,
        decoder: layout.encoding.and_then(Encoding::decoder),
        hash: Sha256::new(),
        bytes: 0,
        raw: Vec::new(),
    };
    let mut mark = vec![0; layout.mark];
    feed.exact(reader, &mut mark)?;
    let mut skip = layout.body;
    let mut buffer = spare();
    let mut last = false;
    while !last {
        last = feed.fill(reader, &mut buffer, layout.chunk)?;
        if skip > 0 {
            let cut = skip.min(buffer.len());
            buffer.drain(..cut);
            skip -= cut;
        }
        let Some(end) = records::boundary(&buffer, layout.dialect, layout.record, last) else {
            if buffer.len() > layout.record.saturating_mul(2) + layout.chunk {
                return Err(Stop::Endless);
            }
            continue;
        };
        let mut next = spare();
        next.extend_from_slice(&buffer[end..]);
        buffer.truncate(end);
        if !push(std::mem::replace(&mut buffer, next), feed.bytes) {
            return Err(Stop::Unwanted);
        }
    }
    Ok(Consumed { bytes: feed.bytes, hash: hexadecimal(feed.hash), encoding: feed.encoding })
}

pub(crate) fn hexadecimal(hash: Sha256) -> String {
    use std::fmt::Write;
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

struct Feed {
    encoding: Option<Encoding>,
    decoder: Option<Decoder>,
    hash: Sha256,
    bytes: u64,
    raw: Vec<u8>,
}

impl Feed {
    fn exact(&mut self, reader: &mut dyn Read, bytes: &mut [u8]) -> Result<(), Stop> {
        reader.read_exact(bytes).map_err(Stop::Read)?;
        self.note(bytes);
        Ok(())
    }

    fn note(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// Appends the next block as UTF-8 and returns whether it was the last.
    fn fill(&mut self, reader: &mut dyn Read, buffer: &mut Vec<u8>, block: usize) -> Result<bool, Stop> {
        if self.decoder.is_none() {
            let start = buffer.len();
            let read = reader.take(block as u64).read_to_end(buffer).map_err(Stop::Read)?;
            let new = &buffer[start..];
            self.hash.update(new);
            self.bytes += read as u64;
            if self.encoding.is_none() {
                self.encoding = Encoding::guess(new);
                self.decoder = self.encoding.and_then(Encoding::decoder);
                if self.decoder.is_some() {
                    // Everything before was ASCII: this block is the first that has to be decoded.
                    self.raw = buffer.split_off(start);
                    self.decode(buffer, read < block);
                }
            }
            return Ok(read < block);
        }
        self.raw.clear();
        let mut raw = std::mem::take(&mut self.raw);
        let read = reader.take(block as u64).read_to_end(&mut raw).map_err(Stop::Read)?;
        self.note(&raw);
        self.raw = raw;
        self.decode(buffer, read < block);
        Ok(read < block)
    }

    fn decode(&mut self, buffer: &mut Vec<u8>, last: bool) {
        let Some(decoder) = &mut self.decoder else { return };
        let start = buffer.len();
        let room = decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(self.raw.len() * 4);
        buffer.resize(start + room, 0);
        let (_, _, written, _) = decoder.decode_to_utf8(&self.raw, &mut buffer[start..], last);
        buffer.truncate(start + written);
    }
}
