//! Binding the table `io_entry` to multi-regional accounts, with the names of their regions and sectors.

use crate::EngineError;
use crate::indicator::listed;
use crate::rows::Rows;
use arrow::array::Array;
use liantu_model::{Diagnostic, Method, Observation, Period, Place, Words};
use liantu_simulation::accounts::{Account, AccountsError, Demand, Entry, Mrio, NONE};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Names in the order in which they first appear.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    list: Vec<String>,
    ids: HashMap<String, u32>,
}

impl Names {
    /// The number of a name, a new one where it is new.
    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let id = self.list.len() as u32;
        self.list.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        id
    }

    /// The number of a name that is known.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.ids.get(name).copied()
    }

    /// The name of a number; that of [`NONE`] is `outside`.
    pub fn name(&self, id: u32) -> &str {
        self.list.get(id as usize).map_or("outside", String::as_str)
    }

    /// The name, unless there is none.
    pub fn some(&self, id: u32) -> Option<String> {
        self.list.get(id as usize).cloned()
    }

    /// Some of them, for a message.
    pub fn listed(&self) -> String {
        listed(&self.list)
    }
}

/// The accounts of one period.
#[derive(Debug)]
pub(crate) struct Accounts {
    pub mrio: Mrio,
    pub period: String,
    /// Unit of transactions and primary inputs, where the table gives one.
    pub unit: Option<String>,
    /// Units of rows that have one of their own, by the name of the row.
    row_units: HashMap<u32, String>,
    pub observation: Observation,
    pub findings: Vec<Diagnostic>,
    cells: usize,
}

/// Accounts of one or more periods that share their names.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub regions: Names,
    /// Sectors, categories of final demand, and rows of primary inputs and extensions.
    pub sectors: Names,
    pub accounts: Vec<Accounts>,
    rows_read: usize,
}

/// The words of the column `account`; `None` for what stays aside.
fn account(word: &str) -> Option<Account> {
    Some(match word {
        "intermediate" => Account::Intermediate,
        "final_demand" => Account::FinalDemand,
        "export" => Account::Export,
        "value_added" => Account::ValueAdded,
        "import" => Account::Import,
        "extension" => Account::Extension,
        "output" => Account::Output,
        _ => return None,
    })
}

/// The word of an account.
pub(crate) fn word(account: Account) -> &'static str {
    match account {
        Account::Intermediate => "intermediate",
        Account::FinalDemand => "final_demand",
        Account::Export => "export",
        Account::ValueAdded => "value_added",
        Account::Import => "import",
        Account::Extension => "extension",
        Account::Output => "output",
    }
}

fn unusable(method: &'static Method, found: Words) -> EngineError {
    let columns = method.inputs.first().map_or_else(Vec::new, |input| input.columns.to_vec());
    EngineError::Input { method: method.id, table: "io_entry".to_owned(), columns, found }
}

impl Book {
    /// The accounts of the one period that `period` names, or that there is.
    pub fn one(method: &'static Method, rows: &Rows, period: Option<Period>) -> Result<Self, EngineError> {
        let periods = periods(rows, period);
        match periods.as_slice() {
            [period] => Self::bind(method, rows, std::slice::from_ref(period)),
            [] => Err(unusable(method, Words::new("没有该时期的记录", "no entry of that period"))),
            several => Err(EngineError::parameter(
                "period",
                period.map_or_else(String::new, |period| period.to_string()),
                Words::new(
                    format!("表中的时期之一：{}", several.join(", ")),
                    format!("one of the periods of the table: {}", several.join(", ")),
                ),
            )),
        }
    }

    /// The accounts of two periods; the first and the last where none are named.
    pub fn two(
        method: &'static Method,
        rows: &Rows,
        base: Option<Period>,
        other: Option<Period>,
    ) -> Result<Self, EngineError> {
        let ends = [periods(rows, base).first().cloned(), periods(rows, other).last().cloned()];
        match ends {
            [Some(base), Some(other)] if base != other => Self::bind(method, rows, &[base, other]),
            _ => {
                let found = periods(rows, None).join(", ");
                let words =
                    Words::new(format!("需要两个时期，现有：{found}"), format!("needs two periods, found {found}"));
                Err(unusable(method, words))
            }
        }
    }

    fn bind(method: &'static Method, rows: &Rows, periods: &[String]) -> Result<Self, EngineError> {
        let mut book = Self { rows_read: rows.len(), ..Self::default() };
        for period in periods {
            let accounts = book.read(method, rows, period)?;
            book.accounts.push(accounts);
        }
        Ok(book)
    }

