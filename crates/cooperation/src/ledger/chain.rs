//! Records on their way to a store: lines in a chain of hashes, page by page.
//!
//! A page is what one act appends to a book: a signature is a page of one record, a settlement one of thousands. A store needs
//! one table of pages and nothing else; whatever is asked of a book is read from its lines, so that nothing can disagree.

use super::entry::{day as write_day, digits};
use super::journal::{Fault, Hash, Row, link};
use jiff::civil::Date;

/// What stands at the end of a book: the number and the hash of its last record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Number of the last record; 0 for an empty book.
    pub number: u64,
    /// Its hash; zeros for an empty book.
    pub hash: Hash,
}

impl Head {
    /// The hash in hexadecimal digits, to be noted on paper.
    pub fn digits(&self) -> String {
        super::journal::hex(&self.hash)
    }
}

/// Records that follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Number of the first record.
    pub first: u64,
    /// The lines, each with its end.
    pub lines: String,
    /// The hash of each record, 32 bytes each.
    pub hashes: Vec<u8>,
}

impl Page {
    /// How many records it has, by its hashes.
    pub fn len(&self) -> usize {
        self.hashes.len() / 32
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The last record.
    pub fn head(&self) -> Head {
        let hash = self.hashes.last_chunk::<32>().copied().unwrap_or_default();
        Head { number: (self.first + self.len() as u64).saturating_sub(1), hash }
    }

    /// The records as rows of a journal.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        let (hashes, _) = self.hashes.as_chunks::<32>();
        (self.first..).zip(self.lines.lines()).zip(hashes).map(|((number, line), hash)| Row {
            number,
            line: line.to_owned(),
            hash: *hash,
        })
    }
}

/// The end of a book, and what is appended to it.
#[derive(Clone, Debug)]
pub struct Chain {
    first: u64,
    head: Head,
    lines: Vec<u8>,
    hashes: Vec<Hash>,
}

impl Default for Chain {
    fn default() -> Self {
        Self::after(Head::default())
    }
}

impl Chain {
    /// What follows the record `head`.
    pub fn after(head: Head) -> Self {
        Self { first: head.number + 1, head, lines: Vec::new(), hashes: Vec::new() }
    }

    /// The number that the next record will have.
    pub const fn next(&self) -> u64 {
        self.head.number + 1
    }

    /// Appends a record of `day` with what `body` writes.
    pub fn push(&mut self, day: Date, body: impl FnOnce(&mut Vec<u8>)) -> u64 {
        let start = self.lines.len();
        let number = self.next();
        digits(i128::from(number), &mut self.lines);
        self.lines.push(b'|');
        write_day(day, &mut self.lines);
        self.lines.push(b'|');
        body(&mut self.lines);
        self.head = Head { number, hash: link(&self.head.hash, &self.lines[start..]) };
        self.lines.push(b'\n');
        self.hashes.push(self.head.hash);
        number
    }

    /// The hashes of what was appended.
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// The hashes alone, where the lines are not wanted.
    pub fn into_hashes(self) -> Vec<Hash> {
        self.hashes
    }

    /// What was appended.
    pub fn into_page(self) -> Page {
        // Only whole words were written.
        let lines = String::from_utf8(self.lines).unwrap_or_default();
        Page { first: self.first, lines, hashes: self.hashes.concat() }
    }
}

/// Every record of the pages of a book that is not what was written; `head` is the last record as the store notes it.
pub fn verify_pages<'a>(pages: impl IntoIterator<Item = &'a Page>, head: Head) -> Vec<Fault> {
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for page in pages {
        let lines = page.lines.lines().count();
        if lines != page.len() || page.hashes.len() % 32 != 0 || !page.lines.ends_with('\n') {
            faults.push(Fault::Touched { number: page.first + lines.min(page.len()) as u64 });
        }
        rows.extend(page.rows());
    }
    let known = (head.number > 0).then_some((head.number, head.hash));
    faults.extend(super::journal::verify(&rows, known));
    if head.number == 0 && !rows.is_empty() {
        faults.push(Fault::Head { expected: 0 });
    }
    faults
}

/// The hash by which a book names a text: SHA-256 in hexadecimal digits.
pub fn text_hash(text: &str) -> String {
    super::journal::hex(&link(&[0; 0], text.as_bytes()))
}
