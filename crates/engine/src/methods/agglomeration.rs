//! Binding the measures over establishments.

use super::measures::by_prefix;
use super::measures::word;
use super::sheet::{Cell, columns, numbers, words};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::indicator::{inside, listed};
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::regions::LATEST;
use arrow::array::{Array, ArrayRef, Float64Array, Int64Array, StringArray};
use foldhash::{HashMap, HashMapExt};
use liantu_model::{Diagnostic, Method, Observation, Words};
use liantu_numeric::Nullable;
use liantu_structure::agglomeration::coagglomeration::{self, coagglomeration};
use liantu_structure::agglomeration::duranton_overman::{self, Density, Kernel, Settings, Sites, duranton_overman};
use liantu_structure::agglomeration::ellison_glaeser::{self, ellison_glaeser};
use liantu_structure::agglomeration::group_coagglomeration::{self, group_coagglomeration};
use liantu_structure::agglomeration::plant_clusters::{self, Dense, Neighbourhood};
use liantu_structure::agglomeration::{Located, Plants};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &ellison_glaeser::METHOD, run: run_ellison_glaeser },
    Entry { method: &coagglomeration::METHOD, run: run_coagglomeration },
    Entry { method: &group_coagglomeration::METHOD, run: run_group_coagglomeration },
    Entry { method: &duranton_overman::METHOD, run: run_duranton_overman },
    Entry { method: &plant_clusters::METHOD, run: run_plant_clusters },
];

/// The establishments, their words numbered in order; those that lack what the measure needs are left out and counted.
#[derive(Default)]
struct Table {
    periods: Labels,
    regions: Labels,
    industries: Labels,
    period: Vec<u32>,
    region: Vec<u32>,
    industry: Vec<u32>,
    size: Vec<f64>,
    place: Vec<(f64, f64)>,
    /// Row of the table.
    row: Vec<u32>,
    observation: Observation,
    rows: usize,
    left_out: usize,
}

/// Words numbered as they come; [`Numbers::sorted`] brings them in order.
#[derive(Default)]
struct Numbers<'a> {
    numbers: HashMap<&'a str, u32>,
    words: Vec<&'a str>,
}

impl<'a> Numbers<'a> {
    fn number(&mut self, word: &'a str) -> u32 {
        *self.numbers.entry(word).or_insert_with(|| {
            self.words.push(word);
            self.words.len() as u32 - 1
        })
    }

    fn sorted(self, ids: &mut [u32]) -> Labels {
        let mut order: Vec<usize> = (0..self.words.len()).collect();
        order.sort_by_key(|&place| self.words[place]);
        let mut rank = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, &old)| rank[old] = place as u32);
        for id in ids.iter_mut() {
            *id = rank[*id as usize];
        }
        Labels(order.into_iter().map(|place| self.words[place].to_owned()).collect())
    }
}

impl Table {
    /// `with_regions` says whether a plant needs a region, else it may do without.
    fn bind(bound: &Bound, inputs: &Inputs, with_regions: bool) -> Self {
        let rows = bound.rows("establishment");
        let (within, level) = (inputs.period("period"), inputs.text("level"));
        let mut table = Self { rows: rows.len(), ..Self::default() };
        let (mut periods, mut regions, mut industries) = (Numbers::default(), Numbers::default(), Numbers::default());
        let mut kept: HashMap<&str, bool> = HashMap::new();
        let mut gathered: HashMap<&str, Option<&str>> = HashMap::new();
        let words = ["period", "region", "industry", "observation"].map(|name| rows.texts(name));
        let numbers = ["size", "lon", "lat"].map(|name| rows.numbers(name));
        let number = |array: Option<&Float64Array>, row: usize| {
            array.filter(|array| array.is_valid(row)).map_or(f64::NAN, |array| array.value(row))
        };
        for row in 0..rows.len() {
            let period = text(words[0], row).unwrap_or_default();
            let taken = *kept.entry(period).or_insert_with(|| within.is_none_or(|within| inside(period, within)));
            if !taken {
                continue;
            }
            let region = text(words[1], row).and_then(|code| {
                *gathered.entry(code).or_insert_with(|| {
                    let Some(level) = level else { return Some(code) };
                    let above = bound.scene.regions.gather(code, level, LATEST);
                    let fits = bound.scene.regions.get(above, LATEST).is_some_and(|found| found.level == level);
                    fits.then_some(above)
                })
            });
            let (Some(industry), true) = (text(words[2], row), region.is_some() || !with_regions) else {
                table.left_out += 1;
                continue;
            };
            table.period.push(periods.number(period));
            table.region.push(regions.number(region.unwrap_or_default()));
            table.industry.push(industries.number(industry));
            table.size.push(number(numbers[0], row));
            table.place.push((number(numbers[1], row), number(numbers[2], row)));
            table.row.push(row as u32);
            if text(words[3], row).is_some_and(|word| word != "observed") {
                table.observation = Observation::Estimated;
            }
        }
        table.periods = periods.sorted(&mut table.period);
        table.regions = regions.sorted(&mut table.region);
        table.industries = industries.sorted(&mut table.industry);
        table
    }

