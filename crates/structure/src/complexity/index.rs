//! Economic complexity: which regions have what few others have, and which industries need it.

use super::eigen::{Part, mean_of, parts};
use super::presence::{Pairs, Presence, Rule, by_period};
use super::shared::{self, Columns};
use crate::panel::{Panel, at};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{Nullable, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "economic_complexity",
    version: 1,
    study: "structure",
    title: text("经济复杂度", "Economic complexity"),
    question: text(
        "哪些区域拥有少有人能做的活动，哪些活动需要这样的能力？",
        "Which regions have activities that few can do, and which activities ask for such abilities?",
    ),
    formula: text(
        "M_ra = 1 表示区域 r 拥有行业 a（默认区位商 ≥ 1）；多样性 k_r = Σ_a M_ra，普遍性 k_a = Σ_r M_ra。区域指数（ECI、KCI）为 D_r⁻¹ M D_a⁻¹ Mᵀ 第二大特征值的特征向量 e，经 D_r^-½ M D_a^-½ 的奇异向量求得；行业指数（PCI、TCI）为 p，使 e_r = Σ_a M_ra p_a / k_r；符号使 e 与多样性正相关。standard：减均值除以标准差（除数 n 或 n−1）；行业按区域的均值与标准差（regions）或自身（own）。sum：除以总和的绝对值。range：0 至 100。reflections：k_{r,n} = Σ_a M_ra k_{a,n−1} / k_r，k_{a,n} = Σ_r M_ra k_{r,n−1} / k_a，取区域的 n 次与行业的 n+1 次。",
        "M_ra = 1 where region r has industry a (by default a location quotient of at least 1); diversity k_r = Σ_a M_ra, ubiquity k_a = Σ_r M_ra. The index of regions (ECI, KCI) is the eigenvector e to the second largest eigenvalue of D_r⁻¹ M D_a⁻¹ Mᵀ, found through the singular vectors of D_r^-½ M D_a^-½; that of industries (PCI, TCI) is p with e_r = Σ_a M_ra p_a / k_r; the sign makes e correlate with diversity. standard: less the mean, by the standard deviation (divisor n or n−1), industries by mean and deviation of the regions (regions) or their own (own). sum: divided by the absolute sum. range: 0 to 100. reflections: k_{r,n} = Σ_a M_ra k_{a,n−1} / k_r and k_{a,n} = Σ_r M_ra k_{r,n−1} / k_a, order n for regions and n+1 for industries.",
    ),
    limits: text(
        "只在相互连通的区域与行业之间有意义：默认只给出最大的连通部分，其余为空（components=each 时各部分分别标准化，彼此不可比）。没有任何活动的区域、无人拥有的行业、不存在第二特征向量时为空。第二与第三特征值相近时（列 gap），指数可随数据的微小变化而翻转。各时期分别标准化，不同时期的数值不可直接比较。",
        "Means something only among regions and industries that hang together: by default the largest connected part is given and the others are null (with components=each every part is standardised by itself and cannot be compared with the others). Null for a region without any activity, an industry that nobody has, and where there is no second eigenvector. Where the second and third eigenvalue are close (column gap), a small change of the data may turn the index. Every period is standardised by itself; values of different periods do not compare.",
    ),
    reference: "Hidalgo, C. A., Hausmann, R. (2009). The building blocks of economic complexity. PNAS 106(26), 10570–10575. Mealy, P., Farmer, J. D., Teytelboym, A. (2019). Interpreting economic complexity. Science Advances 5(1), eaau1705. Balland, P.-A., Rigby, D. (2017). The geography of complex knowledge. Economic Geography 93(1), 1–23.",
    aliases: &["eci", "pci", "kci", "tci", "complexity", "经济复杂度指数", "产品复杂度", "知识复杂度", "反射法"],
    inputs: &[crate::declare::PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        shared::SIDE,
        shared::PRESENCE,
        shared::HEADS,
        shared::THRESHOLD,
        shared::COMPARISON,
        Parameter {
            name: "method",
            kind: ParameterKind::Choice { of: &["eigenvector", "reflections"] },
            default: Some("eigenvector"),
            title: text("算法", "Method"),
            help: text("第二特征向量，或给定次数的反射法", "The second eigenvector, or reflections of a given order"),
        },
        Parameter {
            name: "order",
            kind: ParameterKind::Integer { min: 0, max: 200 },
            default: Some("18"),
            title: text("反射次数", "Order of reflections"),
            help: text("仅用于反射法；应为偶数", "Only for reflections; an even number"),
        },
        shared::COMPONENTS,
        shared::SCALE,
        shared::DIVISOR,
        shared::INDUSTRY_SCALE,
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        shared::REGION_OR_NONE,
        shared::INDUSTRY_OR_NONE,
        Column::new(
            "links",
            ColumnKind::Integer,
            text("多样性或普遍性", "Diversity or ubiquity"),
            text(
                "区域拥有的行业数；行业则为拥有它的区域数",
                "How many industries a region has; for an industry, how many regions have it",
            ),
        ),
        Column::new(
            "neighbours",
            ColumnKind::Number,
            text("邻居均值", "Mean of neighbours"),
            text(
                "区域所拥有行业的平均普遍性；行业则为拥有者的平均多样性",
                "Mean ubiquity of what a region has; for an industry, mean diversity of who has it",
            ),
        ),
        Column::new(
            "complexity",
            ColumnKind::Number,
            text("复杂度指数", "Complexity index"),
            text("区域的 ECI 或行业的 PCI", "ECI of a region, PCI of an industry"),
        ),
        Column::new(
            "component",
            ColumnKind::Integer,
            text("连通部分", "Component"),
            text(
                "所在连通部分的编号，1 为最大；没有任何联系时为空",
                "Number of the connected part, 1 being the largest; null without any link",
            ),
        ),
        Column::new(
            "second_eigenvalue",
            ColumnKind::Number,
            text("第二特征值", "Second eigenvalue"),
            text("所在连通部分的第二特征值", "Of the connected part"),
        ),
        Column::new(
            "gap",
            ColumnKind::Number,
            text("特征值间隔", "Gap of eigenvalues"),
            text("1 − λ₃/λ₂；接近 0 时指数不稳", "1 − λ₃/λ₂; near 0 the index is not settled"),
        ),
    ],
};

