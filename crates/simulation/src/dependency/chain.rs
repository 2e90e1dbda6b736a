//! A chain of products: what goes into what, what is a kind of what, and who supplies it.

use liantu_numeric::Csr;

/// Who supplies a product, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supply {
    /// The product.
    pub node: u32,
    /// Who.
    pub provider: u32,
    /// The part of all there is of it, from 0 to 1; `None` where nobody knows.
    pub share: Option<f64>,
}

/// Products, with two relations that must not be mixed: to stop an input stops what it goes into; to stop one kind leaves the
/// others of its category.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Inputs of each product.
    pub(super) inputs: Csr,
    /// Products that each goes into.
    pub(super) uses: Csr,
    /// Kinds of each category.
    pub(super) kinds: Csr,
    /// Categories that each product is a kind of.
    pub(super) categories: Csr,
    pub(super) supply: Vec<Supply>,
    /// Supplies of each product, by place.
    pub(super) supplied: Csr,
}

impl Chain {
    /// The chain of `nodes` products. `goes_into` pairs an input with its use, `is_type_of` a kind with its category. Repeats count once.
    ///
    /// # Panics
    ///
    /// If a relation or a supply names no product.
    pub fn new(nodes: usize, goes_into: &[(u32, u32)], is_type_of: &[(u32, u32)], supply: Vec<Supply>) -> Self {
        let both = |pairs: &[(u32, u32)]| {
            let mut pairs: Vec<(u32, u32)> = pairs.iter().copied().filter(|pair| pair.0 != pair.1).collect();
            pairs.sort_unstable();
            pairs.dedup();
            let mut turned: Vec<(u32, u32)> = pairs.iter().map(|&(one, two)| (two, one)).collect();
            turned.sort_unstable();
            (Csr::group(nodes, &pairs), Csr::group(nodes, &turned))
        };
        let ((uses, inputs), (categories, kinds)) = (both(goes_into), both(is_type_of));
        let places: Vec<(u32, u32)> = supply.iter().map(|supply| supply.node).zip(0..).collect();
        let supplied = Csr::group(nodes, &places);
        Self { inputs, uses, kinds, categories, supply, supplied }
    }

    /// How many products.
    pub fn nodes(&self) -> usize {
        self.uses.rows()
    }

    /// Who supplies what, in the order given.
    pub fn supply(&self) -> &[Supply] {
        &self.supply
    }

    /// The supplies of a product.
    pub fn supplies(&self, node: u32) -> impl Iterator<Item = &Supply> {
        self.supplied.row(node as usize).iter().map(|&place| &self.supply[place as usize])
    }
}