    /// The industry that the parameter names.
    fn wanted(&self, inputs: &Inputs) -> Result<Option<u32>, EngineError> {
        let number = |code: &str| {
            self.industries
                .number(code)
                .ok_or_else(|| EngineError::parameter("industry", code, self.industries.listed()))
        };
        inputs.text("industry").map(number).transpose()
    }

    /// The plants of each period that has any.
    fn each(&self) -> impl Iterator<Item = (u32, Vec<usize>)> + '_ {
        let mut rows = vec![Vec::new(); self.periods.0.len()];
        self.period.iter().enumerate().for_each(|(row, &period)| rows[period as usize].push(row));
        rows.into_iter().enumerate().map(|(period, rows)| (period as u32, rows))
    }

    /// The same by where plants lie: what is drawn, and which of two equal clusters comes first, is not to depend on the order
    /// in which a file lists them.
    fn each_by_place(&self) -> impl Iterator<Item = (u32, Vec<usize>)> + '_ {
        let key = |row: usize| {
            let (longitude, latitude) = self.place[row];
            [longitude, latitude, self.size[row], f64::from(self.industry[row])]
        };
        self.each().map(move |(period, mut rows)| {
            rows.sort_unstable_by(|&one, &two| {
                let parts = key(one).into_iter().zip(key(two)).map(|(one, two)| one.total_cmp(&two));
                parts.fold(Ordering::Equal, Ordering::then)
            });
            (period, rows)
        })
    }

    fn answer(&self, columns: Vec<ArrayRef>, mut diagnostics: Vec<Diagnostic>) -> Answer {
        if self.left_out > 0 {
            diagnostics.insert(0, liantu_structure::finding("STR201", None, self.left_out));
        }
        for diagnostic in diagnostics.iter_mut().filter(|found| found.code == "STR201") {
            "establishment".clone_into(&mut diagnostic.place.resource);
        }
        let described = format!("{} of {} plants", self.size.len(), self.rows);
        Answer {
            columns,
            notes: vec![Words::new("缺少所需数据的企业不参加", "plants that lack what is needed take no part")],
            observation: self.observation,
            diagnostics,
            inputs: BTreeMap::from([("establishment".to_owned(), described)]),
        }
    }
}

/// The word of a row.
fn text(array: Option<&StringArray>, row: usize) -> Option<&str> {
    array.filter(|array| array.is_valid(row)).map(|array| array.value(row))
}

/// The plants, what was found in each period, and what is to be said about them.
type OfPeriods<T> = (Table, Vec<(u32, T)>, Vec<Diagnostic>);

