//! Input-output tables in long form that do not say what each cell is: supplier, user and number in a line, as in the flat
//! files of FIGARO. What occurs as supplier and as user is a sector; the rest follows from its label.

use super::labels::{Role, known, year};
use super::lines::{self, Fields};
use super::{Matrix, regions};
use crate::binding::{Binding, Bound, Origin};
use crate::catalogue::matrix as pages;
use crate::cell::number::NumberFormat;
use crate::header::Name;
use crate::options::Limits;
use crate::package::Resource;
use crate::source::{Prepared, Source, Trouble};
use foldhash::HashSet;
use liantu_model::schema;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Names of columns beside those of the table: as Eurostat and WIOD write them.
const MORE: [(&str, &[&str]); 5] = [
    ("from_region", &["refArea", "row_country", "RowCountry", "exporter", "exp_country"]),
    ("from_sector", &["rowPi", "rowIi", "row_item", "RowItem", "exp_sector"]),
    ("to_region", &["counterpartArea", "col_country", "ColCountry", "importer", "imp_country"]),
    ("to_sector", &["colPi", "colIi", "col_item", "ColItem", "imp_sector"]),
    ("value", &["obsValue", "OBS_VALUE", "flow_value"]),
];

/// What the labels of a long form are.
#[derive(Debug)]
pub(crate) struct Labels {
    matrix: Matrix,
    roles: BTreeMap<String, Role>,
    /// Where the sectors of supplier and user stand.
    from: usize,
    to: usize,
}

impl Labels {
    /// The account of a row by its labels.
    pub(crate) fn account(&self, from: &str, to: &str) -> &'static str {
        let role = |label: &str| self.roles.get(label).copied().unwrap_or(Role::Sector);
        self.matrix.account(role(from), role(to)).unwrap_or("total")
    }

    /// The fields of supplier and user.
    pub(crate) fn fields(&self) -> (usize, usize) {
        (self.from, self.to)
    }
}

/// Labels of a file, each once.
#[derive(Default)]
struct Seen {
    suppliers: HashSet<String>,
    users: HashSet<String>,
    regions: HashSet<String>,
    /// Regions of each supplier that is no sector by its label alone.
    of_suppliers: HashSet<(String, String)>,
}

