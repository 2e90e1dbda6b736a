//! What a buyer cannot do without.

/// What an input is to its buyer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// Its loss does not hurt production.
    Negligible = 0,
    /// Its loss hurts in proportion to its share of all inputs.
    #[default]
    NonEssential = 1,
    /// Nothing is made without it.
    Essential = 2,
}

impl Class {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Negligible => "negligible",
            Self::NonEssential => "non_essential",
            Self::Essential => "essential",
        }
    }

    /// The class with this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Negligible, Self::NonEssential, Self::Essential].into_iter().find(|class| class.word() == word)
    }
}

/// The class of each supplying sector to each buying sector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Essentiality {
    sectors: u32,
    classes: Vec<Class>,
    other: Class,
}

impl Essentiality {
    /// Every pair of sectors has the same class.
    pub fn uniform(class: Class) -> Self {
        Self { sectors: 0, classes: Vec::new(), other: class }
    }

    /// `class(supplying sector, buying sector)` for the first `sectors`; any other pair has the class `other`.
    pub fn new(sectors: u32, other: Class, class: impl Fn(u32, u32) -> Class) -> Self {
        let pairs = (0..sectors).flat_map(|supplying| (0..sectors).map(move |buying| (supplying, buying)));
        Self { sectors, classes: pairs.map(|(supplying, buying)| class(supplying, buying)).collect(), other }
    }

    /// The class of what `supplying` is to `buying`.
    #[inline]
    pub fn class(&self, supplying: u32, buying: u32) -> Class {
        if supplying < self.sectors && buying < self.sectors {
            self.classes[supplying as usize * self.sectors as usize + buying as usize]
        } else {
            self.other
        }
    }

    /// The matrix with some pairs of sectors moved by one class: `draw(pair)` in [0, 1) below `part` moves it; a class at an
    /// end moves inwards, one in the middle to either side.
    #[must_use]
    pub fn shaken(&self, part: f64, draw: impl Fn(u64) -> f64) -> Self {
        let moved = |(place, class): (u64, &Class)| {
            let drawn = draw(place);
            if drawn >= part {
                return *class;
            }
            match class {
                Class::NonEssential if drawn < part / 2.0 => Class::Negligible,
                Class::NonEssential => Class::Essential,
                Class::Negligible | Class::Essential => Class::NonEssential,
            }
        };
        Self { classes: (0u64..).zip(&self.classes).map(moved).collect(), ..self.clone() }
    }
}