/// The plants of each period with the reference shares, and what the measure finds in them.
fn located<T>(
    method: &'static Method,
    bound: &Bound,
    inputs: &Inputs,
    measure: impl Fn(&Located, &Labels) -> (T, Vec<Diagnostic>),
) -> Result<OfPeriods<T>, EngineError> {
    let table = Table::bind(bound, inputs, true);
    let totals = match inputs.text("total") {
        None => None,
        Some(name) => Some(bound.frame(method, inputs, Some(&[name]))?),
    };
    let (mut results, mut diagnostics) = (Vec::new(), Vec::new());
    for (period, rows) in table.each() {
        let pick = |ids: &[u32]| rows.iter().map(|&row| ids[row]).collect::<Vec<u32>>();
        let (mut region, industry) = (pick(&table.region), pick(&table.industry));
        let size: Vec<f64> = rows.iter().map(|&row| table.size[row]).collect();
        let mut regions = table.regions.0.len() as u32;
        let shares = match &totals {
            None => None,
            Some(frame) => {
                // Regions of the totals first; one that has plants but no total makes the shares undefined.
                let label = &table.periods.0[period as usize];
                let of_period = frame.periods.number(label).map(|number| number as usize);
                let of_period = of_period.or_else(|| (frame.periods.0.len() == 1).then_some(0));
                let of_period = of_period.ok_or_else(|| {
                    EngineError::parameter(
                        "total",
                        label.clone(),
                        Words::new(
                            format!("同一时期的总量，可选时期：{}", listed(&frame.periods.0)),
                            format!("totals of the same period: {}", listed(&frame.periods.0)),
                        ),
                    )
                })?;
                let mut values: Vec<f64> = (0..frame.regions.0.len()).map(|r| frame.row(of_period, r)[0]).collect();
                let place: Vec<u32> = table
                    .regions
                    .0
                    .iter()
                    .map(|code| {
                        frame.regions.number(code).unwrap_or_else(|| {
                            values.push(f64::NAN);
                            values.len() as u32 - 1
                        })
                    })
                    .collect();
                // A region whose plants are all of other periods asks for no total.
                let mut used = vec![false; values.len()];
                for region in &mut region {
                    *region = place[*region as usize];
                }
                for region in &region {
                    used[*region as usize] = true;
                }
                (frame.regions.0.len()..values.len()).filter(|&r| !used[r]).for_each(|r| values[r] = 0.0);
                regions = values.len() as u32;
                Some(values)
            }
        };
        let plants = Plants {
            region: &region,
            industry: &industry,
            size: &size,
            regions,
            industries: table.industries.0.len() as u32,
        };
        let located = Located::new(plants, shares.as_deref());
        let (result, findings) = measure(&located, &table.industries);
        diagnostics.extend(located.findings);
        diagnostics.extend(findings);
        results.push((period, result));
    }
    Ok((table, results, diagnostics))
}

fn run_ellison_glaeser(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let (table, results, diagnostics) = located(&ellison_glaeser::METHOD, bound, inputs, |located, _| {
        let mut found = ellison_glaeser(located);
        let findings = std::mem::take(&mut found.findings);
        (found, findings)
    })?;
    let parts = || results.iter().map(|(_, found)| found);
    let periods: Vec<u32> = results.iter().flat_map(|(period, found)| vec![*period; found.industry.len()]).collect();
    let industries: Vec<u32> = parts().flat_map(|found| found.industry.clone()).collect();
    let column = |of: fn(&ellison_glaeser::EllisonGlaeser) -> &Nullable| {
        numbers(&parts().flat_map(|found| of(found).iter()).collect())
    };
    let columns = vec![
        words(&table.periods, &periods),
        words(&table.industries, &industries),
        Arc::new(parts().flat_map(|found| &found.plants).map(|&count| i64::from(count)).collect::<Int64Array>()),
        Arc::new(parts().flat_map(|found| &found.size).map(|&size| Some(size)).collect::<Float64Array>()),
        column(|found| &found.concentration),
        Arc::new(parts().flat_map(|found| &found.herfindahl).map(|&share| Some(share)).collect::<Float64Array>()),
        column(|found| &found.gamma),
        column(|found| &found.maurel_sedillot),
        column(|found| &found.z),
        column(|found| &found.p_value),
    ];
    Ok(table.answer(columns, diagnostics))
}

fn run_coagglomeration(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let (table, results, diagnostics) = located(&coagglomeration::METHOD, bound, inputs, |located, _| {
        let mut found = coagglomeration(located);
        let findings = std::mem::take(&mut found.findings);
        (found, findings)
    })?;
    let parts = || results.iter().map(|(_, found)| found);
    let periods: Vec<u32> = results.iter().flat_map(|(period, found)| vec![*period; found.industry.len()]).collect();
    let side = |of: fn(&coagglomeration::Coagglomeration) -> &Vec<u32>| {
        words(&table.industries, &parts().flat_map(|found| of(found).clone()).collect::<Vec<u32>>())
    };
    let columns = vec![
        words(&table.periods, &periods),
        side(|found| &found.industry),
        side(|found| &found.partner),
        numbers(&parts().flat_map(|found| found.value.iter()).collect()),
    ];
    Ok(table.answer(columns, diagnostics))
}

