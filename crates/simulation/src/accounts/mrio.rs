//! The table: transactions, final demand, primary inputs, extensions, output.

use super::{AccountsError, at};
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use liantu_model::{Diagnostic, Words};
use liantu_numeric::{Dense, chunked, sum};

/// No region.
pub const NONE: u32 = u32::MAX;
/// A dense table of more nodes would take more than 3 GB.
const MOST_NODES: usize = 20_000;
/// Rows whose sums are taken together.
const STRIPE: usize = 512;

/// What a cell belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Account {
    /// From sector to sector, `Z`.
    Intermediate,
    /// From a sector to a category of final demand of a region, `Y`.
    FinalDemand,
    /// From a sector to the world outside of the table: final demand that is kept apart.
    Export,
    /// From a factor (labour, capital, taxes) to a sector.
    ValueAdded,
    /// From the world outside of the table to a sector: a primary input that is no value added.
    Import,
    /// What production uses or emits besides (workers, energy, emissions), in units of its own.
    Extension,
    /// What a source says the output of a sector is.
    Output,
}

/// A cell in long form: `(region, sector)` ids from and to; where a side has no region, [`NONE`]. The sector of a demand
/// column is its category; that of a primary input or an extension is its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// What the cell belongs to.
    pub account: Account,
    /// The side that supplies.
    pub from: (u32, u32),
    /// The side that uses; for [`Account::Output`] the sector itself.
    pub to: (u32, u32),
    /// How much; NaN is unknown.
    pub value: f64,
}

/// A sector of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// The region.
    pub region: u32,
    /// The sector.
    pub sector: u32,
}

/// A column of final demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Demand {
    /// [`Account::FinalDemand`] or [`Account::Export`].
    pub account: Account,
    /// Whose demand it is; [`NONE`] where the table does not say.
    pub region: u32,
    /// Which category.
    pub category: u32,
}

/// A row of primary inputs or of an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Row {
    /// [`Account::ValueAdded`], [`Account::Import`] or [`Account::Extension`].
    pub account: Account,
    /// Where it comes from, where the table says so; [`NONE`] otherwise.
    pub region: u32,
    /// Its name.
    pub label: u32,
}

/// A multi-regional input-output table. Axis order: from → to, row → column; region before sector.
#[derive(Clone, Debug, PartialEq)]
pub struct Mrio {
    pub(super) nodes: Vec<Node>,
    pub(super) z: Dense,
    pub(super) demand: Vec<Demand>,
    /// Nodes by columns of demand.
    pub(super) y: Dense,
    pub(super) rows: Vec<Row>,
    /// Nodes by rows of primary inputs and extensions: each row of the table is a column here.
    pub(super) f: Dense,
    pub(super) x: Vec<f64>,
    /// What the source says, NaN where it says nothing.
    pub(super) declared: Vec<f64>,
}

impl Mrio {
    /// Puts a table together. Nodes, columns and rows are in the order of their ids; findings say what is peculiar.
    ///
    /// # Errors
    ///
    /// If there are no transactions, a cell has no value or is listed twice, or there are too many nodes.
    pub fn new(entries: &[Entry]) -> Result<(Self, Vec<Diagnostic>), AccountsError> {
        let unknown = |entry: &&Entry| entry.value.is_nan();
        if let Some(first) = entries.iter().position(|entry| entry.value.is_nan()) {
            return Err(AccountsError::Unknown { count: entries.iter().filter(unknown).count(), first });
        }
        if entries.iter().any(|entry| entry.value.is_infinite()) {
            return Err(AccountsError::NotFinite);
        }
        let (mut nodes, mut demand, mut rows) = (HashSet::new(), HashSet::new(), HashSet::new());
        for entry in entries {
            let side = |(region, sector)| Node { region, sector };
            match entry.account {
                Account::Intermediate => nodes.extend([side(entry.from), side(entry.to)]),
                Account::FinalDemand | Account::Export => {
                    nodes.insert(side(entry.from));
                    demand.insert(Demand { account: entry.account, region: entry.to.0, category: entry.to.1 });
                }
                Account::Output => {
                    nodes.insert(side(entry.to));
                }
                Account::ValueAdded | Account::Import | Account::Extension => {
                    nodes.insert(side(entry.to));
                    rows.insert(Row { account: entry.account, region: entry.from.0, label: entry.from.1 });
                }
            }
        }
        let (nodes, demand, rows) = (sorted(nodes), sorted(demand), sorted(rows));
        if nodes.len() > MOST_NODES {
            return Err(AccountsError::TooMany { nodes: nodes.len(), most: MOST_NODES });
        }
        if !entries.iter().any(|entry| entry.account == Account::Intermediate) {
            return Err(AccountsError::Empty);
        }
        let unset = |rows: usize, columns: usize| Dense::from_cells(rows, columns, vec![f64::NAN; rows * columns]);
        let n = nodes.len();
        let mut table = Self {
            z: unset(n, n),
            y: unset(n, demand.len()),
            f: unset(n, rows.len()),
            x: Vec::new(),
            declared: vec![f64::NAN; n],
            nodes,
            demand,
            rows,
        };
        table.fill(entries)?;
        table.x = table.row_sums();
        let findings = table.findings();
        Ok((table, findings))
    }