impl Resource {
    /// The file as a long form, if its header is that of one.
    pub(crate) fn prepare_long(&self, stem: &str, limits: &Limits) -> Result<Option<Prepared>, Trouble> {
        let Some(table) = schema::table("io_entry") else { return Ok(None) };
        let opening = crate::text::open(&self.location, &self.mapping, limits).map_err(|error| self.trouble(error))?;
        let Some(names) = opening.rows.first() else { return Ok(None) };
        let keys: Vec<String> = names.iter().map(|name| Name::of(name).key).collect();
        let place = |column: &str| {
            let more = MORE.iter().find(|(name, _)| *name == column).map_or(&[][..], |(_, names)| names);
            let own = table.column(column)?;
            let forms = [own.name].into_iter().chain(own.aliases.iter().copied()).chain(more.iter().copied());
            forms.into_iter().find_map(|form| keys.iter().position(|key| *key == Name::of(form).key))
        };
        let (Some(from), Some(to), Some(value)) = (place("from_sector"), place("to_sector"), place("value")) else {
            return Ok(None);
        };
        let (Some(supplier), Some(user), None) = (place("from_region"), place("to_region"), place("account")) else {
            return Ok(None);
        };
        let seen = self.labels(opening.dialect().delimiter, [supplier, from, user, to])?;
        let role = |label: &String| match known(label) {
            Some(role) if role == Role::Output || !(seen.suppliers.contains(label) && seen.users.contains(label)) => {
                role
            }
            _ => Role::Sector,
        };
        let roles: BTreeMap<String, Role> =
            seen.suppliers.iter().chain(&seen.users).map(|label| (label.clone(), role(label))).collect();
        // Where every factor comes from is no region.
        let placed: HashSet<&String> = seen
            .of_suppliers
            .iter()
            .filter(|(_, label)| roles[label] == Role::Sector)
            .map(|(region, _)| region)
            .collect();
        let names_of: Vec<&str> = placed.iter().map(|name| name.as_str()).collect();
        let coded = regions::codes(&names_of);
        let nowhere = seen.regions.iter().filter(|name| !placed.contains(name) && name.starts_with('W'));
        let mut codes = coded.clone();
        codes.extend(nowhere.map(|name| (name.clone(), String::new())));
        let codes = Arc::new(codes);
        let eurostat = keys.iter().any(|key| key == &Name::of("counterpartArea").key);
        let labels = Arc::new(Labels { matrix: Matrix::default(), roles, from, to });
        let stated = place("period");
        let period = self.constant("period").or_else(|| year(stem));
        if stated.is_none() && period.is_none() {
            return Err(self.finding(&pages::PERIOD_ABSENT).into());
        }
        let unit = self.constant("unit").or_else(|| eurostat.then(|| "million EUR".to_owned()));
        let origin = |column: &str| match column {
            "period" => stated.map(Origin::Column).or(period.clone().map(Origin::Constant)),
            "account" => Some(Origin::Account(Arc::clone(&labels))),
            "from_region" => Some(Origin::Coded(supplier, Arc::clone(&codes))),
            "to_region" => Some(Origin::Coded(user, Arc::clone(&codes))),
            "from_sector" => Some(Origin::Column(from)),
            "to_sector" => Some(Origin::Column(to)),
            "value" => Some(Origin::Column(value)),
            "unit" => place("unit").map(Origin::Column).or(unit.clone().map(Origin::Constant)),
            _ => None,
        };
        let bound = |column: &'static schema::Column| Bound {
            column,
            origin: origin(column.name).unwrap_or(Origin::Absent),
            numbers: NumberFormat::default(),
            factor: None,
            separator: None,
            names: false,
            months: false,
        };
        let binding = Binding {
            table,
            resource: table.name.to_owned(),
            path: self.path.clone(),
            header: names.clone(),
            columns: table.columns.iter().map(bound).collect(),
            missing: self.mapping.missing.clone(),
            distinct: false,
        };
        let form = if eurostat { "FIGARO, flat" } else { "long form" };
        let sectors = labels.roles.values().filter(|role| **role == Role::Sector).count();
        let shown = period.as_deref().unwrap_or("by row");
        let mut notes = vec![self.finding(&pages::MATRIX_READ).found(format!(
            "{form}: {} regions, {sectors} sectors, {shown}, {}",
            placed.len(),
            unit.as_deref().unwrap_or("no unit")
        ))];
        if !coded.is_empty() {
            let list: Vec<String> = coded.iter().map(|(name, code)| format!("{name} = {code}")).collect();
            notes.push(self.finding(&pages::REGIONS_CODED).found(list.join(", ")));
        }
        let delimiter = Some(char::from(opening.dialect().delimiter));
        Ok(Some(Prepared { binding, source: Source::Text(opening.layout(Some(0))), notes, delimiter }))
    }

    /// Every label of the file.
    fn labels(&self, delimiter: u8, [supplier, from, user, to]: [usize; 4]) -> Result<Seen, Trouble> {
        let mut seen = Seen::default();
        let last = supplier.max(from).max(user).max(to) + 1;
        let mut take = |number, line: &str| {
            let fields: Vec<_> = Fields::of(line, delimiter).take(last).collect();
            if number > 1 && fields.len() == last {
                let add = |set: &mut HashSet<String>, label: &str| {
                    if !set.contains(label) {
                        set.insert(label.to_owned());
                    }
                };
                add(&mut seen.suppliers, &fields[from]);
                add(&mut seen.users, &fields[to]);
                add(&mut seen.regions, &fields[supplier]);
                add(&mut seen.regions, &fields[user]);
                let pair = (fields[supplier].clone().into_owned(), fields[from].clone().into_owned());
                seen.of_suppliers.insert(pair);
            }
            ControlFlow::Continue(())
        };
        let read = self.location.with(|reader| lines::each(reader, &mut take));
        read.unwrap_or_else(Err).map_err(|error| self.trouble(error))?;
        Ok(seen)
    }
}