fn run_group_coagglomeration(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let prefix = inputs.integer("prefix");
    let (table, results, diagnostics) =
        located(&group_coagglomeration::METHOD, bound, inputs, |located, industries| {
            let mut found = group_coagglomeration(located, &by_prefix(industries, prefix).0);
            let findings = std::mem::take(&mut found.findings);
            (found, findings)
        })?;
    let (_, names) = by_prefix(&table.industries, prefix);
    let parts = || results.iter().map(|(_, found)| found);
    let periods: Vec<u32> = results.iter().flat_map(|(period, found)| vec![*period; found.group.len()]).collect();
    let groups: Vec<u32> = parts().flat_map(|found| found.group.clone()).collect();
    let columns = vec![
        words(&table.periods, &periods),
        words(&names, &groups),
        Arc::new(parts().flat_map(|found| &found.industries).map(|&count| i64::from(count)).collect::<Int64Array>()),
        numbers(&parts().flat_map(|found| found.value.iter()).collect()),
        numbers(&parts().flat_map(|found| found.within.iter()).collect()),
        numbers(&parts().flat_map(|found| found.ratio.iter()).collect()),
    ];
    Ok(table.answer(columns, diagnostics))
}

fn run_duranton_overman(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = Table::bind(bound, inputs, false);
    let wanted = table.wanted(inputs)?;
    let count = |name: &str| usize::try_from(inputs.integer(name)).unwrap_or_default();
    let settings = Settings {
        kernel: if inputs.choice("kernel") == "epanechnikov" { Kernel::Epanechnikov } else { Kernel::Gaussian },
        cutoff: Some(inputs.number("cutoff_km")).filter(|cutoff| *cutoff > 0.0),
        steps: count("steps"),
        draws: count("draws"),
        confidence: inputs.number("confidence"),
        seed: inputs.integer("seed").unsigned_abs(),
    };
    let (mut periods, mut found, mut diagnostics) = (Vec::new(), Vec::new(), Vec::new());
    for (period, rows) in table.each_by_place() {
        let industry: Vec<u32> = rows.iter().map(|&row| table.industry[row]).collect();
        let (longitude, latitude): (Vec<f64>, Vec<f64>) = rows.iter().map(|&row| table.place[row]).unzip();
        let size: Vec<f64> = rows.iter().map(|&row| table.size[row]).collect();
        let size = (inputs.choice("weights") == "size").then_some(&size[..]);
        let mut industries = industry.clone();
        industries.sort_unstable();
        industries.dedup();
        industries.retain(|own| wanted.is_none_or(|wanted| wanted == *own));
        let sites = Sites { longitude: &longitude, latitude: &latitude, industry: &industry, size };
        let (densities, findings) = duranton_overman(sites, &industries, settings);
        diagnostics.extend(findings);
        periods.extend(densities.iter().flat_map(|density| vec![period; density.distance.len()]));
        found.extend(densities);
    }
    let industries: Vec<u32> =
        found.iter().flat_map(|density| vec![density.industry; density.distance.len()]).collect();
    let plants = found
        .iter()
        .flat_map(|density| vec![i64::try_from(density.plants).unwrap_or(i64::MAX); density.distance.len()]);
    let curve = |of: fn(&duranton_overman::Curves) -> &Vec<f64>| {
        let values = |density: &Density| match &density.curves {
            Some(curves) => of(curves).clone(),
            None => vec![f64::NAN; density.distance.len()],
        };
        // A bound is infinite where a counterfactual has no spread.
        let cells = found.iter().flat_map(values).map(|value| Some(value).filter(|value| value.is_finite()));
        Arc::new(cells.collect::<Float64Array>()) as ArrayRef
    };
    let distance =
        found.iter().flat_map(|density| density.distance.clone()).map(|at| Some(at).filter(|at| at.is_finite()));
    let columns = vec![
        words(&table.periods, &periods),
        words(&table.industries, &industries),
        Arc::new(plants.collect::<Int64Array>()),
        Arc::new(distance.collect::<Float64Array>()),
        curve(|curves| &curves.density),
        curve(|curves| &curves.local[0]),
        curve(|curves| &curves.local[1]),
        curve(|curves| &curves.global[0]),
        curve(|curves| &curves.global[1]),
        curve(|curves| &curves.localisation),
        curve(|curves| &curves.dispersion),
    ];
    Ok(table.answer(columns, diagnostics))
}