    /// A table whose matrices are there already: `z` nodes by nodes, `y` nodes by columns of demand, `f` nodes by rows of
    /// primary inputs and extensions. Nothing is stated about output.
    ///
    /// # Errors
    ///
    /// If a number is not finite, names are not in order or repeat, or sizes differ.
    pub fn from_parts(
        nodes: Vec<Node>,
        z: Dense,
        (demand, y): (Vec<Demand>, Dense),
        (rows, f): (Vec<Row>, Dense),
    ) -> Result<(Self, Vec<Diagnostic>), AccountsError> {
        let n = nodes.len();
        let ordered = nodes.is_sorted_by(|one, two| one < two)
            && demand.is_sorted_by(|one, two| one < two)
            && rows.is_sorted_by(|one, two| one < two);
        let sizes = [z.rows(), z.columns(), y.rows(), f.rows()].iter().all(|size| *size == n)
            && (y.columns(), f.columns()) == (demand.len(), rows.len());
        if n == 0 {
            return Err(AccountsError::Empty);
        }
        if !ordered || !sizes {
            let what = Words::new(
                "名称须有序且不重复，矩阵的大小须与之相符",
                "names must be in order and without repeats, and matrices of their size",
            );
            return Err(AccountsError::Unfit { what });
        }
        if [&z, &y, &f].iter().any(|matrix| matrix.cells().iter().any(|cell| !cell.is_finite())) {
            return Err(AccountsError::NotFinite);
        }
        let mut table = Self { nodes, z, demand, y, rows, f, x: Vec::new(), declared: vec![f64::NAN; n] };
        table.x = table.row_sums();
        let findings = table.findings();
        Ok((table, findings))
    }

    fn fill(&mut self, entries: &[Entry]) -> Result<(), AccountsError> {
        let place: HashMap<(u32, u32), usize> =
            self.nodes.iter().enumerate().map(|(n, node)| ((node.region, node.sector), n)).collect();
        let mut columns = HashMap::new();
        columns.extend(self.demand.iter().enumerate().map(|(n, &column)| (column, n)));
        let mut lines = HashMap::new();
        lines.extend(self.rows.iter().enumerate().map(|(n, &row)| (row, n)));
        for (second, entry) in entries.iter().enumerate() {
            let Entry { account, from, to, value } = *entry;
            let cell = match account {
                Account::Intermediate => self.z.at_mut(place[&from], place[&to]),
                Account::FinalDemand | Account::Export => {
                    self.y.at_mut(place[&from], columns[&Demand { account, region: to.0, category: to.1 }])
                }
                Account::Output => &mut self.declared[place[&to]],
                Account::ValueAdded | Account::Import | Account::Extension => {
                    self.f.at_mut(place[&to], lines[&Row { account, region: from.0, label: from.1 }])
                }
            };
            if !cell.is_nan() {
                return Err(AccountsError::Repeated { second });
            }
            *cell = value;
        }
        for matrix in [&mut self.z, &mut self.y, &mut self.f] {
            matrix.cells_mut().iter_mut().filter(|cell| cell.is_nan()).for_each(|cell| *cell = 0.0);
        }
        Ok(())
    }

    /// `Z·1 + Y·1`.
    pub(super) fn row_sums(&self) -> Vec<f64> {
        let n = self.nodes.len();
        chunked(n, STRIPE, |range| {
            let mut sums = vec![0.0; range.len()];
            for matrix in [&self.z, &self.y] {
                for column in 0..matrix.columns() {
                    sums.iter_mut().zip(&matrix.column(column)[range.clone()]).for_each(|(sum, cell)| *sum += cell);
                }
            }
            sums
        })
        .concat()
    }

    fn findings(&self) -> Vec<Diagnostic> {
        let n = self.nodes.len();
        let columns: Vec<f64> =
            chunked(n, 64, |range| range.map(|column| sum(self.z.column(column).iter().copied())).collect::<Vec<_>>())
                .concat();
        let count = |test: &dyn Fn(usize) -> bool| (0..n).filter(|&node| test(node)).count();
        let negative = self.z.cells().iter().filter(|cell| **cell < 0.0).count();
        let found = [
            ("SIM101", count(&|node| self.x[node] == 0.0)),
            ("SIM102", count(&|node| self.x[node] == 0.0 && columns[node] != 0.0)),
            ("SIM103", count(&|node| self.x[node] < 0.0)),
            ("SIM104", negative),
            ("SIM105", count(&|node| self.x[node] > 0.0 && columns[node] >= self.x[node])),
        ];
        found.into_iter().filter(|(_, count)| *count > 0).map(|(code, count)| at(code, count)).collect()
    }