/// How the index is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// By the second eigenvector.
    #[default]
    Eigenvector,
    /// By so many reflections for regions, and one more for industries.
    Reflections(u32),
}

/// What is done where regions and industries fall into parts that have nothing in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Components {
    /// Only the largest part has an index.
    #[default]
    Largest,
    /// Every part has an index of its own.
    Each,
}

/// How the index is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Mean 0 and standard deviation 1.
    Standard {
        /// The divisor of the variance is n−1, not n.
        sample: bool,
        /// Industries keep their own mean and deviation instead of those of the regions.
        own: bool,
    },
    /// Divided by the absolute sum.
    Sum,
    /// From 0 to 100.
    Range,
}

/// The variant of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// How it is found.
    pub way: Way,
    /// What is done with several parts.
    pub components: Components,
    /// How it is scaled.
    pub scale: Scale,
}

impl Default for Variant {
    /// The second eigenvector of the largest part, both sides by mean and standard deviation (divisor n) of the regions.
    fn default() -> Self {
        Self {
            way: Way::Eigenvector,
            components: Components::Largest,
            scale: Scale::Standard { sample: false, own: false },
        }
    }
}

/// One side: regions or industries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// The period.
    pub period: Vec<u32>,
    /// The region or the industry.
    pub id: Vec<u32>,
    /// Diversity or ubiquity.
    pub links: Vec<u32>,
    /// Mean ubiquity of what a region has, or diversity of who has an industry.
    pub neighbours: Nullable,
    /// The index.
    pub complexity: Nullable,
    /// The connected part, from 1, by size.
    pub component: Vec<Option<u32>>,
    /// Second eigenvalue of the part.
    pub second: Nullable,
    /// 1 − λ₃/λ₂ of the part.
    pub gap: Nullable,
}