    /// Numbers the entries of a period and puts them together.
    fn read(&mut self, method: &'static Method, rows: &Rows, period: &str) -> Result<Accounts, EngineError> {
        let column = |name: &str| rows.texts(name);
        let of_period = column("period");
        let words = column("account");
        let sides = ["from_region", "from_sector", "to_region", "to_sector"].map(column);
        let (unit, observed, values) = (column("unit"), column("observation"), rows.numbers("value"));
        let (mut entries, mut places) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        let mut units: BTreeMap<Option<u32>, BTreeSet<String>> = BTreeMap::new();
        let (mut observation, mut aside) = (Observation::Observed, 0);
        // The first row with a sector of a region, and the first with one of no region.
        let mut placed: [Option<usize>; 2] = [None; 2];
        for row in 0..rows.len() {
            if of_period.is_none_or(|array| !array.is_valid(row) || array.value(row) != period) {
                continue;
            }
            if observed.is_some_and(|array| array.is_valid(row) && array.value(row) != "observed") {
                observation = Observation::Estimated;
            }
            let Some(account) = words.and_then(|array| account(array.value(row))) else {
                aside += 1;
                continue;
            };
            let region = |names: &mut Names, place: usize| {
                let array = sides[place].filter(|array| array.is_valid(row));
                array.map_or(NONE, |array| names.number(array.value(row)))
            };
            let (from, to) = (region(&mut self.regions, 0), region(&mut self.regions, 2));
            let (what, whom) = (region(&mut self.sectors, 1), region(&mut self.sectors, 3));
            let of_row = (account == Account::Extension).then_some(what);
            if let Some(unit) = unit.filter(|array| array.is_valid(row)) {
                let (own, unit) = (units.entry(of_row).or_default(), unit.value(row));
                if !own.contains(unit) {
                    own.insert(unit.to_owned());
                }
            }
            let value = values.filter(|array| array.is_valid(row)).map_or(f64::NAN, |array| array.value(row));
            // A stated output belongs to one sector: whichever side names it.
            let (from, to) = match account {
                Account::Output if to == NONE && whom == NONE => ((from, what), (from, what)),
                Account::Output => ((to, whom), (to, whom)),
                Account::Export => ((from, what), (NONE, whom)),
                _ => ((from, what), (to, whom)),
            };
            let makers = match account {
                Account::Intermediate => &[from, to][..],
                Account::FinalDemand | Account::Export => &[from],
                _ => &[to],
            };
            for &(region, sector) in makers {
                if sector == NONE {
                    let row = row + 1;
                    let words = Words::new(format!("第 {row} 行没有部门"), format!("row {row} names no sector"));
                    return Err(unusable(method, words));
                }
                placed[usize::from(region == NONE)].get_or_insert(row);
            }
            entries.push(Entry { account, from, to, value });
            places.push(row);
        }
        if let [Some(_), Some(row)] = placed {
            let row = row + 1;
            let words = Words::new(
                format!("第 {row} 行没有写明部门的区域，其他行写了"),
                format!("row {row} names no region for a sector, as others do"),
            );
            return Err(unusable(method, words));
        }
        for (of_row, units) in &units {
            if units.len() > 1 {
                let list: Vec<&str> = units.iter().map(String::as_str).collect();
                let list = list.join(", ");
                let name = of_row.map(|row| self.sectors.name(row));
                let words = Words::new(
                    format!("{}有几种单位：{list}", name.unwrap_or("交易")),
                    format!("{} have several units: {list}", name.unwrap_or("transactions")),
                );
                return Err(unusable(method, words));
            }
        }
        let (mrio, mut findings) = Mrio::new(&entries).map_err(|error| Self::refused(method, &error, &places))?;
        if aside > 0 {
            let page = crate::explain("SIM117");
            findings.extend(page.map(|page| Diagnostic::new(page, place()).found(aside.to_string())));
        }
        let mut units: BTreeMap<Option<u32>, String> =
            units.into_iter().filter_map(|(row, units)| Some((row, units.into_iter().next()?))).collect();
        let unit = units.remove(&None);
        Ok(Accounts {
            cells: entries.len(),
            mrio,
            period: period.to_owned(),
            unit,
            row_units: units.into_iter().filter_map(|(row, unit)| Some((row?, unit))).collect(),
            observation,
            findings,
        })
    }

