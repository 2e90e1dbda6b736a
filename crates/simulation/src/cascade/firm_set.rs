//! A set of firms, visited in their order.

/// Firms, a bit for each.
#[derive(Clone, Debug, Default)]
pub(super) struct FirmSet {
    words: Vec<u64>,
}

impl FirmSet {
    /// No firm of `firms`.
    pub fn new(firms: usize) -> Self {
        Self { words: vec![0; firms.div_ceil(64)] }
    }

    #[inline]
    pub fn add(&mut self, firm: u32) {
        self.words[firm as usize / 64] |= 1 << (firm % 64);
    }

    #[inline]
    pub fn has(&self, firm: u32) -> bool {
        self.words[firm as usize / 64] >> (firm % 64) & 1 == 1
    }

    /// Adds all of another.
    pub fn join(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// Visits each firm, lowest number first.
    #[inline]
    pub fn each(&self, mut visit: impl FnMut(u32)) {
        for (place, &word) in (0u32..).zip(&self.words) {
            let mut rest = word;
            while rest != 0 {
                visit(place * 64 + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
    }
}