/// The complexity of regions and industries, by period.
#[derive(Clone, Debug, PartialEq)]
pub struct EconomicComplexity {
    /// Regions, sorted by period and id.
    pub regions: Side,
    /// Industries, sorted by period and id.
    pub industries: Side,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The indices of one period.
#[derive(Clone, Debug)]
pub(crate) struct Indices {
    pub(crate) of_regions: Vec<f64>,
    pub(crate) of_industries: Vec<f64>,
    /// By industry: the index before its mean was taken off, in units of the deviation of the regions; what the outlook
    /// sums up.
    pub(crate) outlook: Vec<f64>,
    /// The parts, largest first.
    pub(crate) parts: Vec<Part>,
    pub(crate) notes: Notes,
}

/// How often something was found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Notes {
    parts: usize,
    without: usize,
    crowded: usize,
    unsigned: usize,
    inexact: usize,
    faint: usize,
}

impl Notes {
    /// The findings of all periods.
    pub(crate) fn findings(all: impl Iterator<Item = Notes>) -> Vec<Diagnostic> {
        let all: Vec<Notes> = all.collect();
        let count = |of: fn(&Notes) -> usize| all.iter().map(of).sum::<usize>();
        [
            ("STR304", count(|notes| notes.parts)),
            ("STR305", count(|notes| notes.without)),
            ("STR306", count(|notes| notes.crowded)),
            ("STR307", count(|notes| notes.unsigned)),
            ("STR308", count(|notes| notes.inexact)),
            ("STR309", count(|notes| notes.faint)),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(code, count)| at(code, None, count))
        .collect()
    }
}

/// Below this gap the second and third eigenvalue count as close.
const CLOSE: f64 = 0.01;

/// Complexity of every region and industry in each period; periods side by side, the same bits at any number of threads.
pub fn economic_complexity(panel: &Panel<'_>, rule: Rule, variant: Variant) -> EconomicComplexity {
    let (results, mut findings) = by_period(panel, rule, Pairs::None, |presence| {
        let indices = indices(&presence, variant);
        (sides(&presence, &indices), indices.notes)
    });
    findings.extend(Notes::findings(results.iter().map(|(_, notes)| *notes)));
    let mut regions = Columns::default();
    let mut industries = Columns::default();
    for ([of_regions, of_industries], _) in results {
        regions.append(of_regions);
        industries.append(of_industries);
    }
    EconomicComplexity { regions: regions.into(), industries: industries.into(), findings }
}

impl From<Columns<6>> for Side {
    fn from(columns: Columns<6>) -> Self {
        let [links, neighbours, complexity, component, second, gap] = columns.numbers;
        Self {
            period: columns.period,
            id: columns.id,
            links: links.into_iter().map(shared::count).collect(),
            neighbours: Nullable::from_raw(neighbours),
            complexity: Nullable::from_raw(complexity),
            component: component.into_iter().map(|part| (!part.is_nan()).then(|| shared::count(part))).collect(),
            second: Nullable::from_raw(second),
            gap: Nullable::from_raw(gap),
        }
    }
}

/// Both sides of a period as columns.
fn sides(presence: &Presence, indices: &Indices) -> [Columns<6>; 2] {
    let floats = |counts: &[u32]| -> Vec<f64> { counts.iter().map(|&count| f64::from(count)).collect() };
    let (diversity, ubiquity) = (floats(&presence.diversity), floats(&presence.ubiquity));
    let side = |ids: &[u32], own: &[f64], means: Vec<f64>, index: &[f64], members: fn(&Part) -> &[usize]| {
        let mut of_part = [vec![f64::NAN; ids.len()], vec![f64::NAN; ids.len()], vec![f64::NAN; ids.len()]];
        for (number, part) in indices.parts.iter().enumerate() {
            for &member in members(part) {
                of_part[0][member] = number as f64 + 1.0;
                of_part[1][member] = part.values.first().copied().unwrap_or(f64::NAN);
                of_part[2][member] = part.gap().unwrap_or(f64::NAN);
            }
        }
        let [component, second, gap] = of_part;
        Columns {
            period: vec![presence.period; ids.len()],
            id: ids.to_vec(),
            numbers: [own.to_vec(), means, index.to_vec(), component, second, gap],
        }
    };
    let of_regions = mean_of(&presence.present, &ubiquity, &diversity);
    let of_industries = mean_of(&presence.by_industry, &diversity, &ubiquity);
    [
        side(&presence.regions, &diversity, of_regions, &indices.of_regions, |part| &part.rows),
        side(&presence.industries, &ubiquity, of_industries, &indices.of_industries, |part| &part.columns),
    ]
}