    fn refused(method: &'static Method, error: &AccountsError, places: &[usize]) -> EngineError {
        let row = |entry: &usize| places.get(*entry).map_or(0, |row| row + 1);
        unusable(
            method,
            match error {
                AccountsError::Unknown { count, first } => {
                    let first = row(first);
                    Words::new(
                        format!("{count} 行没有数值（第一个为第 {first} 行）；请先估计，或剔除"),
                        format!("{count} entries have no value (the first is row {first}); estimate or leave them out"),
                    )
                }
                AccountsError::Repeated { second } => {
                    let second = row(second);
                    Words::new(
                        format!("第 {second} 行重复了此前列出的一格"),
                        format!("row {second} repeats a cell listed before"),
                    )
                }
                other => other.words(),
            },
        )
    }

    /// The accounts that a method of one period works on.
    pub fn first(&self) -> &Accounts {
        &self.accounts[0]
    }

    /// Observed only where all of it is.
    pub fn observation(&self) -> Observation {
        let modelled = self.accounts.iter().any(|accounts| accounts.observation != Observation::Observed);
        if modelled { Observation::Estimated } else { Observation::Observed }
    }

    /// Why a study refused these accounts, with names for numbers.
    pub fn failed(&self, method: &'static Method, accounts: &Accounts, error: &AccountsError) -> EngineError {
        let found = match error {
            AccountsError::Stopped => return EngineError::Cancelled,
            AccountsError::Singular { node } => {
                let node = accounts.mrio.nodes()[*node];
                let (region, sector) = (self.regions.name(node.region), self.sectors.name(node.sector));
                Words::new(
                    format!("I − A 奇异：在计算精度内，{region} {sector} 完全依赖自身"),
                    format!("I − A is singular: to working precision, {region} {sector} needs itself entirely"),
                )
            }
            AccountsError::Short { node } => {
                let node = accounts.mrio.nodes()[*node];
                let (region, sector) = (self.regions.name(node.region), self.sectors.name(node.sector));
                Words::new(
                    format!(
                        "{region} {sector} 的产能少于其他部门所需；谁缺货不是账户能回答的：请用 cascade 或 recovery_path"
                    ),
                    format!(
                        "{region} {sector} can make less than other sectors need of it; who goes short is no question of accounts: ask cascade or recovery_path"
                    ),
                )
            }
            other => other.words(),
        };
        unusable(method, found)
    }

    /// The number of a region named by a parameter.
    pub fn region(&self, parameter: &str, name: Option<&str>) -> Result<Option<u32>, EngineError> {
        find(&self.regions, parameter, name)
    }

    /// The number of a sector, a category or a row named by a parameter.
    pub fn sector(&self, parameter: &str, name: Option<&str>) -> Result<Option<u32>, EngineError> {
        find(&self.sectors, parameter, name)
    }

    /// For the provenance.
    pub fn described(&self) -> BTreeMap<String, String> {
        let one = |accounts: &Accounts| {
            let (sectors, regions) = (accounts.mrio.len(), accounts.mrio.regions().len());
            format!("{}: {} entries, {sectors} sectors of {regions} regions", accounts.period, accounts.cells)
        };
        let list: Vec<String> = self.accounts.iter().map(one).collect();
        BTreeMap::from([("entries".to_owned(), format!("{}; from {} rows", list.join("; "), self.rows_read))])
    }
}

impl Accounts {
    /// Unit of a row: its own, or that of the table.
    pub fn unit_of(&self, row: usize) -> Option<String> {
        let row = self.mrio.rows()[row];
        if row.account == Account::Extension { self.row_units.get(&row.label).cloned() } else { self.unit.clone() }
    }

    /// The columns of demand with one of these categories.
    pub fn demand_is(categories: &[u32]) -> impl Fn(&Demand) -> bool {
        move |demand: &Demand| categories.contains(&demand.category)
    }
}

fn find(names: &Names, parameter: &str, name: Option<&str>) -> Result<Option<u32>, EngineError> {
    let Some(name) = name else { return Ok(None) };
    names.find(name).map(Some).ok_or_else(|| {
        let known = names.listed();
        let expected = Words::new(format!("表中的名称：{known}"), format!("a name of the table: {known}"));
        EngineError::parameter(parameter, name, expected)
    })
}

fn place() -> Place {
    Place { resource: "io_entry".to_owned(), ..Place::default() }
}

/// The periods of the table that lie within another, in order.
fn periods(rows: &Rows, within: Option<Period>) -> Vec<String> {
    let Some(column) = rows.texts("period") else { return Vec::new() };
    let words: BTreeSet<&str> = column.iter().flatten().collect();
    let inside = |word: &&str| {
        let Some(within) = within else { return true };
        word.parse::<Period>().is_ok_and(|period| {
            within.start <= period.start && within.end.is_none_or(|end| period.end.is_some_and(|own| own <= end))
        })
    };
    words.into_iter().filter(inside).map(str::to_owned).collect()
}
