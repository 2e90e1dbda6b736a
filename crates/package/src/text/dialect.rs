//! What separates fields and ends lines.

use super::records;

/// Delimiter and line end of a text table; the quote is always `"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// `\n`, or `\r` in files that use nothing else.
    pub(crate) terminator: u8,
}

/// Rows that the detection looks at.
const LOOK: usize = 200;

impl Dialect {
    /// The dialect of a sample, which starts with a record; `delimiter` where it is known.
    pub(crate) fn of(bytes: &[u8], delimiter: Option<u8>, limit: usize) -> Self {
        let terminator = if memchr::memchr(b'\n', bytes).is_none() && memchr::memchr(b'\r', bytes).is_some() {
            b'\r'
        } else {
            b'\n'
        };
        let score = |delimiter: u8| agreement(bytes, Self { delimiter, terminator }, limit);
        let delimiter = delimiter.unwrap_or_else(|| {
            // The first wins where two fit equally.
            let candidates = [b',', b'\t', b';'];
            candidates.into_iter().rev().max_by(|&a, &b| score(a).total_cmp(&score(b))).unwrap_or(b',')
        });
        Self { delimiter, terminator }
    }
}

/// How well a delimiter explains the sample: the share of records with the most frequent number of fields (at least two),
/// and a little for more fields.
fn agreement(bytes: &[u8], dialect: Dialect, limit: usize) -> f64 {
    let mut counts: Vec<usize> = Vec::new();
    let mut position = 0;
    while position < bytes.len() && counts.len() < LOOK {
        let mut fields = 0;
        let (next, fault) = records::record(bytes, position, dialect, limit, |_| fields += 1);
        // The sample may end inside of a record.
        let blank = bytes[position..next].iter().all(u8::is_ascii_whitespace);
        if !blank && (next < bytes.len() || counts.is_empty()) && fault.is_none() {
            counts.push(fields);
        }
        position = next;
    }
    let mut best = 0.0f64;
    let mut sorted = counts.clone();
    sorted.sort_unstable();
    for run in sorted.chunk_by(|a, b| a == b).filter(|run| run[0] > 1) {
        let share = run.len() as f64 / counts.len() as f64;
        best = best.max(share + 0.001 * (run[0].min(100) as f64));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_told_apart() {
        for (sample, delimiter) in [
            ("a,b,c\n1,2,3\n", b','),
            ("a;b;c\n1,5;2,5;3,5\n", b';'),
            ("a\tb\n1,2\t3\n4,5\t6\n", b'\t'),
            ("name;text\n\"x;y\";\"a,b,c\"\nz;\"a,b\"\n", b';'),
            ("a,b\n\"1;2;3\",\"4;5;6\"\n", b','),
            ("one\n1\n2\n", b','),
        ] {
            assert_eq!(Dialect::of(sample.as_bytes(), None, 1 << 20).delimiter, delimiter, "{sample}");
        }
        assert_eq!(Dialect::of(b"a,b\r1,2\r", None, 1 << 20).terminator, b'\r');
    }
}