    /// The sectors of the regions.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none: never.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node of this region and sector.
    pub fn node(&self, region: u32, sector: u32) -> Option<usize> {
        self.nodes.binary_search(&Node { region, sector }).ok()
    }

    /// The transactions `Z`, nodes by nodes.
    pub fn transactions(&self) -> &Dense {
        &self.z
    }

    /// The columns of final demand and of exports.
    pub fn demand(&self) -> &[Demand] {
        &self.demand
    }

    /// Final demand and exports `Y`, nodes by columns.
    pub fn final_demand(&self) -> &Dense {
        &self.y
    }

    /// The rows of primary inputs and extensions.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A row of primary inputs or of an extension, by node.
    pub fn row(&self, row: usize) -> &[f64] {
        self.f.column(row)
    }

    /// Output `x = Z·1 + Y·1`.
    pub fn output(&self) -> &[f64] {
        &self.x
    }

    /// The output that the source states; NaN where it states none.
    pub fn declared(&self) -> &[f64] {
        &self.declared
    }

    /// All final demand by node, exports included.
    pub fn total_demand(&self) -> Vec<f64> {
        self.demand_of(|_| true)
    }

    /// The sum of those columns of final demand that `keep` takes.
    pub fn demand_of(&self, keep: impl Fn(&Demand) -> bool) -> Vec<f64> {
        let mut total = vec![0.0; self.len()];
        for (column, _) in self.demand.iter().enumerate().filter(|(_, demand)| keep(demand)) {
            total.iter_mut().zip(self.y.column(column)).for_each(|(sum, cell)| *sum += cell);
        }
        total
    }

    /// The sum of all rows of this account, by node; `None` if there is none.
    pub fn total_of(&self, account: Account) -> Option<Vec<f64>> {
        let mut total: Option<Vec<f64>> = None;
        for (place, _) in self.rows.iter().enumerate().filter(|(_, row)| row.account == account) {
            let sums = total.get_or_insert_with(|| vec![0.0; self.len()]);
            sums.iter_mut().zip(self.f.column(place)).for_each(|(sum, cell)| *sum += cell);
        }
        total
    }

    /// Value added by node: the rows of value added where the table has some; otherwise what is left of output once
    /// inputs and imports are paid. The flag says which: true for rows.
    pub fn value_added(&self) -> (Vec<f64>, bool) {
        if let Some(total) = self.total_of(Account::ValueAdded) {
            return (total, true);
        }
        let imports = self.total_of(Account::Import).unwrap_or_else(|| vec![0.0; self.len()]);
        let rest = |node: usize| self.x[node] - sum(self.z.column(node).iter().copied()) - imports[node];
        ((0..self.len()).map(rest).collect(), false)
    }

    /// The regions that have a sector, by id.
    pub fn regions(&self) -> Vec<u32> {
        let mut regions: Vec<u32> = self.nodes.iter().map(|node| node.region).collect();
        regions.dedup();
        regions
    }

    /// The nodes of a region: they lie side by side.
    pub fn of_region(&self, region: u32) -> std::ops::Range<usize> {
        let start = self.nodes.partition_point(|node| node.region < region);
        start..self.nodes.partition_point(|node| node.region <= region)
    }

    /// The table in long form again, zeros left out.
    pub fn entries(&self) -> Vec<Entry> {
        let side = |node: usize| (self.nodes[node].region, self.nodes[node].sector);
        let mut entries = Vec::new();
        let mut push = |account, from, to, value: f64| {
            if value != 0.0 {
                entries.push(Entry { account, from, to, value });
            }
        };
        for to in 0..self.len() {
            for (from, &value) in self.z.column(to).iter().enumerate() {
                push(Account::Intermediate, side(from), side(to), value);
            }
        }
        for (place, column) in self.demand.iter().enumerate() {
            for (from, &value) in self.y.column(place).iter().enumerate() {
                push(column.account, side(from), (column.region, column.category), value);
            }
        }
        for (place, row) in self.rows.iter().enumerate() {
            for (to, &value) in self.f.column(place).iter().enumerate() {
                push(row.account, (row.region, row.label), side(to), value);
            }
        }
        for (node, &value) in self.declared.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
            // A stated output of zero is a statement.
            entries.push(Entry { account: Account::Output, from: side(node), to: side(node), value });
        }
        entries
    }
}

fn sorted<T: Ord>(set: HashSet<T>) -> Vec<T> {
    let mut list: Vec<T> = set.into_iter().collect();
    list.sort_unstable();
    list
}
