//! Shift-share: how much of the change of a region is that of the whole, of its industries, and its own.

use crate::concentration::Table;
use crate::declare::{INDUSTRY_COLUMN, PANEL, number, parameter};
use crate::panel::{Panel, at};
use crate::profile::Absent;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::{Nullable, sum};
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "shift_share",
    version: 1,
    study: "structure",
    title: text("偏离–份额分析", "Shift-share"),
    question: text(
        "一个区域的变化有多少来自整体增长、产业结构与自身竞争力？",
        "How much of the change of a region is growth of the whole, its mix of industries, and its own advantage?",
    ),
    formula: text(
        "x 为期初值，G、G_a、g_ra 为整体、行业、本区域行业的增长率。全国份额 x·G；结构 x(G_a − G)；竞争 x(g_ra − G_a)；三者之和恰为变化量。Esteban–Marquillas：同构值 x′ = x_r·X_a/X，竞争 x′(g_ra − G_a)，配置 (x − x′)(g_ra − G_a)。comparison：ends 比较首末期；consecutive 逐期比较；dynamic 逐期计算再相加（Barff–Knight）。",
        "x is the value at the start; G, G_a and g_ra are the growth of the whole, of the industry, and of the industry in the region. Share of the whole x·G; industry mix x(G_a − G); competitive x(g_ra − G_a); they add up to the change. Esteban–Marquillas: with the homothetic x′ = x_r·X_a/X, competitive x′(g_ra − G_a) and allocation (x − x′)(g_ra − G_a). comparison: ends sets the last period against the first; consecutive each against the one before; dynamic adds up the consecutive ones (Barff–Knight).",
    ),
    limits: text(
        "分解是算术恒等式，不是因果。期初为零时变化全归竞争，Esteban–Marquillas 的两项为空；行业在任一期未知的单元不参与整体增长，其所在区域的合计为空。按时期标签的顺序为先后。",
        "An identity, not a cause. Where the start is zero the change is all competitive, and the two terms of Esteban–Marquillas are null; a cell unknown in either period takes no part in the growth of the whole, and the total of its region is null. Periods follow the order of their labels.",
    ),
    reference: "Dunn, E. S. (1960). Papers in Regional Science 6(1), 97–112. Esteban-Marquillas, J. M. (1972). Regional and Urban Economics 2(3), 249–261. Barff, R. A., Knight, P. L. (1988). Growth and Change 19(2), 1–10.",
    aliases: &["shift-share", "esteban-marquillas", "偏离份额", "份额偏离法"],
    inputs: &[PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        parameter(
            "variant",
            ParameterKind::Choice { of: &["classic", "esteban_marquillas"] },
            Some("classic"),
            "形式",
            "Variant",
            "经典三分，或把竞争再分出配置",
            "The classic three parts, or the competitive one split by allocation",
        ),
        parameter(
            "comparison",
            ParameterKind::Choice { of: &["ends", "consecutive", "dynamic"] },
            Some("ends"),
            "比较",
            "Comparison",
            "首末期、逐期、或逐期相加",
            "Last against first, each against the one before, or the sum of these",
        ),
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        Column::new("start", ColumnKind::Period, text("期初", "Start"), text("期初", "The first period")),
        Column::new("end", ColumnKind::Period, text("期末", "End"), text("期末", "The last period")),
        crate::profile::REGION_COLUMN,
        INDUSTRY_COLUMN,
        number("change", "变化量", "Change", "期末减期初", "End less start"),
        number("share", "份额", "Share of the whole", "随整体增长的部分", "Growing as the whole"),
        number("mix", "结构", "Industry mix", "所在行业快于整体的部分", "Its industries growing faster than the whole"),
        number(
            "competitive",
            "竞争",
            "Competitive",
            "本区域快于所在行业的部分",
            "The region growing faster than its industries",
        ),
        number(
            "allocation",
            "配置",
            "Allocation",
            "专业化于自身有优势行业的部分；经典形式为空",
            "Being specialised where it has the advantage; null in the classic variant",
        ),
    ],
};

/// How the competitive part is split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// Not at all.
    #[default]
    Classic,
    /// Into a competitive part at the mix of the whole, and allocation.
    EstebanMarquillas,
}

/// Which periods are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Comparison {
    /// The last with the first.
    #[default]
    Ends,
    /// Each with the one before.
    Consecutive,
    /// The sum over consecutive ones.
    Dynamic,
}

/// Change, share, mix, competitive, allocation.
type Parts = [Option<f64>; 5];

/// One region and industry between two periods; without an industry the sum of all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The first period.
    pub start: u32,
    /// The last period.
    pub end: u32,
    /// The region.
    pub region: u32,
    /// The industry; `None` for the sum.
    pub industry: Option<u32>,
    /// Change, share, mix, competitive, allocation; `None` where unknown or undefined.
    pub parts: [Option<f64>; 5],
}

