//! Who sells how much to whom.

use liantu_numeric::Csr;

/// Sales between firms, as columns of equal length.
#[derive(Clone, Copy, Debug)]
pub struct Links<'a> {
    /// The firm that sells.
    pub seller: &'a [u32],
    /// The firm that buys.
    pub buyer: &'a [u32],
    /// How much; NaN where it is unknown.
    pub value: &'a [f64],
}

/// Why there is no network.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// Columns of different length.
    #[error("columns of links have {sellers}, {buyers} and {values} rows")]
    Length {
        /// Rows of sellers.
        sellers: usize,
        /// Rows of buyers.
        buyers: usize,
        /// Rows of values.
        values: usize,
    },
    /// An end that is no firm.
    #[error("row {row} names firm {firm} of {firms}")]
    Firm {
        /// Of the links.
        row: usize,
        /// Its number.
        firm: u32,
        /// How many there are.
        firms: usize,
    },
    /// A value that no sale has.
    #[error("row {row} has the value {value}: sales are not negative and are finite")]
    Value {
        /// Of the links.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// Sales to nobody that are known to be impossible, or a list of another length than the firms.
    #[error("final demand needs a finite number that is not negative for each of {firms} firms")]
    FinalDemand {
        /// How many there are.
        firms: usize,
    },
    /// Too many links.
    #[error("{links} links, at most 2^32 - 1")]
    Size {
        /// How many.
        links: usize,
    },
}

/// A network of firms: sellers, buyers, sectors.
#[derive(Clone, Debug)]
pub struct FirmNetwork {
    pub(super) sector: Vec<u32>,
    pub(super) members: Csr,
    /// Links by seller, then by buyer; NaN where the value is unknown.
    pub(super) offsets: Vec<u32>,
    pub(super) to: Vec<u32>,
    pub(super) value: Vec<f64>,
    /// Known sales to firms.
    pub(super) sales: Vec<f64>,
    pub(super) final_demand: Vec<f64>,
    unknown: usize,
}

impl FirmNetwork {
    /// The network of `sector.len()` firms. Several links of one pair add up; a firm may sell to itself. `final_demand` is what
    /// each sells outside the network; empty where nothing is known of it.
    pub fn new(sector: Vec<u32>, links: Links<'_>, final_demand: &[f64]) -> Result<Self, NetworkError> {
        let (firms, count) = (sector.len(), links.seller.len());
        if links.buyer.len() != count || links.value.len() != count {
            return Err(NetworkError::Length { sellers: count, buyers: links.buyer.len(), values: links.value.len() });
        }
        if u32::try_from(count).is_err() {
            return Err(NetworkError::Size { links: count });
        }
        for row in 0..count {
            let ends = [links.seller[row], links.buyer[row]];
            if let Some(&firm) = ends.iter().find(|&&firm| firm as usize >= firms) {
                return Err(NetworkError::Firm { row, firm, firms });
            }
            if links.value[row] < 0.0 || links.value[row].is_infinite() {
                return Err(NetworkError::Value { row, value: links.value[row] });
            }
        }
        let fits = final_demand.iter().all(|value| value.is_finite() && *value >= 0.0);
        if !fits || !(final_demand.is_empty() || final_demand.len() == firms) {
            return Err(NetworkError::FinalDemand { firms });
        }
        let mut offsets = vec![0u32; firms + 1];
        for &seller in links.seller {
            offsets[seller as usize + 1] += 1;
        }
        for firm in 0..firms {
            offsets[firm + 1] += offsets[firm];
        }
        let mut next = offsets.clone();
        let mut rows: Vec<(u32, f64)> = vec![(0, 0.0); count];
        for row in 0..count {
            let place = &mut next[links.seller[row] as usize];
            rows[*place as usize] = (links.buyer[row], links.value[row]);
            *place += 1;
        }
        for firm in 0..firms {
            rows[offsets[firm] as usize..offsets[firm + 1] as usize].sort_by_key(|link| link.0);
        }
        let (to, value): (Vec<u32>, Vec<f64>) = rows.into_iter().unzip();
        let sales = (0..firms)
            .map(|firm| {
                let own = &value[offsets[firm] as usize..offsets[firm + 1] as usize];
                own.iter().filter(|value| !value.is_nan()).sum()
            })
            .collect();
        let sectors = sector.iter().max().map_or(0, |most| *most as usize + 1);
        let places: Vec<(u32, u32)> = sector.iter().copied().zip(0..).collect();
        let members = Csr::group(sectors, &places);
        let unknown = value.iter().filter(|value| value.is_nan()).count();
        let final_demand = if final_demand.is_empty() { vec![0.0; firms] } else { final_demand.to_vec() };
        Ok(Self { sector, members, offsets, to, value, sales, final_demand, unknown })
    }

    /// How many firms.
    pub fn firms(&self) -> usize {
        self.sector.len()
    }

    /// How many links, those of unknown value included.
    pub fn links(&self) -> usize {
        self.to.len()
    }

    /// How many links have an unknown value.
    pub fn unknown(&self) -> usize {
        self.unknown
    }

    /// The sector of each firm.
    pub fn sectors(&self) -> &[u32] {
        &self.sector
    }

    /// Known sales of each firm to firms.
    pub fn sales(&self) -> &[f64] {
        &self.sales
    }

    /// Known sales of each firm, final demand included.
    pub fn output(&self) -> Vec<f64> {
        self.sales.iter().zip(&self.final_demand).map(|(sales, outside)| sales + outside).collect()
    }

    /// Buyers of a firm with what they buy; NaN where it is unknown.
    pub fn buyers(&self, firm: u32) -> impl Iterator<Item = (u32, f64)> {
        let own = self.row(firm as usize);
        self.to[own.clone()].iter().copied().zip(self.value[own].iter().copied())
    }

    /// The network with the value of each link times `factor(link)`.
    pub(super) fn rescaled(&self, factor: impl Fn(u64) -> f64) -> Self {
        let mut network = self.clone();
        for (link, value) in (0u64..).zip(&mut network.value) {
            *value *= factor(link);
        }
        for firm in 0..network.firms() {
            let own = &network.value[network.row(firm)];
            network.sales[firm] = own.iter().filter(|value| !value.is_nan()).sum();
        }
        network
    }

    pub(super) fn row(&self, firm: usize) -> std::ops::Range<usize> {
        self.offsets[firm] as usize..self.offsets[firm + 1] as usize
    }
}
