//! Columns of numbers where some entries are undefined.

/// A column of numbers in which an entry may be undefined. Undefined is stored as NaN and never handed out as a number.
#[derive(Clone, Debug, Default)]
pub struct Nullable(Vec<f64>);

impl Nullable {
    /// The column with these entries; NaN means undefined.
    pub fn from_raw(entries: Vec<f64>) -> Self {
        Self(entries)
    }

    /// The entries as stored, NaN for undefined: for builders of other columns that keep validity apart.
    pub fn raw(&self) -> &[f64] {
        &self.0
    }

    /// The stored entries, without a copy.
    pub fn into_raw(self) -> Vec<f64> {
        self.0
    }

    /// Entry `n`; `None` where undefined.
    pub fn get(&self, n: usize) -> Option<f64> {
        self.0.get(n).copied().filter(|entry| !entry.is_nan())
    }

    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<f64>> + '_ {
        self.0.iter().map(|&entry| (!entry.is_nan()).then_some(entry))
    }

    /// How many entries there are, undefined ones included.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many entries are undefined.
    pub fn undefined(&self) -> usize {
        self.0.iter().filter(|entry| entry.is_nan()).count()
    }
}

impl PartialEq for Nullable {
    /// Bit for bit, where every undefined entry equals every other.
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.iter().zip(other.iter()).all(|(one, two)| one.map(f64::to_bits) == two.map(f64::to_bits))
    }
}

impl FromIterator<Option<f64>> for Nullable {
    fn from_iter<I: IntoIterator<Item = Option<f64>>>(entries: I) -> Self {
        Self(entries.into_iter().map(|entry| entry.unwrap_or(f64::NAN)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undefined_is_no_number() {
        let column: Nullable = [Some(0.0), None, Some(2.5)].into_iter().collect();
        assert_eq!(column.iter().collect::<Vec<_>>(), [Some(0.0), None, Some(2.5)]);
        assert_eq!((column.len(), column.undefined(), column.get(1), column.get(9)), (3, 1, None, None));
        assert_eq!(column, column.clone());
    }
}
