//! Scenario edits: what is assumed to be otherwise, and the table that follows from it.
//!
//! Edits speak of the table as it stands, in their order. Then outputs find their new balance, `x' = A'·x' + y'`, and every
//! flow follows its buyer: a table that any account can be drawn from. [`Undo`] holds the columns that differ, so that what was
//! there comes back bit by bit.

use super::shock::{contraction, size, spread};
use super::{Account, AccountsError, Mrio, NONE, at};
use liantu_model::{Diagnostic, Words};
use liantu_numeric::{Dense, sum};
use std::collections::BTreeMap;

/// Rounds before the new balance is given up.
const MOST_ROUNDS: usize = 20_000;
/// How exactly outputs balance, against the sum of their changes.
const PRECISION: f64 = 1e-14;

/// What an edit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Cells of final demand and exports, `Y`.
    FinalDemand,
    /// Flows between sectors at the outputs before, `Z`: their coefficients change with them.
    Transaction,
    /// What a buyer needs of inputs for a unit of output, `A`, summed over the inputs chosen.
    Coefficient,
    /// Which part of a product its buyers have from one region; the other regions share in the rest as before.
    Sourcing,
    /// The most that sectors can make; what is lacking is final demand that is not met.
    Capacity,
}

/// How an edit changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Times the value.
    Multiply,
    /// The sum of the cells becomes the value.
    Set,
    /// The value is added to the sum of the cells.
    Add,
}

impl Operation {
    fn of(self, before: f64, value: f64) -> f64 {
        match self {
            Self::Multiply => before * value,
            Self::Set => value,
            Self::Add => before + value,
        }
    }
}

/// One edit. Blank ids choose all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edit {
    /// What it changes.
    pub target: Target,
    /// Region of the side that supplies.
    pub region: Option<u32>,
    /// Sector of the side that supplies.
    pub sector: Option<u32>,
    /// Region of the side that uses.
    pub to_region: Option<u32>,
    /// Sector, or category of final demand, of the side that uses.
    pub to_sector: Option<u32>,
    /// How it changes it.
    pub operation: Operation,
    /// By how much.
    pub value: f64,
}

/// The columns that edits changed, as they were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Undo {
    z: BTreeMap<usize, Vec<f64>>,
    y: BTreeMap<usize, Vec<f64>>,
    f: BTreeMap<usize, Vec<f64>>,
    output: Vec<f64>,
    declared: Vec<f64>,
}

impl Undo {
    /// Puts back what was there before, to the last bit.
    ///
    /// # Panics
    ///
    /// If `table` is not the one that these edits made.
    pub fn restore(&self, table: &mut Mrio) {
        for (matrix, columns) in [(&mut table.z, &self.z), (&mut table.y, &self.y), (&mut table.f, &self.f)] {
            for (&column, cells) in columns {
                matrix.column_mut(column).copy_from_slice(cells);
            }
        }
        table.x.copy_from_slice(&self.output);
        table.declared.copy_from_slice(&self.declared);
    }
}

/// The table after the edits.
#[derive(Clone, Debug)]
pub struct Edited {
    /// A table like any other.
    pub mrio: Mrio,
    /// The way back.
    pub undo: Undo,
    /// Final demand that lack of capacity leaves unmet, by node.
    pub unmet: Vec<f64>,
    /// Rounds until outputs balanced.
    pub rounds: usize,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Applies edits in their order and lets outputs find their balance. What a buyer spends more or less on inputs for a unit of
/// output, its value added takes: the table stays as balanced as it was. Extensions and imports go with output.
///
/// # Errors
///
/// If an edit chooses no cell, speaks of a sum of nothing or of a share outside of 0 to 1, or is not a number; if capacity does
/// not even cover what other sectors need; or if outputs come to no balance.
pub fn apply(base: &Mrio, edits: &[Edit]) -> Result<Edited, AccountsError> {
    let mut draft = Draft {
        base,
        z: base.z.clone(),
        y: base.y.clone(),
        touched_z: vec![false; base.len()],
        touched_y: vec![false; base.demand.len()],
        most: vec![f64::INFINITY; base.len()],
        idle: 0,
        bound: 0,
    };
    for (place, edit) in edits.iter().enumerate() {
        draft.edit(edit).map_err(|what| AccountsError::Edit { place, what })?;
    }
    draft.settle()
}

struct Draft<'a> {
    base: &'a Mrio,
    /// Flows at the outputs of the base: `A'·x̂`.
    z: Dense,
    y: Dense,
    touched_z: Vec<bool>,
    touched_y: Vec<bool>,
    /// Capacity.
    most: Vec<f64>,
    /// Buyers without output, whose coefficients nobody knows.
    idle: usize,
    /// Purchases that have nowhere else to go.
    bound: usize,
}