/// The indices of one period.
pub(crate) fn indices(presence: &Presence, variant: Variant) -> Indices {
    let wanted = |parts: &[Part], n: usize| {
        variant.components == Components::Each || parts.iter().all(|part| part.size() <= parts[n].size())
    };
    let mut parts = parts(presence, wanted);
    // Sorting is stable: of equal parts the one with the first region comes first.
    parts.sort_by_key(|part| std::cmp::Reverse(part.size()));
    let mut indices = Indices {
        of_regions: vec![f64::NAN; presence.regions.len()],
        of_industries: vec![f64::NAN; presence.industries.len()],
        outlook: vec![f64::NAN; presence.industries.len()],
        notes: Notes { parts: parts.len().saturating_sub(1), ..Notes::default() },
        parts,
    };
    let chosen = if variant.components == Components::Each { indices.parts.len() } else { 1 };
    for part in indices.parts.iter().take(chosen) {
        let notes = &mut indices.notes;
        if part.of_rows.is_empty() {
            notes.without += 1;
            continue;
        }
        notes.crowded += usize::from(part.gap().is_some_and(|gap| gap < CLOSE));
        notes.inexact += usize::from(!part.exact);
        let diversity: Vec<f64> = part.rows.iter().map(|&row| f64::from(presence.diversity[row])).collect();
        let (mut of_rows, mut of_columns) = match variant.way {
            Way::Eigenvector => (part.of_rows.clone(), part.of_columns.clone()),
            Way::Reflections(order) => reflections(presence, part, order, notes),
        };
        if variant.way == Way::Eigenvector {
            let sign = sign(&diversity, &of_rows).unwrap_or_else(|| {
                notes.unsigned += 1;
                let largest = of_rows.iter().fold(0.0f64, |most, &e| if e.abs() > most.abs() { e } else { most });
                largest.signum()
            });
            of_rows.iter_mut().chain(&mut of_columns).for_each(|entry| *entry *= sign);
        }
        let sample = matches!(variant.scale, Scale::Standard { sample: true, .. });
        let (mean, deviation) = moments(&of_rows, sample);
        for (&column, entry) in part.columns.iter().zip(&of_columns) {
            indices.outlook[column] = entry / deviation;
        }
        let (rows, columns) = scaled(&of_rows, &of_columns, (mean, deviation), variant.scale);
        for (&row, entry) in part.rows.iter().zip(rows) {
            indices.of_regions[row] = entry;
        }
        for (&column, entry) in part.columns.iter().zip(columns) {
            indices.of_industries[column] = entry;
        }
    }
    indices
}

/// Both sides on the scale asked for; NaN where it does not exist.
fn scaled(rows: &[f64], columns: &[f64], (mean, deviation): (f64, f64), scale: Scale) -> (Vec<f64>, Vec<f64>) {
    let map = |entries: &[f64], shift: f64, unit: f64| -> Vec<f64> {
        let by = if unit.abs() > 0.0 { 1.0 } else { f64::NAN };
        entries.iter().map(|entry| by * (entry - shift) / unit).collect()
    };
    let range = |entries: &[f64]| {
        let least = entries.iter().copied().fold(f64::INFINITY, f64::min);
        let most = entries.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        map(entries, least, (most - least) / 100.0)
    };
    let total = |entries: &[f64]| map(entries, 0.0, sum(entries.iter().copied()).abs());
    match scale {
        Scale::Standard { sample, own } => {
            let (own_mean, own_deviation) = if own { moments(columns, sample) } else { (mean, deviation) };
            (map(rows, mean, deviation), map(columns, own_mean, own_deviation))
        }
        Scale::Sum => (total(rows), total(columns)),
        Scale::Range => (range(rows), range(columns)),
    }
}

/// Mean and standard deviation, divisor n−1 for a `sample`, otherwise n.
pub(crate) fn moments(entries: &[f64], sample: bool) -> (f64, f64) {
    let count = entries.len() as f64;
    let mean = sum(entries.iter().copied()) / count;
    let squares = sum(entries.iter().map(|entry| (entry - mean).powi(2)));
    (mean, (squares / if sample { count - 1.0 } else { count }).sqrt())
}