/// The parts of the change of every region and industry, sorted by start, region and industry, the sum of a region first.
/// Periods follow the order of their ids.
pub fn shift_share(
    panel: &Panel<'_>,
    variant: Variant,
    comparison: Comparison,
    absent: Absent,
) -> (Vec<Shift>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let tables = Table::all(panel, absent, &mut findings);
    let (Some(first), Some(last)) = (tables.first(), tables.last()) else { return (Vec::new(), findings) };
    if tables.len() < 2 {
        findings.push(at("STR207", None, tables.len()));
        return (Vec::new(), findings);
    }
    let mut rows: Vec<Shift> = match comparison {
        Comparison::Ends => compare(first, last, variant, absent),
        Comparison::Consecutive => {
            tables.windows(2).flat_map(|two| compare(&two[0], &two[1], variant, absent)).collect()
        }
        Comparison::Dynamic => {
            let mut sums: BTreeMap<(u32, Option<u32>), (Parts, usize)> = BTreeMap::new();
            for row in tables.windows(2).flat_map(|two| compare(&two[0], &two[1], variant, absent)) {
                let (sum, steps) = sums.entry((row.region, row.industry)).or_insert(([Some(0.0); 5], 0));
                *steps += 1;
                for (sum, part) in sum.iter_mut().zip(row.parts) {
                    *sum = sum.zip(part).map(|(sum, part)| sum + part);
                }
            }
            let whole = |(parts, steps): (Parts, usize)| {
                // A region or industry that is not there throughout has no sum over all steps.
                if steps + 1 == tables.len() { parts } else { [None; 5] }
            };
            sums.into_iter()
                .map(|((region, industry), sum)| Shift {
                    start: first.period,
                    end: last.period,
                    region,
                    industry,
                    parts: whole(sum),
                })
                .collect()
        }
    };
    rows.sort_by_key(|row| (row.start, row.region, row.industry));
    let unknown = rows.iter().filter(|row| row.parts[0].is_none()).count();
    let undefined = rows.iter().filter(|row| row.parts[0].is_some() && row.parts[3].is_none()).count();
    for (code, count) in [("STR208", unknown), ("STR105", undefined)] {
        if count > 0 {
            findings.push(at(code, None, count));
        }
    }
    (rows, findings)
}

/// Every region and industry that either period lists.
fn compare(start: &Table, end: &Table, variant: Variant, absent: Absent) -> Vec<Shift> {
    let union = |one: &[u32], two: &[u32]| {
        let mut all = [one, two].concat();
        all.sort_unstable();
        all.dedup();
        all
    };
    let regions = union(&start.regions, &end.regions);
    let industries = union(&start.industries, &end.industries);
    let missing = if absent == Absent::Zero { 0.0 } else { f64::NAN };
    let cell = |table: &Table, region: u32, industry: u32| {
        let places = table.regions.binary_search(&region).ok().zip(table.industries.binary_search(&industry).ok());
        places.map_or(missing, |(region, industry)| table.row(region)[industry])
    };
    let cells: Vec<Vec<(f64, f64)>> = regions
        .iter()
        .map(|&region| {
            industries.iter().map(|&industry| (cell(start, region, industry), cell(end, region, industry))).collect()
        })
        .collect();
    let known = |pair: &&(f64, f64)| !pair.0.is_nan() && !pair.1.is_nan();
    let add = |pairs: &[(f64, f64)]| {
        (sum(pairs.iter().filter(known).map(|pair| pair.0)), sum(pairs.iter().filter(known).map(|pair| pair.1)))
    };
    let of_industry: Vec<(f64, f64)> =
        (0..industries.len()).map(|a| add(&cells.iter().map(|row| row[a]).collect::<Vec<_>>())).collect();
    let of_region: Vec<f64> = cells.iter().map(|row| add(row).0).collect();
    let whole = add(&of_industry);
    let growth = |(from, to): (f64, f64)| Some((to - from) / from).filter(|_| from > 0.0);
    let parts = |region: usize, industry: usize| -> [Option<f64>; 5] {
        let (from, to) = cells[region][industry];
        if from.is_nan() || to.is_nan() {
            return [None; 5];
        }
        let (all, of_all) = (growth(whole), growth(of_industry[industry]));
        // Growth of what starts from nothing is undefined, but nothing of it enters: all change is the region's own.
        let (share, mix) = match (all, of_all) {
            _ if from == 0.0 => (Some(0.0), Some(0.0)),
            (Some(all), Some(of_all)) => (Some(from * all), Some(from * (of_all - all))),
            _ => (None, None),
        };
        let own = share.zip(mix).map(|(share, mix)| to - from - share - mix);
        let (competitive, allocation) = match variant {
            Variant::Classic => (own, None),
            Variant::EstebanMarquillas => {
                let lead = growth((from, to)).zip(of_all).map(|(own, of_all)| own - of_all);
                let alike = of_region[region] * of_industry[industry].0 / whole.0;
                (lead.map(|lead| alike * lead), lead.map(|lead| (from - alike) * lead))
            }
        };
        [Some(to - from), share, mix, competitive, allocation]
    };
    let mut rows = Vec::new();
    for (place, &region) in regions.iter().enumerate() {
        let each: Vec<[Option<f64>; 5]> = (0..industries.len()).map(|industry| parts(place, industry)).collect();
        let totals = std::array::from_fn(|part| {
            let column: Option<Vec<f64>> = each.iter().map(|parts| parts[part]).collect();
            column.map(sum)
        });
        let row = |industry, parts| Shift { start: start.period, end: end.period, region, industry, parts };
        rows.push(row(None, totals));
        rows.extend(industries.iter().zip(each).map(|(&industry, parts)| row(Some(industry), parts)));
    }
    rows
}

/// One of the parts of every row, as a column.
pub fn part(rows: &[Shift], part: usize) -> Nullable {
    rows.iter().map(|row| row.parts[part]).collect()
}