/// Whether an edit's choice takes this id.
fn takes(choice: Option<u32>, id: u32) -> bool {
    choice.is_none_or(|choice| choice == id)
}

/// Brings the sum of the chosen cells to `wanted`: in proportion where their signs agree, by their size where they do not.
fn spread_over(cells: &mut [&mut f64], wanted: f64) -> Result<(), Words> {
    let now = sum(cells.iter().map(|cell| **cell));
    let whole = sum(cells.iter().map(|cell| cell.abs()));
    if let [cell] = cells {
        **cell = wanted;
    } else if whole > 0.0 {
        let part = (wanted - now) / whole;
        for cell in cells {
            **cell += part * cell.abs();
        }
    } else if wanted.to_bits() != now.to_bits() {
        return Err(Words::new(
            "所选各格全为零，没有比例可循：请只选一格",
            "all cells chosen are zero and have no proportions: choose a single cell",
        ));
    }
    Ok(())
}

fn change(cells: &mut [&mut f64], operation: Operation, value: f64) -> Result<(), Words> {
    if operation == Operation::Multiply {
        for cell in cells {
            **cell *= value;
        }
        return Ok(());
    }
    let now = sum(cells.iter().map(|cell| **cell));
    spread_over(cells, operation.of(now, value))
}

impl Draft<'_> {
    fn edit(&mut self, edit: &Edit) -> Result<(), Words> {
        if !edit.value.is_finite() {
            return Err(Words::new("它的值不是数", "its value is not a number"));
        }
        let nodes = &self.base.nodes;
        let rows: Vec<usize> = (0..nodes.len())
            .filter(|&row| takes(edit.region, nodes[row].region) && takes(edit.sector, nodes[row].sector))
            .collect();
        let buyers: Vec<usize> = (0..nodes.len())
            .filter(|&node| takes(edit.to_region, nodes[node].region) && takes(edit.to_sector, nodes[node].sector))
            .collect();
        let columns: Vec<usize> = (0..self.base.demand.len())
            .filter(|&column| {
                let demand = &self.base.demand[column];
                takes(edit.to_region, demand.region) && takes(edit.to_sector, demand.category)
            })
            .collect();
        let nothing = match edit.target {
            Target::FinalDemand => rows.is_empty() || columns.is_empty(),
            Target::Transaction | Target::Coefficient => rows.is_empty() || buyers.is_empty(),
            Target::Sourcing => rows.is_empty() || (buyers.is_empty() && columns.is_empty()),
            Target::Capacity => rows.is_empty(),
        };
        if nothing {
            return Err(Words::new("它没有选中表中任何一格", "it chooses no cell of the table"));
        }
        match edit.target {
            Target::FinalDemand => {
                for &column in &columns {
                    self.touched_y[column] = true;
                }
                change(&mut chosen(&mut self.y, &rows, &columns), edit.operation, edit.value)
            }
            Target::Transaction => {
                let known = self.with_output(&buyers);
                for &column in &known {
                    self.touched_z[column] = true;
                }
                change(&mut chosen(&mut self.z, &rows, &known), edit.operation, edit.value)
            }
            Target::Coefficient => {
                for column in self.with_output(&buyers) {
                    self.touched_z[column] = true;
                    let x = self.base.x[column];
                    let value = if edit.operation == Operation::Multiply { edit.value } else { edit.value * x };
                    change(&mut chosen(&mut self.z, &rows, &[column]), edit.operation, value)?;
                }
                Ok(())
            }
            Target::Sourcing => self.sourcing(edit, &buyers, &columns),
            Target::Capacity => {
                let whole = sum(rows.iter().map(|&row| self.base.x[row]));
                let wanted = edit.operation.of(whole, edit.value);
                if wanted < 0.0 || whole <= 0.0 {
                    return Err(Words::new(
                        "产能不得为负，也不得属于没有产出的部门",
                        "capacity must not be negative, nor that of sectors without output",
                    ));
                }
                for row in rows {
                    self.most[row] = self.most[row].min(self.base.x[row] * (wanted / whole));
                }
                Ok(())
            }
        }
    }

    /// The buyers that have coefficients.
    fn with_output(&mut self, buyers: &[usize]) -> Vec<usize> {
        let known: Vec<usize> = buyers.iter().copied().filter(|&buyer| self.base.x[buyer] != 0.0).collect();
        self.idle += buyers.len() - known.len();
        known
    }

    fn sourcing(&mut self, edit: &Edit, buyers: &[usize], columns: &[usize]) -> Result<(), Words> {
        let Some(region) = edit.region else {
            return Err(Words::new("份额须写明属于哪个区域", "a share needs the region whose share it is"));
        };
        let mut of_sector: BTreeMap<u32, (Option<usize>, Vec<usize>)> = BTreeMap::new();
        for (row, node) in self.base.nodes.iter().enumerate().filter(|(_, node)| takes(edit.sector, node.sector)) {
            let entry = of_sector.entry(node.sector).or_default();
            if node.region == region { entry.0 = Some(row) } else { entry.1.push(row) }
        }
        let buyers = self.with_output(buyers);
        let sides =
            [(&mut self.z, buyers.as_slice(), &mut self.touched_z), (&mut self.y, columns, &mut self.touched_y)];
        for (matrix, columns, touched) in sides {
            for &column in columns {
                for (own, others) in of_sector.values() {
                    let cells = matrix.column_mut(column);
                    let before = own.map_or(0.0, |own| cells[own]);
                    let rest = sum(others.iter().map(|&row| cells[row]));
                    let whole = before + rest;
                    let negative =
                        own.is_some_and(|own| cells[own] < 0.0) || others.iter().any(|&row| cells[row] < 0.0);
                    if whole == 0.0 {
                        continue;
                    }
                    let share = edit.operation.of(before / whole, edit.value);
                    if !(0.0..=1.0).contains(&share) && !negative {
                        return Err(Words::new(
                            format!("它使一个份额为 {share}，不在 0 与 1 之间"),
                            format!("it makes a share {share}, which is not between 0 and 1"),
                        ));
                    }
                    let wanted = share * whole;
                    let stays = wanted.to_bits() == before.to_bits();
                    // Parts of what falls and rises have no meaning; a purchase needs somewhere to go.
                    let Some(own) = own.filter(|_| !negative && (rest > 0.0 || stays)) else {
                        self.bound += usize::from(negative || !stays);
                        continue;
                    };
                    if stays {
                        continue;
                    }
                    touched[column] = true;
                    cells[own] = wanted;
                    let scale = (whole - wanted) / rest;
                    for &row in others {
                        cells[row] *= scale;
                    }
                }
            }
        }
        Ok(())
    }

    /// The table in its new balance.
    fn settle(mut self) -> Result<Edited, AccountsError> {
        let (n, base) = (self.base.len(), self.base);
        if [&self.z, &self.y].iter().any(|matrix| matrix.cells().iter().any(|cell| !cell.is_finite())) {
            return Err(AccountsError::NotFinite);
        }
        // What outputs would have to rise by, were nobody to need more inputs for it.
        let mut first = vec![0.0; n];
        for (new, old, touched) in [(&self.z, &base.z, &self.touched_z), (&self.y, &base.y, &self.touched_y)] {
            for column in (0..touched.len()).filter(|&column| touched[column]) {
                let cells = new.column(column).iter().zip(old.column(column));
                first.iter_mut().zip(cells).for_each(|(sum, (new, old))| *sum += new - old);
            }
        }
        let room: Vec<f64> = self.most.iter().zip(&base.x).map(|(most, x)| most - x).collect();
        let (moved, asked, rounds) = self.balance(&first, &room)?;
        let unmet: Vec<f64> =
            (0..n).map(|node| if asked[node] > moved[node] { asked[node] - moved[node] } else { 0.0 }).collect();
        for node in (0..n).filter(|&node| unmet[node] > 0.0) {
            let cells: Vec<usize> = (0..base.demand.len()).filter(|&column| self.y.at(node, column) > 0.0).collect();
            let whole = sum(cells.iter().map(|&column| self.y.at(node, column)));
            // Rounding must not make a sector short.
            if unmet[node] > whole + 1e-9 * base.x[node].abs() {
                return Err(AccountsError::Short { node });
            }
            for column in cells {
                self.touched_y[column] = true;
                *self.y.at_mut(node, column) *= (1.0 - unmet[node] / whole).max(0.0);
            }
        }
        let mut findings = Vec::new();
        let unmade = (0..n).filter(|&node| base.x[node] == 0.0 && moved[node] != 0.0).count();
        let (f, touched_f, [nowhere, negative]) = self.inputs(&moved);
        let found = [("SIM118", self.idle + unmade), ("SIM119", self.bound), ("SIM120", nowhere), ("SIM121", negative)];
        findings.extend(found.into_iter().filter(|(_, count)| *count > 0).map(|(code, count)| at(code, count)));
        let short = unmet.iter().filter(|unmet| **unmet > 0.0).count();
        if short > 0 {
            findings.push(at("SIM122", short));
        }
        for column in (0..n).filter(|&column| base.x[column] != 0.0 && moved[column] != 0.0) {
            let factor = (base.x[column] + moved[column]) / base.x[column];
            self.touched_z[column] = true;
            self.z.column_mut(column).iter_mut().for_each(|cell| *cell *= factor);
        }
        let mut mrio = Mrio {
            nodes: base.nodes.clone(),
            z: self.z,
            demand: base.demand.clone(),
            y: self.y,
            rows: base.rows.clone(),
            f,
            x: Vec::new(),
            declared: base.declared.clone(),
        };
        mrio.x = mrio.row_sums();
        for node in 0..n {
            // What the source says is not about this table.
            if mrio.x[node].to_bits() != base.x[node].to_bits() {
                mrio.declared[node] = f64::NAN;
            }
        }
        let kept = |matrix: &Dense, touched: &[bool]| -> BTreeMap<usize, Vec<f64>> {
            let columns = (0..touched.len()).filter(|&column| touched[column]);
            columns.map(|column| (column, matrix.column(column).to_vec())).collect()
        };
        let undo = Undo {
            z: kept(&base.z, &self.touched_z),
            y: kept(&base.y, &self.touched_y),
            f: kept(&base.f, &touched_f),
            output: base.x.clone(),
            declared: base.declared.clone(),
        };
        Ok(Edited { mrio, undo, unmet, rounds, findings })
    }

    /// Changes of output, those asked for without regard to capacity, and the rounds: `d ← min(room, A'·d + first)`.
    fn balance(&self, first: &[f64], room: &[f64]) -> Result<(Vec<f64>, Vec<f64>, usize), AccountsError> {
        let n = first.len();
        let (most_bought, _) = contraction(&self.z, &self.base.x);
        let mut moved: Vec<f64> = first.iter().zip(room).map(|(first, room)| first.min(*room)).collect();
        let (mut asked, mut before) = (first.to_vec(), 0.0);
        if moved.iter().all(|moved| *moved == 0.0) {
            return Ok((moved, asked, 0));
        }
        for round in 1..=MOST_ROUNDS {
            let ratio = |node: usize| if self.base.x[node] == 0.0 { 0.0 } else { moved[node] / self.base.x[node] };
            asked = spread(&self.z, &(0..n).map(ratio).collect::<Vec<_>>());
            asked.iter_mut().zip(first).for_each(|(asked, first)| *asked += first);
            let next: Vec<f64> = asked.iter().zip(room).map(|(asked, room)| asked.min(*room)).collect();
            let step = sum(next.iter().zip(&moved).map(|(next, moved)| (next - moved).abs()));
            moved = next;
            if !step.is_finite() {
                break;
            }
            // How much is still to come: by the contraction where there is one, else as if steps went on to shrink half as well.
            let shrinks = if most_bought < 1.0 { most_bought } else { 0.5 + 0.5 * (step / before).min(1.0) };
            if step == 0.0 || step * shrinks / (1.0 - shrinks) <= PRECISION * size(&moved) {
                return Ok((moved, asked, round));
            }
            before = step;
        }
        Err(AccountsError::Unfit {
            what: Words::new(
                "编辑之后产出无法平衡：有部门所需投入多于产出",
                "after the edits outputs come to no balance: some sectors need more inputs than they put out",
            ),
        })
    }

    /// Primary inputs and extensions after the edits, the rows that differ, and how many buyers' value added could not take the
    /// change of what they spend, or fell below zero.
    fn inputs(&self, moved: &[f64]) -> (Dense, Vec<bool>, [usize; 2]) {
        let base = self.base;
        let (mut f, mut touched) = (base.f.clone(), vec![false; base.rows.len()]);
        let (mut nowhere, mut negative) = (0, 0);
        let added: Vec<usize> =
            (0..base.rows.len()).filter(|&row| base.rows[row].account == Account::ValueAdded).collect();
        for node in (0..base.len()).filter(|&node| base.x[node] != 0.0) {
            let spent = if self.touched_z[node] {
                sum(self.z.column(node).iter().zip(base.z.column(node)).map(|(new, old)| new - old))
            } else {
                0.0
            };
            let factor = (base.x[node] + moved[node]) / base.x[node];
            let whole = sum(added.iter().map(|&row| base.f.at(node, row)));
            let mut rest = 1.0;
            // Differences of rounding are no change.
            if spent.abs() > 1e-13 * base.x[node].abs() && !added.is_empty() {
                if whole == 0.0 {
                    nowhere += 1;
                } else {
                    rest = (whole - spent) / whole;
                    negative += usize::from(rest < 0.0);
                }
            }
            for (row, touched) in touched.iter_mut().enumerate() {
                let own = if base.rows[row].account == Account::ValueAdded { factor * rest } else { factor };
                let cell = f.at_mut(node, row);
                if own.to_bits() != 1.0f64.to_bits() && *cell != 0.0 {
                    *cell *= own;
                    *touched = true;
                }
            }
        }
        (f, touched, [nowhere, negative])
    }
}