fn run_plant_clusters(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = Table::bind(bound, inputs, false);
    let wanted = table.wanted(inputs)?;
    let ids = bound.rows("establishment").texts("establishment_id");
    let dense = Dense {
        radius_km: inputs.number("radius_km"),
        least_plants: usize::try_from(inputs.integer("least_plants")).unwrap_or(usize::MAX),
        alpha: inputs.number("alpha"),
    };
    let by_plant = inputs.choice("by") == "plant";
    let border = inputs.text("border").unwrap_or("province");
    let none = || Cell::Number(None);
    let (mut out, mut diagnostics) = (Vec::new(), Vec::new());
    for (period, rows) in table.each_by_place() {
        let industry: Vec<u32> = rows.iter().map(|&row| table.industry[row]).collect();
        let (longitude, latitude): (Vec<f64>, Vec<f64>) = rows.iter().map(|&row| table.place[row]).unzip();
        let space =
            Neighbourhood::new(Sites { longitude: &longitude, latitude: &latitude, industry: &industry, size: None });
        let mut industries = industry.clone();
        industries.sort_unstable();
        industries.dedup();
        industries.retain(|own| wanted.is_none_or(|wanted| wanted == *own));
        for (n, &own) in industries.iter().enumerate() {
            let found = space.clusters(own, dense);
            // Who has no place has none for any industry.
            diagnostics.extend(found.findings.into_iter().filter(|finding| n == 0 || finding.code != "STR222"));
            let head = || vec![word(&table.periods, period as usize), word(&table.industries, own as usize)];
            let number = |cluster: u32| Cell::Integer(Some(i64::from(cluster) + 1));
            let region = |site: u32| table.regions.0[table.region[rows[site as usize]] as usize].as_str();
            if by_plant {
                for plant in &found.plants {
                    let row = rows[plant.site as usize];
                    let size = table.size[row];
                    let mut cells = head();
                    cells.extend([
                        plant.cluster.map_or(Cell::Integer(None), number),
                        Cell::Text(text(ids, table.row[row] as usize).map(str::to_owned)),
                        1u32.into(),
                        u32::from(plant.core).into(),
                        Some(size).filter(|size| !size.is_nan()).into(),
                        none(),
                        none(),
                        Some(plant.p).into(),
                        Some(table.place[row].0).into(),
                        Some(table.place[row].1).into(),
                        none(),
                        Cell::Text(Some(region(plant.site).to_owned())),
                        Cell::Boolean(None),
                    ]);
                    out.push(cells);
                }
                continue;
            }
            for (cluster, one) in (0u32..).zip(&found.clusters) {
                let mut regions: Vec<&str> = one.sites.iter().map(|&site| region(site)).collect();
                regions.sort_unstable();
                regions.dedup();
                let above = |code: &&str| {
                    let path = bound.scene.regions.path(code, LATEST);
                    path.into_iter().find(|above| above.level == border).map(|above| above.code.clone())
                };
                let sides: Vec<Option<String>> = regions.iter().map(above).collect();
                let known: std::collections::BTreeSet<&String> = sides.iter().flatten().collect();
                let crosses =
                    if known.len() > 1 { Some(true) } else { sides.iter().all(Option::is_some).then_some(false) };
                let size: f64 = one.sites.iter().map(|&site| table.size[rows[site as usize]]).sum();
                let mut cells = head();
                cells.extend([
                    number(cluster),
                    Cell::Text(None),
                    one.sites.len().into(),
                    one.cores.into(),
                    Some(size).filter(|size| !size.is_nan()).into(),
                    Some(one.sites.len() as f64 / found.plants.len() as f64).into(),
                    one.concentration.into(),
                    Some(one.p).into(),
                    one.centre.map(|centre| centre.0).into(),
                    one.centre.map(|centre| centre.1).into(),
                    one.reach_km.into(),
                    Cell::Text(Some(regions.join("|"))),
                    Cell::Boolean(crosses),
                ]);
                out.push(cells);
            }
        }
    }
    Ok(table.answer(columns(plant_clusters::METHOD.outputs, &out), diagnostics))
}