/// The sign of the correlation of two columns; `None` where there is none to speak of.
fn sign(one: &[f64], two: &[f64]) -> Option<f64> {
    let ((mean_one, deviation_one), (mean_two, deviation_two)) = (moments(one, false), moments(two, false));
    let covariance = sum(one.iter().zip(two).map(|(x, y)| (x - mean_one) * (y - mean_two))) / one.len() as f64;
    let correlation = covariance / (deviation_one * deviation_two);
    (correlation.abs() > 1e-9).then(|| correlation.signum())
}

/// `order` reflections of the diversity, and one more for industries.
fn reflections(presence: &Presence, part: &Part, order: u32, notes: &mut Notes) -> (Vec<f64>, Vec<f64>) {
    let floats = |counts: &[u32]| -> Vec<f64> { counts.iter().map(|&count| f64::from(count)).collect() };
    let (diversity, ubiquity) = (floats(&presence.diversity), floats(&presence.ubiquity));
    // Regions and industries of other parts have no entry in the rows of this one.
    let (mut regions, mut industries) = (diversity.clone(), ubiquity.clone());
    for _ in 0..order {
        let next = mean_of(&presence.present, &industries, &diversity);
        industries = mean_of(&presence.by_industry, &regions, &ubiquity);
        regions = next;
    }
    industries = mean_of(&presence.by_industry, &regions, &ubiquity);
    let of_rows: Vec<f64> = part.rows.iter().map(|&row| regions[row]).collect();
    let (mean, deviation) = moments(&of_rows, false);
    notes.faint += usize::from(deviation < 1e-9 * mean.abs());
    (of_rows, part.columns.iter().map(|&column| industries[column]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use liantu_numeric::Bits;

    fn bits(rows: &[&str]) -> Presence {
        let mut bits = Bits::new(rows.len(), rows[0].len());
        for (row, line) in rows.iter().enumerate() {
            for (column, _) in line.bytes().enumerate().filter(|(_, byte)| *byte == b'1') {
                bits.set(row, column);
            }
        }
        Presence::of_bits(bits)
    }

    #[test]
    fn a_nested_table_ranks_by_diversity() {
        let indices = indices(&bits(&["1111", "1110", "1100", "1000"]), Variant::default());
        assert!(indices.of_regions.windows(2).all(|pair| pair[0] > pair[1]), "{:?}", indices.of_regions);
        assert!(indices.of_industries.windows(2).all(|pair| pair[0] < pair[1]));
        let (mean, deviation) = moments(&indices.of_regions, false);
        assert!(mean.abs() < 1e-14 && (deviation - 1.0).abs() < 1e-14);
    }

    #[test]
    fn separate_blocks_never_become_plus_and_minus_one() {
        let presence = bits(&["111000", "110000", "100000", "000110", "000100", "000000"]);
        let largest = indices(&presence, Variant::default());
        assert_eq!(largest.parts.len(), 2);
        assert!(largest.of_regions[..3].iter().all(|eci| eci.is_finite() && (eci.abs() - 1.0).abs() > 1e-3));
        assert!(largest.of_regions[3..].iter().all(|eci| eci.is_nan()));
        assert!(largest.of_industries[3..].iter().all(|pci| pci.is_nan()));
        let each = indices(&presence, Variant { components: Components::Each, ..Variant::default() });
        assert!(each.of_regions[3] > each.of_regions[4] && each.of_regions[5].is_nan());
        assert_eq!(each.notes.parts, 1);
    }

    #[test]
    fn a_block_without_structure_has_no_index() {
        let indices = indices(&bits(&["111", "111"]), Variant::default());
        assert!(indices.of_regions.iter().all(|eci| eci.is_nan()));
        assert_eq!(indices.notes.without, 1);
    }

    #[test]
    fn a_ring_has_close_eigenvalues_and_no_sign() {
        let indices = indices(&bits(&["11000", "01100", "00110", "00011", "10001"]), Variant::default());
        assert_eq!((indices.notes.crowded, indices.notes.unsigned), (1, 1));
    }
}