/// The cells where these rows and columns, both in order, meet.
fn chosen<'m>(matrix: &'m mut Dense, rows: &[usize], columns: &[usize]) -> Vec<&'m mut f64> {
    let height = matrix.rows().max(1);
    let mut wanted = columns.iter().peekable();
    let columns = matrix.cells_mut().chunks_exact_mut(height).enumerate();
    columns
        .filter(|(column, _)| wanted.next_if_eq(&column).is_some())
        .flat_map(|(_, cells)| {
            let mut wanted = rows.iter().peekable();
            let chosen = cells.iter_mut().enumerate();
            chosen.filter(move |(row, _)| wanted.next_if_eq(&row).is_some()).map(|(_, cell)| cell)
        })
        .collect()
}

/// What a region makes and buys of a product.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Holding {
    /// Output.
    pub output: f64,
    /// Value added.
    pub value_added: f64,
    /// What users of the region buy of the product from other regions.
    pub imports: f64,
    /// What the sector buys from outside of the table.
    pub outside: f64,
}

/// What each region makes and buys of each product, by `(region, sector)`: nodes, and products that a region only buys.
pub fn holdings(mrio: &Mrio) -> BTreeMap<(u32, u32), Holding> {
    let mut list: BTreeMap<(u32, u32), Holding> = BTreeMap::new();
    let (added, _) = mrio.value_added();
    let outside = mrio.total_of(Account::Import);
    for (place, node) in mrio.nodes.iter().enumerate() {
        let own = list.entry((node.region, node.sector)).or_default();
        own.output = mrio.x[place];
        own.value_added = added[place];
        own.outside = outside.as_ref().map_or(0.0, |outside| outside[place]);
    }
    let users = mrio.nodes.iter().map(|node| node.region).zip((0..mrio.len()).map(|column| mrio.z.column(column)));
    let finals = mrio.demand.iter().map(|demand| demand.region).zip((0..mrio.demand.len()).map(|at| mrio.y.column(at)));
    let mut bought: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for (region, cells) in users.chain(finals).filter(|(region, _)| *region != NONE) {
        let sums = bought.entry(region).or_insert_with(|| vec![0.0; mrio.len()]);
        sums.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
    }
    for (region, sums) in bought {
        for (node, sum) in mrio.nodes.iter().zip(sums).filter(|(node, sum)| node.region != region && *sum != 0.0) {
            list.entry((region, node.sector)).or_default().imports += sum;
        }
    }
    list
}

/// Value added and imports from outside less final demand: zero where the inputs of the table add up to its outputs.
pub fn gap(mrio: &Mrio) -> f64 {
    let (added, _) = mrio.value_added();
    let outside = mrio.total_of(Account::Import).unwrap_or_default();
    sum(added.into_iter().chain(outside).chain(mrio.y.cells().iter().map(|cell| -cell)))
}
